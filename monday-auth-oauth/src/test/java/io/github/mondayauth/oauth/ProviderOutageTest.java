package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many credentials at a provider that fails for an hour, or does not respond. */
final class ProviderOutageTest {
  private final RefreshBench bench = new RefreshBench();
  private final Connections connections = bench.instance();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  private List<MondayUser> connectAndExpire(int users) {
    List<MondayUser> connected =
        LongStream.rangeClosed(1, users).mapToObj(RefreshBench.ACCOUNT::user).toList();
    connected.forEach(user -> bench.connect(connections, user));
    bench.clock.advance(RefreshBench.LIFETIME.plusMinutes(1));
    return connected;
  }

  /** Five failures over an hour: if they were refusals, the user would have to reconnect. */
  @ParameterizedTest
  @CsvSource({
    "400, '', UNAVAILABLE",
    "401, '', CLIENT",
    "403, '', UNAVAILABLE",
    "500, '', UNAVAILABLE",
    "401, '{\"error\":\"invalid_client\"}', CLIENT",
    "403, '<html>blocked</html>', UNAVAILABLE",
    "500, '{\"error\":\"invalid_grant\"}', UNAVAILABLE"
  })
  void outageOfAnHourEndsNoneOfAThousandCredentials(int status, String body, String reason) {
    List<MondayUser> users = connectAndExpire(1_000);
    bench.respond(status, body);
    for (int minute = 0; minute <= 60; minute += 15) {
      assertAllFail(users, reason);
      bench.clock.advance(Duration.ofMinutes(15));
    }
    assertNeedReconnect(users, false);

    assertAllAreServedWithinAnHour(users);
    assertThat(bench.events).doesNotContain("reconnect");
  }

  /** An error in JSON may be about the grant, so the user may reconnect, but need not. */
  @Test
  void refusalOfAnHourOffersToReconnectUntilTheProviderGrantsARefreshAgain() {
    List<MondayUser> users = connectAndExpire(1_000);
    bench.respond(400, "{\"error\":\"invalid_request\"}");
    assertAllFail(users, "PROVIDER");
    assertNeedReconnect(users, true);
    for (int minute = 10; minute < 60; minute += 10) {
      bench.clock.advance(Duration.ofMinutes(10));
      assertAllFail(users, "PROVIDER");
    }
    bench.clock.advance(Duration.ofMinutes(10));
    assertThat(bench.events).doesNotContain("reconnect");
    assertAllFail(users, "REFRESH_REFUSED");
    assertThat(bench.events).filteredOn("reconnect"::equals).hasSameSizeAs(users);
    bench.clock.advance(Duration.ofMinutes(10));

    assertAllAreServedWithinAnHour(users);
  }

  private void assertAllFail(List<MondayUser> users, String reason) {
    assertThat(users).extracting(this::failure).containsOnly(reason);
  }

  private void assertNeedReconnect(List<MondayUser> users, boolean isExpected) {
    assertThat(connections.admin().list(RefreshBench.ACCOUNT))
        .hasSameSizeAs(users)
        .extracting(ConnectionStatus::needsReconnect)
        .containsOnly(isExpected);
  }

  private void assertAllAreServedWithinAnHour(List<MondayUser> users) {
    bench.recover();
    bench.clock.advance(Duration.ofMinutes(50));
    for (MondayUser user : users) {
      assertThat(connections.credential(user, "acme")).isNotNull();
    }
    assertNeedReconnect(users, false);
    assertThat(users)
        .allSatisfy(user -> assertThat(connections.connected(user)).containsExactly("acme"));
  }

  private String failure(MondayUser user) {
    try {
      connections.credential(user, "acme");
      return "none";
    } catch (OAuthException e) {
      return e.reason().name();
    } catch (NotConnectedException e) {
      return e.reason().name();
    }
  }

  @Test
  void deadHostReceivesAtMost32CallsAtATimeFor300ExpiredCredentials() throws Exception {
    List<MondayUser> users = connectAndExpire(300);
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch arrived = new CountDownLatch(32);
    CountDownLatch dead = new CountDownLatch(1);
    bench.provider =
        request -> {
          most.accumulateAndGet(present.incrementAndGet(), Math::max);
          arrived.countDown();
          await(dead);
          present.decrementAndGet();
          throw new IOException("connect timed out");
        };
    CountDownLatch refusedAtOnce = new CountDownLatch(300 - 32 - 64);
    List<Future<Reason>> reasons = new ArrayList<>();
    for (MondayUser user : users) {
      reasons.add(
          pool.submit(
              () -> {
                try {
                  connections.credential(user, "acme");
                  return null;
                } catch (OAuthException e) {
                  refusedAtOnce.countDown();
                  return e.reason();
                }
              }));
    }
    refusedAtOnce.await();
    arrived.await();
    dead.countDown();

    for (Future<Reason> reason : reasons) {
      assertThat(reason.get()).isEqualTo(Reason.UNAVAILABLE);
    }
    assertThat(most.get()).isEqualTo(32);
    // Those who waited for a slot did not call a host that had just failed.
    assertThat(bench.calls.get()).isEqualTo(32);
    bench.recover();
    bench.clock.advance(Duration.ofSeconds(30));
    for (MondayUser user : users) {
      assertThat(connections.credential(user, "acme")).isNotNull();
    }
  }

