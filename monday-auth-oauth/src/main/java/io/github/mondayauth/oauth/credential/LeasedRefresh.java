package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.CredentialRecords.Stored;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.oauth.token.TokenResponse;
import io.github.mondayauth.vault.VaultException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a stored grant by a new one, once across all instances.
 *
 * <p>The right to call the provider is a lease in the credential's own record. An instance takes it
 * by compare-and-set before the call, and the same compare-and-set fences the write after it.
 * Compare-and-set without the lease would protect the record but not the grant: two instances would
 * send the same refresh token, and a provider that detects reuse revokes the grant. The states of a
 * record, and what changes them:
 *
 * <pre>
 *   due       -- lease taken -----------> leased
 *   leased    -- new grant -------------> fresh, in the next generation
 *   leased    -- refresh token refused -> ended; tried again after an hour and after a day
 *   leased    -- any other failure -----> cooling down, then due
 *   leased    -- lease expired ---------> due, and the refresh token may have been used
 *   ended     -- new grant -------------> fresh: the provider or the owner of a lease was late
 * </pre>
 *
 * <p>A lease has expired when the wall clock is past its end by the clock skew, or when this
 * process has seen it unchanged for as long as it lasts. The second measurement needs no clock but
 * this process's own, so an instance whose clock is wrong cannot keep a lease for longer than it
 * lasts.
 */
final class LeasedRefresh {
  /** How long the write of the new grant may take. */
  private static final Duration COMMIT = Duration.ofSeconds(5);

  /** How much time may pass between taking the lease and calling the provider. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** How long after a failure no instance tries again, if the provider keeps refusing. */
  private static final Duration REFUSED_COOL_DOWN = Duration.ofHours(1);

  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final int COMMIT_ATTEMPTS = 10;
  private static final int WRITE_ATTEMPTS = 3;
  private static final long WRITE_PAUSE = Duration.ofMillis(100).toNanos();

  private final CredentialRecords credentials;
  private final TokenClient tokens;
  private final GrantRevocation revocation;
  private final AuthListener listener;
  private final InstantSource time;
  private final MonotonicClock clock;
  private final Duration callTimeout;
  private final Duration longestWait;
  private final LeaseSightings sightings;
  private final RefreshBulkhead bulkhead = new RefreshBulkhead();

