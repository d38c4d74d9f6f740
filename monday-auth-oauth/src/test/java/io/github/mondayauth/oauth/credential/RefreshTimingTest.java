package io.github.mondayauth.oauth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.token.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RefreshTimingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static Grant grant(String secret, @Nullable String refreshToken, Duration lifetime) {
    return new Grant(
        secret, refreshToken, NOW, NOW.plus(lifetime), Set.of(), Set.of(), Map.of(), "", 0);
  }

  /** A token whose margin has no extra part: the low byte of its hash is 0. */
  private static Grant withoutSpread(@Nullable String refreshToken, Duration lifetime) {
    Grant grant = grant("\0", refreshToken, lifetime);
    assertThat(grant.secret().hashCode() & 0xff).isZero();
    return grant;
  }

  private static void assertDueAt(Grant grant, Duration age) {
    Instant due = NOW.plus(age);
    assertThat(RefreshTiming.isDue(grant, due.minusNanos(1))).isFalse();
    assertThat(RefreshTiming.isDue(grant, due)).isTrue();
  }

  @Test
  void isDueFiveMinutesBeforeTheExpiry() {
    assertDueAt(withoutSpread("refresh", Duration.ofHours(1)), Duration.ofMinutes(55));
  }

  @Test
  void isDueInTheLastQuarterOfAShortLife() {
    assertDueAt(withoutSpread("refresh", Duration.ofMinutes(4)), Duration.ofMinutes(3));
  }

  @Test
  void isNotDueInTheFirstThirtySeconds() {
    assertDueAt(withoutSpread("refresh", Duration.ofSeconds(10)), Duration.ofSeconds(30));
  }

  @Test
  void isDueAtTheExpiryIfThereIsNoRefreshToken() {
    assertDueAt(withoutSpread(null, Duration.ofHours(1)), Duration.ofHours(1));
  }

  /**
   * Such an instance writes when it obtained the token, but the token itself says when it expires.
   */
  @Test
  void aTokenFromAnInstanceWhoseClockIsADayAheadIsDueAtItsExpiryAtTheLatest() {
    Instant expiry = NOW.plus(Duration.ofHours(1));
    Grant grant =
        new Grant(
            "\0",
            "refresh",
            NOW.plus(Duration.ofDays(1)),
            expiry,
            Set.of(),
            Set.of(),
            Map.of(),
            "",
            0);

    assertThat(RefreshTiming.isDue(grant, expiry.minusNanos(1))).isFalse();
    assertThat(RefreshTiming.isDue(grant, expiry)).isTrue();
  }

  @Test
  void spreadsTheMarginOverAFifth() {
    Set<Boolean> due = new HashSet<>();
    for (int i = 0; i < 256; i++) {
      Grant grant = grant("token " + i, "refresh", Duration.ofHours(1));
      assertThat(RefreshTiming.isDue(grant, NOW.plus(Duration.ofMinutes(54)))).isFalse();
      assertThat(RefreshTiming.isDue(grant, NOW.plus(Duration.ofMinutes(55)))).isTrue();
      due.add(RefreshTiming.isDue(grant, NOW.plus(Duration.ofMinutes(54).plusSeconds(30))));
    }
    assertThat(due).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void isTooSoonInTheFirstTwentySecondsUnlessTheClockWasWrong() {
    Grant grant = grant("token", "refresh", Duration.ofHours(1));
    assertThat(RefreshTiming.tooSoon(grant, NOW)).isEqualTo(Duration.ofSeconds(20));
    assertThat(RefreshTiming.tooSoon(grant, NOW.plusSeconds(20).minusNanos(1)))
        .isEqualTo(Duration.ofNanos(1));
    assertThat(RefreshTiming.tooSoon(grant, NOW.plusSeconds(20))).isNull();
    Instant skewed = NOW.minus(RefreshState.CLOCK_SKEW);
    assertThat(RefreshTiming.tooSoon(grant, skewed)).isEqualTo(Duration.ofSeconds(50));
    assertThat(RefreshTiming.tooSoon(grant, skewed.minusNanos(1))).isNull();
  }

  private static Duration unusedAge(@Nullable Duration refreshLifetime) {
    Grant grant =
        new Grant(
            "token",
            "refresh",
            NOW,
            null,
            Set.of(),
            Set.of(),
            Map.of(),
            "",
            0,
            "",
            refreshLifetime == null ? null : NOW.plus(refreshLifetime));
    return RefreshTiming.unusedAge(grant, Duration.ofDays(30));
  }

  @Test
  void anUnusedGrantIsRefreshedAfterHalfOfTheTimeUntilItsRefreshTokenExpires() {
    assertThat(unusedAge(Duration.ofDays(14))).isEqualTo(Duration.ofDays(7));
    assertThat(unusedAge(Duration.ofDays(61))).isEqualTo(Duration.ofDays(30));
    assertThat(unusedAge(null)).isEqualTo(Duration.ofDays(30));
    assertThat(unusedAge(Duration.ZERO)).isEqualTo(Duration.ofDays(30));
    assertThat(unusedAge(Duration.ofDays(-1))).isEqualTo(Duration.ofDays(30));
  }
}
