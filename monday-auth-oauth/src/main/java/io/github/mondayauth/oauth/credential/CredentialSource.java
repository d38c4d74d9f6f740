package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenClient;
import io.github.mondayauth.oauth.token.TokenEndpointException;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.RecordName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Returns usable credentials. In one JVM, one thread at a time refreshes a credential; the others
 * use the stored one as long as it is valid, and wait for the result after that.
 *
 * <p>Every method throws {@link NotConnectedException} if the user has to connect, and {@link
 * OAuthException} if a refresh was necessary and failed.
 */
public final class CredentialSource {
  private final CredentialRecords credentials;
  private final InstantSource time;
  private final MonotonicClock clock;
  private final URI migrateUri;
  private final LeasedRefresh leasedRefresh;
  private final Duration waitForRefresh;
  private final Map<RecordName, CompletableFuture<StoredCredential>> inFlight =
      new ConcurrentHashMap<>();

  /**
   * Creates a source whose callers wait for a refresh by another thread or instance at most {@code
   * waitForRefresh}.
   */
  public CredentialSource(
      CredentialRecords credentials,
      TokenClient tokens,
      GrantRevocation revocation,
      AuthListener listener,
      InstantSource time,
      MonotonicClock clock,
      Duration callTimeout,
      Duration waitForRefresh,
      URI migrateUri) {
    this.credentials = credentials;
    this.time = time;
    this.clock = clock;
    this.migrateUri = migrateUri;
    this.waitForRefresh = waitForRefresh;
    this.leasedRefresh =
        new LeasedRefresh(
            credentials, tokens, revocation, listener, time, clock, callTimeout, waitForRefresh);
  }

  /** A grant that is not about to expire, or one that is still valid and could not be refreshed. */
  public Grant fresh(CredentialKey key) {
    StoredCredential stored = usable(key);
    Grant grant = stored.grant();
    EndReason ended = stored.ended();
    Instant now = time.instant();
    if (ended == null && !RefreshTiming.isDue(grant, now)) {
      return grant;
    }
    boolean isValid = ended == null && !RefreshTiming.isExpired(grant, now);
    if (inFlight.containsKey(key.recordName())) {
      if (ended != null) {
        throw key.notConnected(ended.toReason());
      }
      if (isValid) {
        return grant;
      }
    }
    try {
      return renew(key, new TokenRenewal.Refresh(key.connector(), null));
    } catch (OAuthException e) {
      if (isValid) {
        return grant;
      }
      throw e;
    } catch (VaultException e) {
      if (isValid && CredentialRecords.isTransient(e)) {
        return grant;
      }
      throw e;
    }
  }

  /**
   * A grant in place of one that the service refused.
   *
   * @param rejectedSecret the access token or API key that the service refused
   */
  public Grant renewed(CredentialKey key, String rejectedSecret) {
    StoredCredential stored = usable(key);
    if (stored.ended() != null || !stored.grant().secret().equals(rejectedSecret)) {
      return fresh(key);
    }
    return renew(key, new TokenRenewal.Refresh(key.connector(), rejectedSecret));
  }

  /**
   * A grant with a refresh token in place of a legacy token of monday.com; the stored one if it has
   * a refresh token already.
   */
  public Grant migrated(CredentialKey key) {
    if (usable(key).grant().refreshToken() != null) {
      return fresh(key);
    }
    return renew(key, new TokenRenewal.Migration(key.connector(), migrateUri));
  }

  /**
   * Refreshes a grant that nobody has used for long, unless another call has already refreshed it.
   *
   * @param age the age of a grant that is due
   * @param onOutcome receives the outcome of each request to the token endpoint: its failure, or
   *     empty
   * @return the stored grant
   */
  Grant refreshUnused(
      CredentialKey key, Duration age, Consumer<Optional<TokenEndpointException>> onOutcome) {
    TokenRenewal renewal = new TokenRenewal.RefreshUnused(key.connector(), age, onOutcome);
    Grant grant = usable(key).grant();
    return renewal.isDue(grant, time.instant()) ? renew(key, renewal) : grant;
  }

  /** The stored credential, unless it has ended and is not due to be tried again. */
  private StoredCredential usable(CredentialKey key) {
    StoredCredential stored = credentials.require(key).credential();
    EndReason ended = stored.ended();
    if (ended != null && !stored.isRetryDue(time.instant())) {
      throw key.notConnected(ended.toReason());
    }
    // The end is not recorded, since the list of hosts may have been changed by mistake.
    if (!key.connector().serves(stored.grant())) {
      throw key.notConnected(NotConnectedException.Reason.NEVER_CONNECTED);
    }
    return stored;
  }

  /**
   * Runs a renewal, or joins the one that another thread runs for the same credential. That one may
   * have another reason, and return a grant that this renewal has to replace: then it takes the
   * next turn.
   */
  private Grant renew(CredentialKey key, TokenRenewal renewal) {
    long start = clock.nanos();
    while (true) {
      CompletableFuture<StoredCredential> mine = new CompletableFuture<>();
      CompletableFuture<StoredCredential> first = inFlight.putIfAbsent(key.recordName(), mine);
      if (first == null) {
        return run(key, renewal, start, mine).grant();
      }
      Grant joined = await(key, first, start).grant();
      Instant now = time.instant();
      if (!renewal.isDue(joined, now) || renewal.mayUse(joined, now)) {
        return joined;
      }
    }
  }

  /** Runs a renewal, and completes its future for the threads that join it. */
  private StoredCredential run(
      CredentialKey key,
      TokenRenewal renewal,
      long start,
      CompletableFuture<StoredCredential> mine) {
    StoredCredential result;
    try {
      result = leasedRefresh.run(key, renewal, start);
    } catch (Throwable e) {
      inFlight.remove(key.recordName(), mine);
      mine.completeExceptionally(e);
      throw e;
    }
    // Before those that joined continue, so that one of them can take the next turn.
    inFlight.remove(key.recordName(), mine);
    mine.complete(result);
    return result;
  }

  private StoredCredential await(
      CredentialKey key, CompletableFuture<StoredCredential> first, long start) {
    try {
      return first.get(waitForRefresh.toNanos() - (clock.nanos() - start), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the refresh in another thread failed", e.getCause());
    } catch (TimeoutException e) {
      throw unavailable(key, "the refresh in another thread took too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(key, "interrupted while another thread was refreshing the credential");
    }
  }

  private OAuthException unavailable(CredentialKey key, String found) {
    return new OAuthException(
        Reason.UNAVAILABLE, key.connector().name() + ": " + found, waitForRefresh);
  }
}
