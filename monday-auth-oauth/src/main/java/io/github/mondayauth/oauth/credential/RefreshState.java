package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.oauth.OAuthException.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a credential's refresh, which all instances share. Times are by the wall clock of
 * the instance that wrote them. A time that no correct clock could have written has no effect, so
 * that an instance with a wrong clock cannot stop the others.
 *
 * @param lease the lease of the instance that is refreshing, or null; the record's version
 *     identifies the instance
 * @param refreshTokenMaybeUsed whether a refresh with this refresh token began and its outcome was
 *     never recorded, so that the provider may have rotated the token
 * @param earlierRefreshTokenMaybeUsed the same for the refresh token before this one: its late use
 *     may still reach the provider, and a provider that detects reuse then revokes this grant
 * @param noRefreshBefore the end of the cool-down after a failed refresh, or null
 * @param lastFailure why the last refresh failed, or null if it did not or if that is unknown
 * @param firstRefusal when the provider first refused this refresh token, or null if it did not
 * @param refusals how often it has refused it; the fifth refusal and later ones count only if they
 *     are at least an hour after the first
 */
record RefreshState(
    @Nullable Lease lease,
    boolean refreshTokenMaybeUsed,
    boolean earlierRefreshTokenMaybeUsed,
    @Nullable Instant noRefreshBefore,
    @Nullable Reason lastFailure,
    @Nullable Instant firstRefusal,
    int refusals) {
  /** How far the clocks of two instances may differ. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /** The longest cool-down. */
  static final Duration MAX_COOL_DOWN = Duration.ofHours(1);

  /** How many refusals, over at least {@link #REFUSED_FOR}, lead to a request to reconnect. */
  private static final int REFUSALS = 5;

  private static final Duration REFUSED_FOR = Duration.ofHours(1);

  /** When an ended grant is tried again, counted from the first refusal. */
  private static final Duration FIRST_RETRY = Duration.ofHours(1);

  private static final Duration SECOND_RETRY = Duration.ofHours(24);

  /** The state of a new grant. */
  static final RefreshState NEW = new RefreshState(null, false, false, null, null, null, 0);

  /**
   * The exclusive right of an instance to refresh.
   *
   * @param until when it expires
   * @param duration how long it lasts
   */
  record Lease(Instant until, Duration duration) {
    /** Whether it has expired by every clock that is right. */
    boolean isExpired(Instant now) {
      return now.isAfter(until.plus(CLOCK_SKEW));
    }
  }

  /** The state of the grant that a refresh returned. */
  RefreshState refreshed(boolean overtaken) {
    return new RefreshState(null, false, refreshTokenMaybeUsed || overtaken, null, null, null, 0);
  }

  /** The same with a new lease. An earlier lease that was never released leaves its trace. */
  RefreshState leased(Lease next) {
    return new RefreshState(
        next,
        refreshTokenMaybeUsed || lease != null,
        earlierRefreshTokenMaybeUsed,
        noRefreshBefore,
        lastFailure,
        firstRefusal,
        refusals);
  }

  /** The same without the lease, since nothing was sent. */
  RefreshState released() {
    return new RefreshState(
        null,
        refreshTokenMaybeUsed,
        earlierRefreshTokenMaybeUsed,
        noRefreshBefore,
        lastFailure,
        firstRefusal,
        refusals);
  }

  /** The same without the lease, in the cool-down after a failure. */
  RefreshState failed(boolean maybeUsed, Instant notBefore, Reason reason) {
    return new RefreshState(
        null, maybeUsed, earlierRefreshTokenMaybeUsed, notBefore, reason, firstRefusal, refusals);
  }

  /** The same after the provider refused the refresh token once more. */
  RefreshState refused(Instant now) {
    Instant first = firstRefusal == null || isImplausible(firstRefusal, now) ? now : firstRefusal;
    boolean counts = refusals < REFUSALS - 1 || !now.isBefore(first.plus(REFUSED_FOR));
    return new RefreshState(
        lease,
        refreshTokenMaybeUsed,
        earlierRefreshTokenMaybeUsed,
        noRefreshBefore,
        lastFailure,
        first,
        counts ? Math.min(refusals + 1, REFUSALS) : refusals);
  }

  /** The state of a grant that has just ended: neither leased nor cooling down. */
  RefreshState ended(Instant now) {
    return new RefreshState(
        null, refreshTokenMaybeUsed, earlierRefreshTokenMaybeUsed, null, null, now, 1);
  }

  /** The state of an ended grant that the provider refused once more. */
  RefreshState endedStill(Instant now) {
    RefreshState refused = refused(now);
    return new RefreshState(
        null,
        refreshTokenMaybeUsed,
        earlierRefreshTokenMaybeUsed,
        null,
        null,
        refused.firstRefusal,
        refused.refusals);
  }

  /**
   * Whether the provider may have issued tokens that are not stored: a refresh is in flight, or the
   * response of one was lost.
   */
  boolean mayHaveIssuedMore() {
    return lease != null || refreshTokenMaybeUsed || earlierRefreshTokenMaybeUsed;
  }

  /** Whether the provider has refused the refresh token since the grant was obtained. */
  boolean isRefused() {
    return refusals > 0;
  }

  /** Whether it has refused it so often, and for so long, that the user has to reconnect. */
  boolean isRefusedForLong() {
    return refusals >= REFUSALS;
  }

  /** Whether an ended grant is due to be tried again. */
  boolean isRetryDue(Instant now) {
    if (firstRefusal == null || refusals > 2) {
      return false;
    }
    Duration after = refusals == 1 ? FIRST_RETRY : SECOND_RETRY;
    return isImplausible(firstRefusal, now) || !now.isBefore(firstRefusal.plus(after));
  }

  /** The end of the cool-down, or null if it is over. */
  @Nullable Instant coolDownEnd(Instant now) {
    boolean isCoolingDown =
        noRefreshBefore != null
            && now.isBefore(noRefreshBefore)
            && !isImplausible(noRefreshBefore, now.plus(MAX_COOL_DOWN));
    return isCoolingDown ? noRefreshBefore : null;
  }

  /** Whether a time is further ahead than the clocks of two instances may differ. */
  static boolean isImplausible(Instant time, Instant now) {
    return time.isAfter(now.plus(CLOCK_SKEW));
  }
}
