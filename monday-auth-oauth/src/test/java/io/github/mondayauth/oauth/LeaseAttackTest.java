package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Owners of a lease that die, on machines with right and wrong clocks. Both clocks of the surviving
 * instance are the test's, and a pause advances both: nothing here waits.
 */
final class LeaseAttackTest {
  /** With the default timeout of a call. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final RefreshBench bench = new RefreshBench();
  private final FakeMonotonicClock monotonic = new FakeMonotonicClock();
  private final Connections survivor =
      bench.builder(bench.clock, bench.store).monotonicClock(monotonic).build();

  /** Has the effect of SIGKILL on the refreshing thread: nothing is cleaned up. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The surviving instance's monotonic clock, which advances together with its wall clock. */
  private final class FakeMonotonicClock implements MonotonicClock {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(long duration) {
      pass(Duration.ofNanos(duration));
    }

    void pass(Duration duration) {
      nanos += duration.toNanos();
      bench.clock.advance(duration);
    }
  }

  /** An instance with this clock takes the lease of the expired credential and dies. */
  private void takeTheLeaseAndDie(InstantSource time) {
    bench.provider =
        request -> {
          throw new Killed();
        };
    assertThatThrownBy(() -> bench.instance(time).credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(Killed.class);
    bench.recover();
    bench.calls.set(0);
  }

  private Credential credential() {
    return survivor.credential(RefreshBench.ADA, "acme");
  }

  /** The surviving instance blocks for the longest wait and no longer. */
  private OAuthException assertBlockedFor(Duration expected) {
    long start = monotonic.nanos();
    OAuthException[] thrown = new OAuthException[1];
    assertThatThrownBy(this::credential)
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
              thrown[0] = e;
            });
    assertThat(Duration.ofNanos(monotonic.nanos() - start)).isEqualTo(expected);
    return thrown[0];
  }

  @Test
  void ownerKilledBlocksNoCallerForMoreThanTenSeconds() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);

    OAuthException thrown = assertBlockedFor(LONGEST_WAIT);
    assertThat(thrown.reply().status()).isEqualTo(503);
    assertThat(thrown.reply().headers()).containsEntry("Retry-After", "20");
    assertThat(bench.calls.get()).isZero();
  }

  @Test
  void anInterruptedCallerDoesNotWaitForTheOwnerOfALease() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);
    Thread.currentThread().interrupt();
    try {
      OAuthException thrown = assertBlockedFor(Duration.ZERO);
      assertThat(thrown.reply().status()).isEqualTo(503);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(bench.calls.get()).isZero();
  }

  @Test
  void ownerKilledDelaysTheNextCallerByOneLeaseIfThisProcessHadSeenTheLease() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);
    assertBlockedFor(LONGEST_WAIT);
    assertBlockedFor(LONGEST_WAIT);

    long start = monotonic.nanos();
    assertThat(credential()).isNotNull();
    assertThat(Duration.ofNanos(monotonic.nanos() - start)).isLessThanOrEqualTo(LONGEST_WAIT);
    assertThat(Duration.ofNanos(monotonic.nanos())).isEqualTo(LEASE);
    assertThat(bench.calls.get()).isEqualTo(1);
  }

  @Test
  void ownerKilledDelaysAProcessThatDidNotSeeTheLeaseByAMinute() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);
    monotonic.pass(LEASE.plus(CLOCK_SKEW).minus(LONGEST_WAIT));
    assertBlockedFor(LONGEST_WAIT);
    monotonic.pass(Duration.ofMillis(1));

    assertThat(credential()).isNotNull();
    assertThat(bench.calls.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT24H", "-PT24H", "PT1M", "-PT1M", "P3650D"})
  void instanceWithAWrongClockThatDiesFreezesACredentialForNoLongerThanALease(Duration wrong) {
    bench.connectAndExpire(survivor);
    TestClock other = TestClock.at(bench.clock.instant().plus(wrong));
    if (wrong.isNegative()) {
      // By this clock the access token has not expired, so the service's refusal is the reason.
      bench.provider =
          request -> {
            throw new Killed();
          };
      Connections dying = bench.instance(other);
      assertThatThrownBy(() -> dying.renew(dying.credential(RefreshBench.ADA, "acme")))
          .isInstanceOf(Killed.class);
      bench.recover();
    } else {
      takeTheLeaseAndDie(other);
    }

    long start = monotonic.nanos();
    Credential renewed = null;
    while (renewed == null) {
      try {
        renewed = credential();
      } catch (OAuthException waited) {
        assertThat(waited.reason()).isEqualTo(Reason.UNAVAILABLE);
      }
    }
    assertThat(Duration.ofNanos(monotonic.nanos() - start)).isLessThanOrEqualTo(LEASE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT24H", "-PT24H"})
  void instanceWithAWrongClockThatFailsARefreshFreezesNoCredential(Duration wrong) {
    bench.connectAndExpire(survivor);
    Connections failing = bench.instance(TestClock.at(bench.clock.instant().plus(wrong)));
    bench.respond(503, "");
    assertThatThrownBy(() -> failing.renew(failing.find(RefreshBench.ADA, "acme").orElseThrow()))
        .isInstanceOf(OAuthException.class);
    bench.recover();

    assertThat(credential()).isNotNull();
    assertThat(monotonic.nanos()).isZero();
  }

  @Test
  void instanceWithAWrongClockThatDiesDoesNotKeepTheUserFromReconnecting() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(TestClock.at(bench.clock.instant().plus(Duration.ofDays(1))));
    bench.connect(survivor, RefreshBench.ADA);

    assertThat(credential()).isNotNull();
    bench.clock.advance(RefreshBench.LIFETIME);
    assertThat(credential()).isNotNull();
    assertThat(monotonic.nanos()).isZero();
  }

  @Test
  void lateOwnerOnAClockADayBehindIsNotOvertakenByTheWallClockAlone() {
    // The lease of a correct clock, as an instance whose clock is a day behind sees it.
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);
    bench.clock.advance(Duration.ofHours(-1));
    Connections behind = bench.builder(bench.clock, bench.store).monotonicClock(monotonic).build();
    Credential rejected = behind.credential(RefreshBench.ADA, "acme");

    assertThatThrownBy(() -> behind.renew(rejected)).isInstanceOf(OAuthException.class);
    assertThat(bench.calls.get()).isZero();
  }

  @Test
  void renewedLeaseIsTimedFromItsOwnBeginning() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(TestClock.at(bench.clock.instant().plus(Duration.ofDays(1))));
    assertBlockedFor(LONGEST_WAIT);
    monotonic.pass(Duration.ofSeconds(15));
    // Another instance had seen the first lease earlier, took over, and dies too.
    FakeMonotonicClock later = new FakeMonotonicClock();
    Connections second = bench.builder(bench.clock, bench.store).monotonicClock(later).build();
    assertThatThrownBy(() -> second.credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(OAuthException.class);
    later.nanos += LEASE.toNanos();
    bench.provider =
        request -> {
          throw new Killed();
        };
    assertThatThrownBy(() -> second.credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(Killed.class);
    bench.recover();
    bench.calls.set(0);

    assertBlockedFor(LONGEST_WAIT);
    assertBlockedFor(LONGEST_WAIT);
    assertThat(bench.calls.get()).isZero();
    assertThat(credential()).isNotNull();
  }

  /** First for another thread that reads the credential slowly, then for the owner of the lease. */
  @Test
  void threadThatReportsARefusedTokenWaitsTenSecondsInAll() throws Exception {
    bench.connect(survivor, RefreshBench.ADA);
    bench.clock.advance(RefreshBench.LIFETIME.minusMinutes(1));
    takeTheLeaseAndDie(bench.clock);
    Credential refused = credential();
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger reads = new AtomicInteger();
    TokenStore slow =
        HookedStore.of(
            bench.store,
            (method, arguments, call) -> {
              if (method.equals("find")
                  && ((TokenStore.Key) arguments[0]).name().startsWith("credential/")
                  && reads.incrementAndGet() == 2) {
                reading.countDown();
                release.await();
              }
              return call.call();
            });
    Connections instance = bench.builder(bench.clock, slow).monotonicClock(monotonic).build();
    Thread other = new Thread(() -> instance.credential(RefreshBench.ADA, "acme"), "reads slowly");
    other.start();
    reading.await();
    FutureTask<Throwable> reported =
        new FutureTask<>(() -> catchThrowable(() -> instance.renew(refused)));
    Thread reporting = new Thread(reported, "reports the token");
    reporting.start();
    while (reporting.getState() != Thread.State.TIMED_WAITING && !reported.isDone()) {
      Thread.onSpinWait();
    }
    long start = monotonic.nanos();
    monotonic.pass(Duration.ofSeconds(6));
    release.countDown();

    assertThat(reported.get(1, TimeUnit.MINUTES))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    assertThat(Duration.ofNanos(monotonic.nanos() - start)).isEqualTo(LONGEST_WAIT);
    other.join();
    assertThat(bench.calls.get()).isZero();
  }

  @Test
  void callerThatMayNotWaitGetsUnavailableAtOnce() {
    bench.connectAndExpire(survivor);
    takeTheLeaseAndDie(bench.clock);
    AtomicInteger pauses = new AtomicInteger();
    Connections impatient =
        bench
            .builder(bench.clock, bench.store)
            .waitForRefresh(Duration.ZERO)
            .monotonicClock(
                new MonotonicClock() {
                  @Override
                  public long nanos() {
                    return 0;
                  }

                  @Override
                  public void pause(long nanos) {
                    pauses.incrementAndGet();
                  }
                })
            .build();

    assertThatThrownBy(() -> impatient.credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(OAuthException.class);
    assertThat(pauses.get()).isZero();
  }

  /** The call to the provider and the write after it must fit into what is left of the lease. */
  @ParameterizedTest
  @CsvSource({"4999, 2", "5000, 4"})
  void takesTheLeaseAgainIfTakingItTookFiveSeconds(long millis, int expectedWrites) {
    bench.connectAndExpire(survivor);
    AtomicInteger writes = new AtomicInteger();
    TokenStore slow =
        HookedStore.of(
            bench.store,
            (method, arguments, call) -> {
              Object result = call.call();
              if (method.equals("replace") && writes.incrementAndGet() == 1) {
                monotonic.pass(Duration.ofMillis(millis));
              }
              return result;
            });
    Connections instance = bench.builder(bench.clock, slow).monotonicClock(monotonic).build();

    assertThat(instance.credential(RefreshBench.ADA, "acme")).isNotNull();
    assertThat(writes.get())
        .as("a lease that is released and taken again")
        .isEqualTo(expectedWrites);
    assertThat(bench.calls.get()).isEqualTo(1);
  }

  @Test
  void aNewGrantIsWrittenThreeTimesWithGrowingPauses() {
    bench.connectAndExpire(survivor);
    AtomicInteger writes = new AtomicInteger();
    TokenStore failing =
        HookedStore.of(
            bench.store,
            (method, arguments, call) -> {
              if (method.equals("replace") && writes.incrementAndGet() > 1) {
                throw new IllegalStateException("store failure injected by the test");
              }
              return call.call();
            });
    Connections instance = bench.builder(bench.clock, failing).monotonicClock(monotonic).build();
    long start = monotonic.nanos();

    assertThatThrownBy(() -> instance.credential(RefreshBench.ADA, "acme"))
        .isInstanceOf(VaultException.class);
    assertThat(writes.get()).as("the lease, and three attempts").isEqualTo(4);
    assertThat(Duration.ofNanos(monotonic.nanos() - start)).isEqualTo(Duration.ofMillis(100 + 200));
    assertThat(bench.events).containsExactly("unrevoked");
  }

  /** Something happens while the provider responds to the first request. */
  private void duringTheCall(Runnable event) {
    bench.provider =
        request -> {
          bench.recover();
          HttpTransport.Response response = bench.granted();
          event.run();
          return response;
        };
  }

  private void useProviderWithRevocation() {
    bench.server = bench.server.revocationEndpoint(URI.create("https://acme.example/revoke"));
    bench.options = OAuthConnector::revocationEndsOneToken;
  }

  /** The tokens of both refreshes may end together. */
  @Test
  void aGrantThatAnotherRefreshOvertookIsReportedAndNotRevoked() {
    useProviderWithRevocation();
    Connections late = bench.instance();
    Connections other = bench.instance();
    bench.connectAndExpire(late);
    duringTheCall(
        () -> {
          bench.clock.advance(Duration.ofSeconds(62));
          other.credential(RefreshBench.ADA, "acme");
        });

    Credential result = late.credential(RefreshBench.ADA, "acme");
    assertThat(result.secret()).isEqualTo(other.credential(RefreshBench.ADA, "acme").secret());
    assertThat(bench.events).containsExactly("unrevoked");
    assertThat(bench.calls.get()).as("two refreshes").isEqualTo(2);
  }

  @Test
  void aGrantInWhosePlaceAnotherConnectionWasMadeIsRevoked() {
    useProviderWithRevocation();
    Connections late = bench.instance();
    bench.connectAndExpire(late);
    duringTheCall(() -> bench.connect(late, RefreshBench.ADA));

    assertThat(late.credential(RefreshBench.ADA, "acme").secret())
        .isEqualTo(Secret.of("at of " + RefreshBench.ADA));
    assertThat(bench.events).isEmpty();
    assertThat(bench.calls.get()).as("a refresh, and a revocation of both tokens").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT0.001S", "PT5M0.001S"})
  void refusesAnImplausibleWait(Duration wait) {
    Connections.Builder builder = bench.builder(bench.clock, bench.store);
    assertThatThrownBy(() -> builder.waitForRefresh(wait))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("waitForRefresh");
  }
}