  /** Creates the refresh; a caller waits for others at most {@code longestWait}. */
  LeasedRefresh(
      CredentialRecords credentials,
      TokenClient tokens,
      GrantRevocation revocation,
      AuthListener listener,
      InstantSource time,
      MonotonicClock clock,
      Duration callTimeout,
      Duration longestWait) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.revocation = revocation;
    this.listener = listener;
    this.time = time;
    this.clock = clock;
    this.callTimeout = callTimeout;
    this.longestWait = longestWait;
    this.sightings = new LeaseSightings(clock);
  }

  /** How long a lease lasts: the slack, the call, and the write after it. */
  private Duration leaseDuration() {
    return callTimeout.plus(COMMIT).plus(SLACK);
  }

  /**
   * Carries out a renewal, unless another instance has done so. Waits for other instances and for
   * other refreshes at the same host, then calls the provider.
   *
   * @param start when the caller began to wait, by the monotonic clock
   * @return the stored credential: renewed, or as it was if it cannot be renewed now and is still
   *     usable
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to reconnect
   * @throws OAuthException if the renewal failed and the stored credential is unusable
   */
  StoredCredential run(CredentialKey key, TokenRenewal renewal, long start) {
    long pause = FIRST_PAUSE;
    while (true) {
      Stored stored = credentials.require(key);
      StoredCredential credential = stored.credential();
      Grant grant = credential.grant();
      Instant now = time.instant();
      if (!credential.isRetryDue(now)) {
        requireNotEnded(key, credential);
        if (!renewal.isDue(grant, now)) {
          return credential;
        }
      }
      EndReason endReason = renewal.endReason(grant);
      if (endReason != null) {
        if (end(key, stored, endReason)) {
          throw key.notConnected(endReason.toReason());
        }
        continue;
      }
      TokenEndpoint endpoint = renewal.endpoint(grant);
      Instant coolDownEnd = credential.refresh().coolDownEnd(now);
      Duration leaseLeft = leaseLeft(stored, now);
      boolean isLeased = leaseLeft.compareTo(Duration.ZERO) > 0;
      if (coolDownEnd != null || isLeased) {
        requireNotEnded(key, credential);
        if (renewal.mayUse(grant, now)) {
          return credential;
        }
      }
      if (coolDownEnd != null) {
        throw coolingDown(key, credential.refresh(), Duration.between(now, coolDownEnd));
      }
      Duration tooSoon = renewal.tooSoon(grant, now);
      if (tooSoon != null) {
        throw unavailable(key, "the access token has just been obtained", tooSoon);
      }
      Duration waitLeft = longestWait.minusNanos(clock.nanos() - start);
      boolean mayWait = waitLeft.compareTo(Duration.ZERO) > 0;
      if (isLeased) {
        if (!mayWait) {
          throw unavailable(key, "another instance is still refreshing the credential", leaseLeft);
        }
        if (Thread.currentThread().isInterrupted()) {
          // A pause would end at once. The flag stays set for the caller.
          throw unavailable(
              key, "interrupted while another instance was refreshing the credential", leaseLeft);
        }
        clock.pause(Math.min(pause, waitLeft.toNanos()));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        continue;
      }
      String host = endpoint.uri().getAuthority();
      boolean isUsable = renewal.mayUse(grant, now) && credential.ended() == null;
      if (!bulkhead.enter(host, isUsable ? Duration.ZERO : waitLeft)) {
        requireNotEnded(key, credential);
        if (isUsable) {
          return credential;
        }
        throw unavailable(
            key, "other refreshes at " + host + " are waiting or failing", longestWait);
      }
      try {
        StoredCredential renewed = attempt(key, renewal, endpoint, stored);
        if (renewed != null) {
          return renewed;
        }
      } finally {
        bulkhead.leave(host);
      }
      if (!mayWait) {
        throw CredentialRecords.keptChanging(key.connector().name());
      }
    }
  }

  /** How long the lease of another instance still lasts; zero or less if there is none. */
  private Duration leaseLeft(Stored stored, Instant now) {
    RefreshState.Lease lease = stored.credential().refresh().lease();
    if (lease == null || lease.isExpired(now)) {
      return Duration.ZERO;
    }
    return lease.duration().minus(sightings.age(stored.record()));
  }

  private static StoredCredential requireNotEnded(CredentialKey key, StoredCredential credential) {
    EndReason ended = credential.ended();
    if (ended != null) {
      throw key.notConnected(ended.toReason());
    }
    return credential;
  }

  /** The failure that started the cool-down, for every caller until its end. */
  private static RuntimeException coolingDown(
      CredentialKey key, RefreshState refresh, Duration left) {
    if (refresh.isRefusedForLong()) {
      return key.notConnected(NotConnectedException.Reason.REFRESH_REFUSED);
    }
    Reason reason = refresh.lastFailure();
    return new OAuthException(
        reason == null ? Reason.UNAVAILABLE : reason,
        key.connector().name()
            + ": the last refresh failed"
            + (reason == null ? "" : " (" + reason.name().toLowerCase(Locale.ROOT) + ")")
            + "; the next one is possible in "
            + left.toSeconds()
            + " s",
        left);
  }

  private static OAuthException unavailable(CredentialKey key, String found, Duration retryAfter) {
    return new OAuthException(
        Reason.UNAVAILABLE, key.connector().name() + ": " + found, retryAfter);
  }

  /** Takes the lease and calls the provider; null if the record changed or too much time passed. */
  private @Nullable StoredCredential attempt(
      CredentialKey key, TokenRenewal renewal, TokenEndpoint endpoint, Stored stored) {
    long taken = clock.nanos();
    Instant now = time.instant();
    Duration duration = leaseDuration();
    Optional<Stored> lease =
        credentials.replace(
            stored,
            stored.credential().leased(new RefreshState.Lease(now.plus(duration), duration)));
    if (lease.isEmpty()) {
      return null;
    }
    Stored leased = lease.get();
    if (!isWithinSlack(taken, now)) {
      credentials.replace(leased, leased.credential().released());
      return null;
    }
    Grant before = leased.credential().grant();
    TokenResponse response;
    try {
      response = send(renewal, endpoint, before, taken, now);
    } catch (TokenEndpointException e) {
      if (e.reason() == Reason.UNAVAILABLE) {
        bulkhead.failed(endpoint.uri().getAuthority());
      }
      return e.isGrantEnded()
          ? refused(key, leased.credential())
          : failed(key, renewal, endpoint, leased, e);
    }
    Grant renewed = response.toGrant(time.instant(), endpoint, before);
    if (!CredentialRecords.hasRoomFor(renewed)) {
      TokenEndpointException tooLarge =
          TokenResponse.unusable(
              endpoint,
              "more than the " + CredentialRecords.MAX_GRANT_BYTES + " bytes that a record holds");
      // Revoking it could end the stored grant, too.
      revocation.reportUnrevoked(key);
      return failed(key, renewal, endpoint, leased, tooLarge);
    }
    return commit(key, leased, renewed);
  }

  /**
   * Sends the request. If the response got lost, sends it once more at once where the provider
   * allows that, and where it still fits into the lease: the later it is, the likelier the refresh
   * token is refused.
   */
  private TokenResponse send(
      TokenRenewal renewal, TokenEndpoint endpoint, Grant grant, long takenNanos, Instant takenAt)
      throws TokenEndpointException {
    try {
      return renewal.send(tokens, endpoint, grant);
    } catch (TokenEndpointException e) {
      boolean isReusable = !endpoint.reuseWindow().isZero();
      if (isReusable && e.isResponseLost() && isWithinSlack(takenNanos, takenAt)) {
        return renewal.send(tokens, endpoint, grant);
      }
      throw e;
    }
  }

  /**
   * Whether the call and the write still fit into the lease. Takes the longer of two measurements,
   * since a process may have been stopped or a machine suspended, and another instance may have
   * taken over.
   */
  private boolean isWithinSlack(long takenNanos, Instant takenAt) {
    Duration monotonic = Duration.ofNanos(clock.nanos() - takenNanos);
    Duration wall = Duration.between(takenAt, time.instant());
    Duration lost = monotonic.compareTo(wall) > 0 ? monotonic : wall;
    return lost.compareTo(SLACK) < 0;
  }

  /**
   * Stores the new grant before any caller sees it. A grant that another instance stored in the
   * meantime wins over this one. An end that it recorded does not: this grant replaces it. If the
   * record is gone, nobody else can revoke the new grant. If the record holds this grant, an
   * earlier write has succeeded although the store reported a failure.
   */
  private StoredCredential commit(CredentialKey key, Stored leased, Grant grant) {
    StoredCredential before = leased.credential();
    Stored target = leased;
    for (int attempt = 0; attempt < COMMIT_ATTEMPTS; attempt++) {
      StoredCredential next = before.refreshed(grant, attempt > 0);
      boolean isStored;
      Optional<Stored> current;
      try {
        isStored = write(target, next);
        current = isStored ? Optional.empty() : credentials.find(key);
      } catch (Throwable e) {
        // It may have been stored nevertheless, so it is not revoked.
        revocation.reportUnrevoked(key);
        throw e;
      }
      if (isStored) {
        return refreshed(key, next);
      }
      if (current.isEmpty()) {
        revocation.revoke(key, grant);
        throw key.notConnected(NotConnectedException.Reason.NEVER_CONNECTED);
      }
      target = current.get();
      if (!isSameGrant(target.credential(), before)) {
        if (hasTokens(target.credential(), grant)) {
          return refreshed(key, target.credential());
        }
        discard(key, before, target.credential(), grant);
        return requireNotEnded(key, target.credential());
      }
    }
    revocation.reportUnrevoked(key);
    throw CredentialRecords.keptChanging(key.connector().name());
  }

  private StoredCredential refreshed(CredentialKey key, StoredCredential stored) {
    listener.refreshed(key.owner(), key.connector().name());
    return requireNotEnded(key, stored);
  }

  /** Disposes of a new grant in whose place another one was stored. */
  private void discard(
      CredentialKey key, StoredCredential before, StoredCredential current, Grant grant) {
    if (current.isSameConnection(before)) {
      // Another refresh of the same grant won. Its tokens may end with those of this one.
      revocation.reportUnrevoked(key);
    } else {
      revocation.drop(key, grant);
    }
  }

  /** Retries when the store fails: the new grant exists nowhere else yet. */
  private boolean write(Stored target, StoredCredential next) {
    for (int attempt = 1; ; attempt++) {
      try {
        return credentials.replace(target, next).isPresent();
      } catch (VaultException e) {
        if (attempt == WRITE_ATTEMPTS) {
          throw e;
        }
        clock.pause(WRITE_PAUSE * attempt);
      }
    }
  }

  /**
   * The provider refused the refresh token: another instance was faster, or the grant has ended.
   */
  private StoredCredential refused(CredentialKey key, StoredCredential before) {
    EndReason reason = before.endReasonIfRefused();
    for (int attempt = 0; attempt < COMMIT_ATTEMPTS; attempt++) {
      Stored stored = credentials.require(key);
      StoredCredential current = stored.credential();
      if (!isSameGrant(current, before) || !Objects.equals(current.ended(), before.ended())) {
        return requireNotEnded(key, current);
      }
      if (end(key, stored, reason)) {
        break;
      }
    }
    throw key.notConnected(reason.toReason());
  }

  /** The call failed in any other way: releases the lease and starts the cool-down. */
  private StoredCredential failed(
      CredentialKey key,
      TokenRenewal renewal,
      TokenEndpoint endpoint,
      Stored leased,
      TokenEndpointException e) {
    StoredCredential before = leased.credential();
    Instant now = time.instant();
    StoredCredential after = e.isRefusal() ? before.refused(now) : before;
    boolean isRefusedForLong = after.refresh().isRefusedForLong();
    boolean maybeUsed = before.refresh().refreshTokenMaybeUsed() || e.mayHaveBeenProcessed();
    Duration coolDown =
        e.isRefusal() && isRefusedForLong ? REFUSED_COOL_DOWN : coolDown(renewal, endpoint, e);
    try {
      credentials.replace(leased, after.failed(maybeUsed, now.plus(coolDown), e.reason()));
    } catch (VaultException notReleased) {
      // The lease expires by itself. The provider's failure matters more to the caller.
    }
    listener.refreshFailed(key.owner(), key.connector().name(), e.reasonCode());
    if (isRefusedForLong && !before.refresh().isRefusedForLong() && before.ended() == null) {
      listener.reauthorizationNeeded(key.owner(), key.connector().name());
    }
    requireNotEnded(key, before);
    if (renewal.mayUse(before.grant(), now)) {
      return before;
    }
    if (isRefusedForLong) {
      throw key.notConnected(NotConnectedException.Reason.REFRESH_REFUSED);
    }
    throw e.toOAuthException(coolDown);
  }

  /**
   * The renewal's own cool-down, or that of the response's Retry-After if it is longer. It ends
   * before the provider no longer accepts a refresh token that may have been used.
   */
  private static Duration coolDown(
      TokenRenewal renewal, TokenEndpoint endpoint, TokenEndpointException e) {
    Duration retryAfter = e.retryAfter();
    Duration half = endpoint.reuseWindow().dividedBy(2);
    if (e.mayHaveBeenProcessed() && !half.isZero() && retryAfter != null) {
      retryAfter = retryAfter.compareTo(half) < 0 ? retryAfter : half;
    }
    if (retryAfter == null || retryAfter.compareTo(renewal.coolDown()) < 0) {
      return renewal.coolDown();
    }
    return retryAfter.compareTo(RefreshState.MAX_COOL_DOWN) < 0
        ? retryAfter
        : RefreshState.MAX_COOL_DOWN;
  }

  /** Records that the credential has ended; false if its record changed since it was read. */
  private boolean end(CredentialKey key, Stored stored, EndReason reason) {
    StoredCredential before = stored.credential();
    boolean ended = credentials.replace(stored, before.ended(reason, time.instant())).isPresent();
    if (ended && before.ended() == null) {
      listener.reauthorizationNeeded(key.owner(), key.connector().name());
    }
    return ended;
  }

  /** Compares the tokens too, since a record that is deleted and created again counts from 1. */
  private static boolean isSameGrant(StoredCredential current, StoredCredential before) {
    return current.generation() == before.generation() && hasTokens(current, before.grant());
  }

  private static boolean hasTokens(StoredCredential stored, Grant grant) {
    return stored.grant().secret().equals(grant.secret())
        && Objects.equals(stored.grant().refreshToken(), grant.refreshToken());
  }
}
