package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.oauth.token.Grant;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides when an access token is due for a refresh. */
final class RefreshTiming {
  /** The minimum age for a refresh: no provider intends a token to be replaced sooner. */
  private static final Duration MIN_AGE = Duration.ofSeconds(30);

  /**
   * The minimum age for a refresh that is not due, after the service refused the access token.
   * Otherwise a service that refuses every token would cause a refresh for each call.
   */
  private static final Duration MIN_AGE_IF_REJECTED = Duration.ofSeconds(20);

  private static final Duration MAX_MARGIN = Duration.ofMinutes(5);

  /** No margin is as long as this: the maximum, and the fifth that depends on the token. */
  private static final Duration BEYOND_MARGIN = MAX_MARGIN.plus(MAX_MARGIN.dividedBy(5));

  private RefreshTiming() {}

  /** Whether the access token has expired; false if its expiry is not known. */
  static boolean isExpired(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** How long to wait until the access token may be replaced, or null if it may be now. */
  static @Nullable Duration tooSoon(Grant grant, Instant now) {
    return isYounger(grant, MIN_AGE_IF_REJECTED, now)
        ? Duration.between(now, grant.obtainedAt().plus(MIN_AGE_IF_REJECTED))
        : null;
  }

  /**
   * Whether a grant is younger than this. One from an instance with a wrong clock counts as old.
   */
  private static boolean isYounger(Grant grant, Duration age, Instant now) {
    return now.isBefore(grant.obtainedAt().plus(age))
        && !RefreshState.isImplausible(grant.obtainedAt(), now);
  }

  /** Whether a refresh is due: a margin before the expiry, which differs between credentials. */
  static boolean isDue(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    if (expiresAt == null || isYounger(grant, MIN_AGE, now)) {
      return false;
    }
    if (grant.refreshToken() == null) {
      return isExpired(grant, now);
    }
    // Most calls end here: a division of durations takes as long as decrypting a credential.
    return !now.isBefore(expiresAt.minus(BEYOND_MARGIN))
        && !now.isBefore(expiresAt.minus(margin(grant, expiresAt)));
  }

  /**
   * The age at which an unused grant is refreshed: half of the time after which its refresh token
   * expires from disuse, if that is known and shorter than {@code longest}.
   */
  static Duration unusedAge(Grant grant, Duration longest) {
    Instant refreshExpiresAt = grant.refreshExpiresAt();
    if (refreshExpiresAt == null || !refreshExpiresAt.isAfter(grant.obtainedAt())) {
      return longest;
    }
    Duration half = Duration.between(grant.obtainedAt(), refreshExpiresAt).dividedBy(2);
    return half.compareTo(longest) < 0 ? half : longest;
  }

  /**
   * Five minutes, or a quarter of the token's lifetime if that is shorter, plus up to a fifth of
   * it. The fifth depends on the token, so that credentials obtained together are not refreshed
   * together. Nothing if the token seems to have been obtained after its expiry, by an instance
   * with a wrong clock.
   */
  private static Duration margin(Grant grant, Instant expiresAt) {
    Duration quarter = Duration.between(grant.obtainedAt(), expiresAt).dividedBy(4);
    if (quarter.isNegative()) {
      return Duration.ZERO;
    }
    Duration margin = quarter.compareTo(MAX_MARGIN) < 0 ? quarter : MAX_MARGIN;
    int spread = grant.secret().hashCode() & 0xff;
    return margin.plus(margin.multipliedBy(spread).dividedBy(5 * 256L));
  }
}
