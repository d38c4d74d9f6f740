package io.github.mondayauth.oauth;

import java.time.Duration;
import java.time.Instant;

/** When a token is due to be refreshed. */
final class Freshness {
  /** A younger token is not refreshed: no provider means a token to live shorter than that. */
  static final Duration YOUNG = Duration.ofSeconds(30);

  private static final Duration MARGIN = Duration.ofMinutes(5);

  private Freshness() {}

  static boolean isExpired(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Whether a refresh is due: some time before the expiry, which differs between credentials. */
  static boolean isDue(Grant grant, Instant now) {
    Instant expiresAt = grant.expiresAt();
    if (expiresAt == null || now.isBefore(grant.obtainedAt().plus(YOUNG))) {
      return false;
    }
    if (grant.refreshToken() == null) {
      return isExpired(grant, now);
    }
    return !now.isBefore(expiresAt.minus(margin(grant, expiresAt)));
  }

  /**
   * Five minutes or a quarter of the token's life, plus up to a fifth that depends on the token, so
   * that what was obtained together is not refreshed together.
   */
  private static Duration margin(Grant grant, Instant expiresAt) {
    Duration quarter = Duration.between(grant.obtainedAt(), expiresAt).dividedBy(4);
    Duration margin = quarter.compareTo(MARGIN) < 0 ? quarter : MARGIN;
    int spread = grant.secret().hashCode() & 0xff;
    return margin.plus(margin.multipliedBy(spread).dividedBy(5 * 256L));
  }
}
