package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.mondayauth.vault.contract.TokenStoreContract;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests the contract itself: it catches every mistake, and finds none in a correct store. */
class BrokenStoresTest {
  private static Supplier<TokenStore> subject = TokenStore::inMemory;
  private static boolean isNewEachTime;

  @ParameterizedTest
  @MethodSource
  void theContractCatchesTheMistake(String mistake) {
    subject = BrokenStores.ALL.get(mistake);
    isNewEachTime = mistake.equals(BrokenStores.CACHED_IN_EACH_INSTANCE);
    assertThat(run().values()).as(mistake).anyMatch(result -> result.startsWith("FAILED"));
  }

  static Iterable<String> theContractCatchesTheMistake() {
    assertThat(BrokenStores.ALL).hasSizeGreaterThanOrEqualTo(12);
    return BrokenStores.ALL.keySet();
  }

  @Test
  void aCorrectStorePasses() {
    subject = TokenStore::inMemory;
    isNewEachTime = false;
    Map<String, String> results = run();
    assertThat(results).hasSizeGreaterThan(60);
    assertThat(results).allSatisfy((test, result) -> assertThat(result).doesNotStartWith("FAILED"));
  }

  /** Runs the contract until its first failure, and returns the results by test. */
  private static Map<String, String> run() {
    LauncherDiscoveryRequest contract =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Subject.class))
            .configurationParameter(
                "junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Map<String, String> results = new TreeMap<>();
    CancellationToken cancellation = CancellationToken.create();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
              results.put(test.getUniqueId(), describe(result));
              if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                cancellation.cancel();
              }
            }
          }
        };
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(contract)
                .listeners(listener)
                .cancellationToken(cancellation)
                .build());
    return results;
  }

  private static String describe(TestExecutionResult result) {
    return result.getStatus() + result.getThrowable().map(Throwable::toString).orElse("");
  }

  /** Disabled, since only the tests above run it. */
  @Disabled
  static class Subject extends TokenStoreContract {
    private final TokenStore store = subject.get();

    @Override
    public TokenStore store() {
      return isNewEachTime ? subject.get() : store;
    }

    @Override
    public int manyRecords() {
      return 400;
    }

    @Override
    public int rounds() {
      return 20;
    }
  }
}
