package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentRunsTest {
  private static final RegisteredApp REGISTERED = RegisteredApp.random();
  private static final TestClock CLOCK = TestClock.at(AppFixture.NOW);
  private static final URI RUN = URI.create("https://app.example.com/run");

  private final RecentRuns runs = new RecentRuns();
  private final AtomicInteger worked = new AtomicInteger();

  private static BlockRequest request(long account, String actionUuid) {
    RequestClaims claims =
        MondayApp.builder(REGISTERED.clientId(), RUN.resolve("/"))
            .signingSecret(Secret.of(REGISTERED.signingSecret()))
            .timeSource(CLOCK)
            .build()
            .requestVerifier()
            .verify(
                MondayTokens.of(REGISTERED, CLOCK).request(RUN).account(account).sign(), "/run");
    return new BlockRequest(
        claims,
        MissingNode.getInstance(),
        "{\"runtimeMetadata\":{\"actionUuid\":\"" + actionUuid + "\"}}");
  }

  /** A request in a thread of its own. */
  private record Pending(Thread thread, FutureTask<Object> task) {
    static Pending start(Callable<Object> call) {
      FutureTask<Object> task = new FutureTask<>(call);
      Thread thread = new Thread(task);
      thread.start();
      return new Pending(thread, task);
    }

    /** Returns once the thread waits for another one, or has ended. */
    void awaitBlocked() {
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (thread.isAlive()
          && thread.getState() != Thread.State.WAITING
          && System.nanoTime() < limit) {
        Thread.onSpinWait();
      }
    }

    Object result() throws Exception {
      return task.get(30, TimeUnit.SECONDS);
    }
  }

  /** Starts the first request, whose work ends when the latch is released, and a repeated one. */
  private Pending[] startBoth(CountDownLatch release, Callable<Object> outcome) throws Exception {
    CountDownLatch atWork = new CountDownLatch(1);
    RecentRuns.Work work =
        () -> {
          worked.incrementAndGet();
          atWork.countDown();
          try {
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            return outcome.call();
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    Pending first = Pending.start(() -> runs.once(request(1, "a1"), work));
    assertThat(atWork.await(30, TimeUnit.SECONDS)).isTrue();
    Pending repeated = Pending.start(() -> runs.once(request(1, "a1"), work));
    repeated.awaitBlocked();
    return new Pending[] {first, repeated};
  }

  @Test
  void aRequestThatIsRepeatedDuringTheWorkWaitsForItsResult() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Object outcome = new Object();
    Pending[] both = startBoth(release, () -> outcome);

    release.countDown();

    assertThat(both[0].result()).isSameAs(outcome);
    assertThat(both[1].result()).isSameAs(outcome);
    assertThat(worked).hasValue(1);
  }

  @Test
  void aFailureReachesTheRepeatedRequestAndIsNotKept() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Pending[] both =
        startBoth(
            release,
            () -> {
              throw new IOException("unavailable");
            });

    release.countDown();

    for (Pending each : both) {
      assertThatThrownBy(each::result)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasRootCauseMessage("unavailable");
    }
    assertThat(worked).hasValue(1);
    assertThat(runs.once(request(1, "a1"), () -> "done")).isEqualTo("done");
  }

  @Test
  void anotherAccountsRunWithTheSameIdIsAnotherRun() throws Exception {
    assertThat(runs.once(request(1, "a1"), () -> "one")).isEqualTo("one");
    assertThat(runs.once(request(2, "a1"), () -> "two")).isEqualTo("two");
    assertThat(runs.once(request(1, "a1"), () -> "three")).isEqualTo("one");
  }
}
