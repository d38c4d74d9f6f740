package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RefreshStateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static RefreshState coolingDownUntil(Instant end) {
    return RefreshState.NEW.failed(false, end, Reason.UNAVAILABLE);
  }

  @Test
  void coolsDownUntilItsEnd() {
    Instant end = NOW.plusSeconds(30);
    assertThat(coolingDownUntil(end).coolDownEnd(end.minus(MILLI))).isEqualTo(end);
    assertThat(coolingDownUntil(end).coolDownEnd(end)).isNull();
  }

  @Test
  void ignoresACoolDownThatNoCorrectClockCanHaveWritten() {
    Instant longest = NOW.plus(HOUR).plus(RefreshState.CLOCK_SKEW);
    assertThat(coolingDownUntil(longest).coolDownEnd(NOW)).isEqualTo(longest);
    assertThat(coolingDownUntil(longest.plus(MILLI)).coolDownEnd(NOW)).isNull();
  }

  @Test
  void countsTheFifthRefusalOnlyAnHourAfterTheFirst() {
    RefreshState state = RefreshState.NEW;
    for (int i = 0; i < 10; i++) {
      state = state.refused(NOW);
    }
    assertThat(state.refusals()).isEqualTo(4);
    assertThat(state.refused(NOW.plus(HOUR).minus(MILLI)).isRefusedForLong()).isFalse();
    assertThat(state.refused(NOW.plus(HOUR)).isRefusedForLong()).isTrue();
  }

  @Test
  void requiresFiveRefusalsHoweverLongTheyTake() {
    RefreshState state = RefreshState.NEW;
    for (int day = 0; day < 4; day++) {
      state = state.refused(NOW.plus(Duration.ofDays(day)));
    }
    assertThat(state.isRefusedForLong()).isFalse();
    assertThat(state.refused(NOW.plus(Duration.ofDays(4))).isRefusedForLong()).isTrue();
  }

  @Test
  void countsFromNowIfTheFirstRefusalIsInTheFuture() {
    RefreshState ahead = RefreshState.NEW.refused(NOW.plus(Duration.ofDays(1)));
    assertThat(ahead.refused(NOW).firstRefusal()).isEqualTo(NOW);
  }

  @Test
  void retriesAnEndedGrantAtOnceIfItsEndIsInTheFuture() {
    RefreshState skewed = RefreshState.NEW.ended(NOW.plus(RefreshState.CLOCK_SKEW));
    assertThat(skewed.isRetryDue(NOW)).isFalse();
    RefreshState wrong = RefreshState.NEW.ended(NOW.plus(RefreshState.CLOCK_SKEW).plus(MILLI));
    assertThat(wrong.isRetryDue(NOW)).isTrue();
  }

  @Test
  void leaseExpiresByTheWallClockAfterTheClockSkew() {
    RefreshState.Lease lease = new RefreshState.Lease(NOW, Duration.ofSeconds(30));
    assertThat(lease.isExpired(NOW.plus(RefreshState.CLOCK_SKEW))).isFalse();
    assertThat(lease.isExpired(NOW.plus(RefreshState.CLOCK_SKEW).plus(MILLI))).isTrue();
  }

  @Test
  void leaseThatWasNeverReleasedLeavesItsTraceInTheNextGrants() {
    RefreshState.Lease lease = new RefreshState.Lease(NOW, Duration.ofSeconds(30));
    RefreshState first = RefreshState.NEW.leased(lease);
    assertThat(first.refreshTokenMaybeUsed()).isFalse();
    RefreshState second = first.leased(lease);
    assertThat(second.refreshTokenMaybeUsed()).isTrue();
    assertThat(second.refreshed(false))
        .isEqualTo(new RefreshState(null, false, true, null, null, null, 0));
    assertThat(first.refreshed(true))
        .isEqualTo(new RefreshState(null, false, true, null, null, null, 0));
    assertThat(first.refreshed(false)).isEqualTo(RefreshState.NEW);
  }

  @Test
  void retriesAnEndedGrantAfterAnHourAndAfterADayAndThenNoMore() {
    RefreshState once = RefreshState.NEW.ended(NOW);
    assertThat(once.isRetryDue(NOW.plus(HOUR).minus(MILLI))).isFalse();
    assertThat(once.isRetryDue(NOW.plus(HOUR))).isTrue();

    RefreshState twice = once.endedStill(NOW.plus(HOUR));
    Duration day = Duration.ofHours(24);
    assertThat(twice.isRetryDue(NOW.plus(day).minus(MILLI))).isFalse();
    assertThat(twice.isRetryDue(NOW.plus(day))).isTrue();

    RefreshState thrice = twice.endedStill(NOW.plus(day));
    assertThat(thrice.isRetryDue(NOW.plus(Duration.ofDays(365)))).isFalse();
    assertThat(RefreshState.NEW.isRetryDue(NOW)).isFalse();
  }

  @Test
  void tokensMayExistThatAreNotStoredIfARefreshIsInFlightOrItsResponseWasLost() {
    RefreshState.Lease lease = new RefreshState.Lease(NOW, Duration.ofSeconds(30));
    assertThat(RefreshState.NEW.mayHaveIssuedMore()).isFalse();
    assertThat(RefreshState.NEW.leased(lease).mayHaveIssuedMore()).as("in flight").isTrue();
    assertThat(RefreshState.NEW.leased(lease).released().mayHaveIssuedMore()).isFalse();
    assertThat(RefreshState.NEW.failed(true, NOW, Reason.UNAVAILABLE).mayHaveIssuedMore())
        .as("lost")
        .isTrue();
    assertThat(RefreshState.NEW.failed(false, NOW, Reason.UNAVAILABLE).mayHaveIssuedMore())
        .isFalse();
    assertThat(RefreshState.NEW.refreshed(true).mayHaveIssuedMore()).as("earlier").isTrue();
  }
}
