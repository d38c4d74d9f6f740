package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One caller more than a host may receive refreshes at a time. */
@Timeout(60)
final class FullHostTest {
  private static final int SLOTS = 32;

  /** The user whose refresh there is no slot for. */
  private static final MondayUser LAST = RefreshBench.ACCOUNT.user(SLOTS + 1);

  /** Longer than any test may take. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final RefreshBench bench = new RefreshBench();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final CountDownLatch arrived = new CountDownLatch(SLOTS);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private Connections waiting(Duration longest) {
    return bench.builder(bench.clock, bench.store).waitForRefresh(longest).build();
  }

  /** Connects all users, lets time pass, and takes all slots with refreshes that hang. */
  private List<Future<Credential>> fill(
      Connections connections, Duration age, HttpTransport.Response response) throws Exception {
    List<MondayUser> users =
        LongStream.rangeClosed(1, SLOTS).mapToObj(RefreshBench.ACCOUNT::user).toList();
    users.forEach(user -> bench.connect(connections, user));
    bench.connect(connections, LAST);
    bench.clock.advance(age);
    bench.provider =
        request -> {
          arrived.countDown();
          await(released);
          return response;
        };
    List<Future<Credential>> refreshing =
        users.stream()
            .map(user -> pool.submit(() -> connections.credential(user, "acme")))
            .toList();
    arrived.await();
    return refreshing;
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  @Test
  void aTokenThatIsStillValidIsUsedAtOnce() throws Exception {
    Connections connections = waiting(LONG);
    List<Future<Credential>> refreshing =
        fill(connections, RefreshBench.LIFETIME.minusMinutes(1), RefreshBench.json(503, "{}"));

    assertThat(connections.credential(LAST, "acme").secret().reveal()).isEqualTo("at of " + LAST);
    assertThat(bench.calls.get()).isEqualTo(SLOTS);
    released.countDown();
    for (Future<Credential> each : refreshing) {
      assertThat(each.get()).isNotNull();
    }
  }

  @Test
  void aTokenThatHasExpiredIsNotUsed() throws Exception {
    Connections connections = waiting(Duration.ofMillis(1));
    fill(connections, RefreshBench.LIFETIME, RefreshBench.json(503, "{}"));

    assertThatThrownBy(() -> connections.credential(LAST, "acme"))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    assertThat(bench.calls.get()).isEqualTo(SLOTS);
  }

  /** Starts the refresh of the last user, and returns when it waits for a slot. */
  private FutureTask<Credential> startToWait(Connections connections) {
    FutureTask<Credential> task = new FutureTask<>(() -> connections.credential(LAST, "acme"));
    Thread thread = new Thread(task, "waits for a slot");
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
      Thread.onSpinWait();
    }
    return task;
  }

  private static void assertFails(Future<Credential> refreshing, Reason reason) {
    assertThatThrownBy(refreshing::get)
        .cause()
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aCallerThatWaitsGivesUpIfTheHostTurnsOutToBeUnavailable() throws Exception {
    Connections connections = waiting(LONG);
    List<Future<Credential>> refreshing =
        fill(connections, RefreshBench.LIFETIME, RefreshBench.json(503, "{}"));
    FutureTask<Credential> last = startToWait(connections);
    released.countDown();

    assertFails(last, Reason.UNAVAILABLE);
    for (Future<Credential> each : refreshing) {
      assertFails(each, Reason.UNAVAILABLE);
    }
    assertThat(bench.calls.get()).isEqualTo(SLOTS);
  }

  @Test
  void aCallerThatWaitsRefreshesIfTheHostOnlyRefusesOthers() throws Exception {
    Connections connections = waiting(LONG);
    List<Future<Credential>> refreshing =
        fill(
            connections,
            RefreshBench.LIFETIME,
            RefreshBench.json(400, "{\"error\":\"invalid_request\"}"));
    FutureTask<Credential> last = startToWait(connections);
    released.countDown();

    assertFails(last, Reason.PROVIDER);
    for (Future<Credential> each : refreshing) {
      assertFails(each, Reason.PROVIDER);
    }
    assertThat(bench.calls.get()).isEqualTo(SLOTS + 1);
  }
}
