package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.oauth.token.Grant;
import java.time.Duration;
import java.time.Instant;

/** Decides when an access token is due for a refresh. */
final class RefreshTiming {
  /** The minimum age for a refresh: no provider intends a token to be replaced sooner. */
  private static final Duration MIN_AGE = Duration.ofSeconds(30);

  private static final Duration MAX_MARGIN = Duration.ofMinutes(5);

  private RefreshTiming() {}

  /** Whether the access token has expired; false if its expiry is not known. */
  static boolean isExpired(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether a refresh is due: a margin before the expiry, which differs between credentials. */
  static boolean isDue(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    if (expiresAt == null || now.isBefore(grant.obtainedAt().plus(MIN_AGE))) {
      return false;
    }
    if (grant.refreshToken() == null) {
      return isExpired(grant, now);
    }
    return !now.isBefore(expiresAt.minus(margin(grant, expiresAt)));
  }

  /**
   * Five minutes, or a quarter of the token's lifetime if that is shorter, plus up to a fifth of
   * it. The fifth depends on the token, so that credentials obtained together are not refreshed
   * together.
   */
  private static Duration margin(Grant grant, Instant expiresAt) {
    Duration quarter = Duration.between(grant.obtainedAt(), expiresAt).dividedBy(4);
    Duration margin = quarter.compareTo(MAX_MARGIN) < 0 ? quarter : MAX_MARGIN;
    int spread = grant.secret().hashCode() & 0xff;
    return margin.plus(margin.multipliedBy(spread).dividedBy(5 * 256L));
  }
}