  /** The host neither responds nor fails: the 32 calls hang, and nobody else waits for them. */
  @Test
  void callersGiveUpTheirWaitForASlotAfterTheTimeThatTheApplicationSet() throws Exception {
    List<MondayUser> users = connectAndExpire(300);
    Connections impatient =
        bench.builder(bench.clock, bench.store).waitForRefresh(Duration.ofMillis(50)).build();
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(32);
    CountDownLatch refused = new CountDownLatch(300 - 32);
    bench.provider =
        request -> {
          arrived.countDown();
          await(hanging);
          return bench.granted();
        };
    List<Future<Credential>> all =
        users.stream()
            .map(
                user ->
                    pool.submit(
                        () -> {
                          try {
                            return impatient.credential(user, "acme");
                          } catch (OAuthException e) {
                            assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                            refused.countDown();
                            return null;
                          }
                        }))
            .toList();

    refused.await();
    arrived.await();
    assertThat(bench.calls.get()).isEqualTo(32);
    hanging.countDown();
    int served = 0;
    for (Future<Credential> each : all) {
      served += each.get() == null ? 0 : 1;
    }
    assertThat(served).isEqualTo(32);
  }

  @Test
  void callersThatWaitForASlotRefreshWhenTheHostResponds() throws Exception {
    List<MondayUser> users = connectAndExpire(96);
    CountDownLatch arrived = new CountDownLatch(32);
    CountDownLatch slow = new CountDownLatch(1);
    bench.provider =
        request -> {
          arrived.countDown();
          await(slow);
          return bench.granted();
        };
    List<Future<Credential>> all =
        users.stream()
            .map(user -> pool.submit(() -> connections.credential(user, "acme")))
            .toList();
    arrived.await();
    slow.countDown();

    for (Future<Credential> each : all) {
      assertThat(each.get()).isNotNull();
    }
    assertThat(bench.calls.get()).isEqualTo(96);
  }

  @Test
  void deadHostDelaysNobodyWhoseTokenIsStillValid() throws Exception {
    List<MondayUser> users =
        LongStream.rangeClosed(1, 40).mapToObj(RefreshBench.ACCOUNT::user).toList();
    users.forEach(user -> bench.connect(connections, user));
    bench.clock.advance(RefreshBench.LIFETIME.minusMinutes(1));
    CountDownLatch arrived = new CountDownLatch(32);
    CountDownLatch dead = new CountDownLatch(1);
    bench.provider =
        request -> {
          arrived.countDown();
          await(dead);
          throw new IOException("connect timed out");
        };
    List<Future<Credential>> refreshing =
        users.subList(0, 32).stream()
            .map(user -> pool.submit(() -> connections.credential(user, "acme")))
            .toList();
    arrived.await();

    for (MondayUser user : users) {
      assertThat(connections.credential(user, "acme")).isNotNull();
    }
    assertThat(bench.calls.get()).isEqualTo(32);
    dead.countDown();
    for (Future<Credential> each : refreshing) {
      assertThat(each.get()).isNotNull();
    }
  }

  @Test
  void deadHostDoesNotDelayRefreshesAtOtherHosts() throws Exception {
    bench.server = OAuthServer.perHost("/authorize", "/token", "*.desk.example");
    Connections perHost = bench.instance();
    CountDownLatch arrived = new CountDownLatch(32);
    CountDownLatch dead = new CountDownLatch(1);
    bench.provider =
        request -> {
          if (request.uri().getHost().equals("dead.desk.example")) {
            arrived.countDown();
            await(dead);
          }
          return bench.granted();
        };
    for (long id = 1; id <= 33; id++) {
      put(perHost, id, id <= 32 ? "dead.desk.example" : "alive.desk.example");
    }
    bench.clock.advance(RefreshBench.LIFETIME.plusMinutes(1));
    List<Future<Credential>> blocked =
        LongStream.rangeClosed(1, 32)
            .mapToObj(RefreshBench.ACCOUNT::user)
            .map(user -> pool.submit(() -> perHost.credential(user, "acme")))
            .toList();
    arrived.await();

    assertThat(perHost.credential(RefreshBench.ACCOUNT.user(33), "acme")).isNotNull();
    dead.countDown();
    for (Future<Credential> each : blocked) {
      assertThat(each.get()).isNotNull();
    }
  }

  private void put(Connections instance, long user, String host) {
    instance
        .admin()
        .put(
            RefreshBench.ACCOUNT.user(user),
            "acme",
            Credential.of(Secret.of("at" + user))
                .withRefreshToken(Secret.of("rt" + user))
                .withExpiresAt(bench.clock.instant().plus(RefreshBench.LIFETIME))
                .withAttribute("host", host));
  }

  @Test
  void refreshThatHangsBlocksNoOtherCallerOfTheCredentialForLonger() throws Exception {
    MondayUser user = connectAndExpire(1).get(0);
    Connections impatient =
        bench.builder(bench.clock, bench.store).waitForRefresh(Duration.ofMillis(1)).build();
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    bench.provider =
        request -> {
          arrived.countDown();
          await(release);
          return bench.granted();
        };
    Future<Credential> owner = pool.submit(() -> impatient.credential(user, "acme"));
    arrived.await();
    Set<CompletableFuture<Reason>> others = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      others.add(CompletableFuture.supplyAsync(() -> reason(impatient, user), pool));
    }

    for (CompletableFuture<Reason> other : others) {
      assertThat(other.get()).isEqualTo(Reason.UNAVAILABLE);
    }
    assertThat(bench.calls.get()).isEqualTo(1);
    release.countDown();
    assertThat(owner.get()).isNotNull();
  }

  private static Reason reason(Connections instance, MondayUser user) {
    try {
      instance.credential(user, "acme");
      throw new AssertionError("expected the refresh to be in flight");
    } catch (OAuthException e) {
      assertThat(e.reply().headers()).containsKey("Retry-After");
      return e.reason();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
