package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.token.Grant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The content of a credential's record: the grant, and the state of its refresh, which all
 * instances share.
 *
 * @param grant what the provider issued, or the API key that the user typed
 * @param generation counts the grants that this record has held; a new grant increments it, nothing
 *     else does
 * @param ended why the credential is unusable until the user reconnects, or null if it is usable
 * @param leaseUntil when the lease of the instance that is refreshing expires, by that instance's
 *     clock, or null if no instance is refreshing; the record's version identifies the instance
 * @param refreshTokenMaybeUsed whether a refresh with this refresh token began and its outcome was
 *     never recorded, so that the provider may have rotated the token
 * @param earlierRefreshTokenMaybeUsed the same for the refresh token before this one: its late use
 *     may still reach the provider, and a provider that detects reuse then revokes this grant
 * @param noRefreshBefore the end of the cool-down after a failed refresh, or null
 */
record StoredCredential(
    Grant grant,
    long generation,
    @Nullable EndReason ended,
    @Nullable Instant leaseUntil,
    boolean refreshTokenMaybeUsed,
    boolean earlierRefreshTokenMaybeUsed,
    @Nullable Instant noRefreshBefore) {

  /** Why a credential is unusable until the user reconnects. The names are stored. */
  enum EndReason {
    /** The provider refused the refresh token, or the credential expired and has none. */
    GRANT_ENDED,
    /** The provider refused a refresh token that an interrupted refresh may have used. */
    INTERRUPTED_REFRESH,
    /** The service refused the credential, which cannot be refreshed. */
    REJECTED;

    NotConnectedException.Reason toReason() {
      return NotConnectedException.Reason.valueOf(name());
    }
  }

  /** The first grant of a new record. */
  static StoredCredential first(Grant grant) {
    return new StoredCredential(grant, 1, null, null, false, false, null);
  }

  /** The same record with the grant of a new connection. */
  StoredCredential reconnected(Grant newer) {
    return new StoredCredential(newer, generation + 1, null, null, false, false, null);
  }

  /**
   * The same record with the refreshed grant.
   *
   * @param overtaken whether another instance wrote to the record during the refresh, and so may
   *     have used the same refresh token
   */
  StoredCredential refreshed(Grant newer, boolean overtaken) {
    return new StoredCredential(
        newer, generation + 1, null, null, false, refreshTokenMaybeUsed || overtaken, null);
  }

  /** The same with a new lease. An earlier lease that was never released leaves its trace. */
  StoredCredential leased(Instant until) {
    return new StoredCredential(
        grant,
        generation,
        ended,
        until,
        refreshTokenMaybeUsed || leaseUntil != null,
        earlierRefreshTokenMaybeUsed,
        noRefreshBefore);
  }

  /** The same without the lease, after a refresh that produced no grant. */
  StoredCredential released(boolean maybeUsed, @Nullable Instant notBefore) {
    return new StoredCredential(
        grant, generation, ended, null, maybeUsed, earlierRefreshTokenMaybeUsed, notBefore);
  }

  /** The same, unusable until the user reconnects. */
  StoredCredential ended(EndReason reason) {
    return new StoredCredential(
        grant, generation, reason, null, refreshTokenMaybeUsed, earlierRefreshTokenMaybeUsed, null);
  }

  /** Why the credential has ended if the provider refuses the refresh token. */
  EndReason endReasonIfRefused() {
    return refreshTokenMaybeUsed || earlierRefreshTokenMaybeUsed
        ? EndReason.INTERRUPTED_REFRESH
        : EndReason.GRANT_ENDED;
  }

  /** Shows no token. */
  @Override
  public String toString() {
    return "StoredCredential[generation=" + generation + ", ended=" + ended + "]";
  }
}
