package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AuthListener;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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
 *   leased    -- refresh token refused -> ended, until the user reconnects
 *   leased    -- any other failure -----> cooling down, then due
 *   leased    -- lease expired ---------> due, and the refresh token may have been used
 *   ended     -- late new grant --------> fresh: the owner of an expired lease was slow
 * </pre>
 */
final class LeasedRefresh {
  /** How far the clocks of two instances may differ. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  /** How long the write of the new grant may take. */
  private static final Duration COMMIT = Duration.ofSeconds(5);

  /** How much time may pass between taking the lease and calling the provider. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final int COMMIT_ATTEMPTS = 10;
  private static final int WRITE_ATTEMPTS = 3;
  private static final long WRITE_PAUSE = Duration.ofMillis(100).toNanos();

  private final CredentialRecords credentials;
  private final TokenClient tokens;
  private final AuthListener listener;
  private final InstantSource time;
  private final Duration callTimeout;

  LeasedRefresh(
      CredentialRecords credentials,
      TokenClient tokens,
      AuthListener listener,
      InstantSource time,
      Duration callTimeout) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.listener = listener;
    this.time = time;
    this.callTimeout = callTimeout;
  }

  /** How long a lease lasts: the call, the write after it, the clock skew, and the slack. */
  private Duration leaseTime() {
    return callTimeout.plus(COMMIT).plus(CLOCK_SKEW).plus(SLACK);
  }

  /** How long to wait for another instance. */
  private Duration longestWait() {
    return callTimeout.plus(COMMIT);
  }

  /** The longest time that {@link #run} takes: waiting for another instance, then a call. */
  Duration longestRun() {
    return longestWait().plus(callTimeout).plus(COMMIT);
  }

  /**
   * Carries out a renewal, unless another instance has done so.
   *
   * @return the stored credential: renewed, or as it was if it cannot be renewed now and is still
   *     usable
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to reconnect
   * @throws OAuthException if the renewal failed and the stored credential is unusable
   */
  StoredCredential run(CredentialKey key, TokenRenewal renewal) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE;
    while (true) {
      Stored stored = credentials.require(key);
      StoredCredential credential = requireNotEnded(key, stored.credential());
      Grant grant = credential.grant();
      Instant now = time.instant();
      if (!renewal.isDue(grant, now)) {
        return credential;
      }
      EndReason endReason = renewal.endReason(grant);
      if (endReason != null) {
        if (end(key, stored, endReason)) {
          throw key.notConnected(endReason.toReason());
        }
        continue;
      }
      TokenEndpoint endpoint = renewal.endpoint(grant);
      boolean isCoolingDown = isBefore(now, credential.noRefreshBefore());
      boolean isLeased = isBefore(now, credential.leaseUntil());
      if ((isCoolingDown || isLeased) && renewal.mayUse(grant, now)) {
        return credential;
      }
      if (isCoolingDown) {
        throw unavailable(
            key, "the last refresh failed; no further one before " + credential.noRefreshBefore());
      }
      if (isLeased) {
        LockSupport.parkNanos(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } else {
        StoredCredential renewed = attempt(key, renewal, endpoint, stored, now);
        if (renewed != null) {
          return renewed;
        }
      }
      if (System.nanoTime() - start > longestWait().toNanos()) {
        throw isLeased
            ? unavailable(key, "another instance is still refreshing the credential")
            : CredentialRecords.keptChanging(key);
      }
    }
  }

  private static StoredCredential requireNotEnded(CredentialKey key, StoredCredential credential) {
    EndReason ended = credential.ended();
    if (ended != null) {
      throw key.notConnected(ended.toReason());
    }
    return credential;
  }

  private static boolean isBefore(Instant now, @Nullable Instant limit) {
    return limit != null && now.isBefore(limit);
  }

  private static OAuthException unavailable(CredentialKey key, String found) {
    return new OAuthException(Reason.UNAVAILABLE, key.connector().name() + ": " + found);
  }

