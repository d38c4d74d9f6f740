package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.token.Grant;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The content of a credential's record: the grant, where it came from, and the state of its
 * refresh, which all instances share.
 *
 * @param grant what the provider issued, or the API key that the user typed
 * @param origin when the authorization token was issued that began the flow in which the user
 *     connected, or when the credential was imported; in whole seconds. It is the epoch of 1970 if
 *     the token does not state it. A refresh keeps it
 * @param connectionNumber identifies the consent that this credential comes from: random at first,
 *     so that it does not return after the record was deleted, and one more each time the
 *     connection is made again or imported. A refresh keeps it
 * @param generation counts the grants that this record has held; a new grant increments it, nothing
 *     else does
 * @param ended why the credential is unusable until the user reconnects, or null if it is usable
 * @param refresh the state of its refresh
 */
record StoredCredential(
    Grant grant,
    Instant origin,
    long connectionNumber,
    long generation,
    @Nullable EndReason ended,
    RefreshState refresh) {

  /** Cuts the origin to whole seconds, which is what an authorization token has. */
  StoredCredential {
    origin = origin.truncatedTo(ChronoUnit.SECONDS);
  }

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
  static StoredCredential first(Grant grant, Instant origin) {
    return new StoredCredential(grant, origin, firstNumber(), 1, null, RefreshState.NEW);
  }

  /** From 1 to 2^62, which leaves as many numbers for later connections. */
  private static long firstNumber() {
    return (new SecureRandom().nextLong() >>> 2) + 1;
  }

  /** The same record with the grant of a new connection. */
  StoredCredential reconnected(Grant newer, Instant newOrigin) {
    return new StoredCredential(
        newer, newOrigin, connectionNumber + 1, generation + 1, null, RefreshState.NEW);
  }

  /**
   * The same record with the refreshed grant.
   *
   * @param overtaken whether another instance wrote to the record during the refresh, and so may
   *     have used the same refresh token
   */
  StoredCredential refreshed(Grant newer, boolean overtaken) {
    return new StoredCredential(
        newer, origin, connectionNumber, generation + 1, null, refresh.refreshed(overtaken));
  }

  /** The same with a new lease. */
  StoredCredential leased(RefreshState.Lease lease) {
    return with(ended, refresh.leased(lease));
  }

  /** The same without the lease, since nothing was sent. */
  StoredCredential released() {
    return with(ended, refresh.released());
  }

  /** The same in the cool-down after a failure. */
  StoredCredential failed(boolean maybeUsed, Instant notBefore, Reason reason) {
    return with(ended, refresh.failed(maybeUsed, notBefore, reason));
  }

  /** The same after a refusal that does not say that the grant has ended. */
  StoredCredential refused(Instant now) {
    return with(ended, refresh.refused(now));
  }

  /** The same, unusable until the user reconnects. */
  StoredCredential ended(EndReason reason, Instant now) {
    RefreshState next = ended == null ? refresh.ended(now) : refresh.endedStill(now);
    return with(reason, next);
  }

  private StoredCredential with(@Nullable EndReason end, RefreshState state) {
    return new StoredCredential(grant, origin, connectionNumber, generation, end, state);
  }

  /** Whether both come from the same consent of the user, perhaps with refreshes in between. */
  boolean isSameConnection(StoredCredential other) {
    return connectionNumber == other.connectionNumber && origin.equals(other.origin);
  }

  /** Why the credential has ended if the provider refuses the refresh token. */
  EndReason endReasonIfRefused() {
    return refresh.refreshTokenMaybeUsed() || refresh.earlierRefreshTokenMaybeUsed()
        ? EndReason.INTERRUPTED_REFRESH
        : EndReason.GRANT_ENDED;
  }

  /**
   * Whether the credential has ended but is due to be tried again: some providers word a wrong
   * client secret, or an outage, like an ended grant. Not if a refresh was interrupted, because the
   * refresh token has probably been rotated.
   */
  boolean isRetryDue(Instant now) {
    return ended == EndReason.GRANT_ENDED
        && grant.refreshToken() != null
        && refresh.isRetryDue(now);
  }

  /** Whether begin and lists offer to reconnect: it has ended, or the provider refuses it. */
  boolean needsReconnect() {
    return ended != null || refresh.isRefused();
  }

  /** Shows no token. */
  @Override
  public String toString() {
    return "StoredCredential[generation=" + generation + ", ended=" + ended + "]";
  }
}
