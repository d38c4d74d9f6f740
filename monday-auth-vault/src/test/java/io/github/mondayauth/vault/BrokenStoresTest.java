package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.github.mondayauth.vault.BrokenStores.Mistake;
import io.github.mondayauth.vault.contract.TokenStoreContract;
import java.lang.Thread.State;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests the contract itself: it catches every mistake, and finds none in a correct store. */
class BrokenStoresTest {
  private static final List<Mistake> MISTAKES = BrokenStores.ALL;

  private static Supplier<TokenStore> subject = TokenStore::inMemory;
  private static boolean isNewEachTime;

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void theContractCatchesTheMistake(Mistake mistake) {
    subject = mistake.store();
    isNewEachTime = mistake.description().equals(BrokenStores.CACHED_IN_EACH_INSTANCE);
    Map<String, Throwable> failures = failures(run(methods(mistake.tests())));
    assertThat(failures.keySet())
        .as("tests that fail if %s", mistake)
        .containsExactlyInAnyOrderElementsOf(mistake.tests());
    assertThat(failures)
        .as("what they throw if %s", mistake)
        .allSatisfy((test, failure) -> assertThat(failure).isInstanceOf(AssertionError.class));
  }

  @Test
  void everyMistakeIsThere() {
    assertThat(MISTAKES).hasSize(46).extracting(Mistake::description).doesNotHaveDuplicates();
    assertThat(MISTAKES).noneMatch(mistake -> mistake.tests().isEmpty());
  }

  @Test
  void aCorrectStorePasses() {
    subject = TokenStore::inMemory;
    isNewEachTime = false;
    Map<String, TestExecutionResult> results = run(List.of(selectClass(Subject.class)));
    assertThat(results).hasSize(113);
    assertThat(failures(results)).isEmpty();
  }

  @Test
  void noThreadOutlivesARaceThatFailed() {
    FailingDeletionStore store = new FailingDeletionStore();
    subject = () -> store;
    isNewEachTime = false;
    String test = "FenceContract.deletingAnAccountLeavesNoRecordThatWasBeingCreated";
    assertThat(failures(run(methods(List.of(test))))).containsEntry(test, store.failure);
    assertThat(store.interrupted).isNotEmpty();
    assertThat(store.running.get()).as("threads that still run").isZero();
    assertThat(store.later.get()).as("calls after the interrupt").isZero();
  }

  private static List<DiscoverySelector> methods(List<String> tests) {
    return tests.stream()
        .<DiscoverySelector>map(
            test -> selectMethod(Subject.class, test.substring(test.indexOf('.') + 1)))
        .toList();
  }

  /** Runs tests of the contract, and returns the results by part of the contract and method. */
  private static Map<String, TestExecutionResult> run(List<DiscoverySelector> tests) {
    LauncherDiscoveryRequest contract =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests)
            .configurationParameter(
                "junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Map<String, TestExecutionResult> results = new TreeMap<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              results.put(name(test), result);
            }
          }
        };
    LauncherFactory.create().execute(contract, listener);
    return results;
  }

  private static String name(TestIdentifier test) {
    Method method = ((MethodSource) test.getSource().orElseThrow()).getJavaMethod();
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  /** Selects the tests that failed, with what they threw, or what a thread of theirs threw. */
  private static Map<String, Throwable> failures(Map<String, TestExecutionResult> results) {
    Map<String, Throwable> failures = new TreeMap<>();
    results.forEach(
        (test, result) -> {
          if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            Throwable thrown = result.getThrowable().orElseThrow();
            failures.put(test, thrown instanceof ExecutionException ? thrown.getCause() : thrown);
          }
        });
    return failures;
  }

  /** Fails to delete an account, while threads that create records wait for an interrupt. */
  private static final class FailingDeletionStore implements TokenStoreWrapper {
    final IllegalStateException failure = new IllegalStateException("the deletion failed");
    final Set<Thread> interrupted = ConcurrentHashMap.newKeySet();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger later = new AtomicInteger();
    private final TokenStore store = TokenStore.inMemory();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final Thread test = Thread.currentThread();

    @Override
    public TokenStore store() {
      return store;
    }

    @Override
    public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      if (interrupted.contains(Thread.currentThread())) {
        later.incrementAndGet();
      } else if (key.name().endsWith("/9")) {
        awaitInterrupt();
      }
      return store.create(key, epoch, value, purgeAfter);
    }

    private void awaitInterrupt() {
      running.incrementAndGet();
      waiting.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException expected) {
        interrupted.add(Thread.currentThread());
        // The test waits for this thread now. If it does not, this thread outlives it.
        for (int i = 0; i < 10_000_000 && test.getState() != State.TIMED_WAITING; i++) {
          Thread.onSpinWait();
        }
        Thread.currentThread().interrupt();
      }
      running.decrementAndGet();
    }

    @Override
    public DeletedAccount deleteAccount(String app, long account) {
      try {
        waiting.await();
      } catch (InterruptedException unexpected) {
        Thread.currentThread().interrupt();
      }
      throw failure;
    }
  }

  /** Disabled, since only the tests above run it. */
  @Disabled
  static class Subject extends TokenStoreContract {
    private final TokenStore store = subject.get();

    @Override
    public TokenStore store() {
      return isNewEachTime ? subject.get() : store;
    }
  }
}