  /** Takes the lease and calls the provider; null if the record changed or too much time passed. */
  private @Nullable StoredCredential attempt(
      CredentialKey key, TokenRenewal renewal, TokenEndpoint endpoint, Stored stored, Instant now) {
    long taken = System.nanoTime();
    Optional<Stored> lease =
        credentials.replace(stored, stored.credential().leased(now.plus(leaseTime())));
    if (lease.isEmpty()) {
      return null;
    }
    Stored leased = lease.get();
    if (!isWithinSlack(taken, now)) {
      // Nothing was sent, so this lease leaves the refresh token as unused as it was.
      boolean maybeUsed = leased.credential().refreshTokenMaybeUsed();
      credentials.replace(leased, leased.credential().released(maybeUsed, null));
      return null;
    }
    Grant before = leased.credential().grant();
    TokenResponse response;
    try {
      response = renewal.send(tokens, endpoint, before);
    } catch (TokenEndpointException e) {
      return e.reason() == Reason.GRANT
          ? refused(key, leased.credential())
          : failed(key, renewal, leased, e);
    }
    return commit(key, leased, response.toGrant(time.instant(), before));
  }

  /**
   * Whether the call and the write still fit into the lease. Takes the longer of two measurements,
   * since a process may have been stopped or a machine suspended, and another instance may have
   * taken over.
   */
  private boolean isWithinSlack(long takenNanos, Instant takenAt) {
    Duration monotonic = Duration.ofNanos(System.nanoTime() - takenNanos);
    Duration wall = Duration.between(takenAt, time.instant());
    Duration lost = monotonic.compareTo(wall) > 0 ? monotonic : wall;
    return lost.compareTo(SLACK) < 0;
  }

  /**
   * Stores the new grant before any caller sees it. A grant that another instance stored in the
   * meantime wins over this one. An end that it recorded does not: this grant replaces it.
   */
  private StoredCredential commit(CredentialKey key, Stored leased, Grant grant) {
    StoredCredential before = leased.credential();
    Stored target = leased;
    for (int attempt = 0; attempt < COMMIT_ATTEMPTS; attempt++) {
      StoredCredential next = before.refreshed(grant, attempt > 0);
      if (write(target, next)) {
        listener.refreshed(key.owner(), key.connector().name());
        return next;
      }
      target = credentials.require(key);
      if (!isSameGrant(target.credential(), before)) {
        return requireNotEnded(key, target.credential());
      }
    }
    throw CredentialRecords.keptChanging(key);
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
        LockSupport.parkNanos(WRITE_PAUSE * attempt);
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
      StoredCredential current = requireNotEnded(key, stored.credential());
      if (!isSameGrant(current, before)) {
        return current;
      }
      if (end(key, stored, reason)) {
        break;
      }
    }
    throw key.notConnected(reason.toReason());
  }

  /** The call failed in any other way: releases the lease and starts the cool-down. */
  private StoredCredential failed(
      CredentialKey key, TokenRenewal renewal, Stored leased, TokenEndpointException e) {
    StoredCredential credential = leased.credential();
    boolean maybeUsed = credential.refreshTokenMaybeUsed() || e.mayHaveBeenProcessed();
    try {
      credentials.replace(
          leased, credential.released(maybeUsed, time.instant().plus(renewal.coolDown())));
    } catch (VaultException notReleased) {
      // The lease expires by itself. The provider's failure matters more to the caller.
    }
    listener.refreshFailed(key.owner(), key.connector().name(), e.reasonCode());
    if (renewal.mayUse(credential.grant(), time.instant())) {
      return credential;
    }
    throw e.toOAuthException();
  }

  /** Records that the credential has ended; false if its record changed since it was read. */
  private boolean end(CredentialKey key, Stored stored, EndReason reason) {
    boolean ended = credentials.replace(stored, stored.credential().ended(reason)).isPresent();
    if (ended) {
      listener.reauthorizationNeeded(key.owner(), key.connector().name());
    }
    return ended;
  }

  /** Compares the tokens too, since a record that is deleted and created again counts from 1. */
  private static boolean isSameGrant(StoredCredential current, StoredCredential before) {
    return current.generation() == before.generation()
        && current.grant().secret().equals(before.grant().secret())
        && Objects.equals(current.grant().refreshToken(), before.grant().refreshToken());
  }
}
