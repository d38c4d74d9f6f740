package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands out usable credentials. In one JVM one thread at a time works on a credential; whoever
 * comes meanwhile takes the token that is still valid, or waits for the result.
 */
final class Refresher {
  private final Setup setup;
  private final CredentialRecords credentials;
  private final LeasedExchange leased;
  private final Map<RecordName, CompletableFuture<StoredCredential>> flights =
      new ConcurrentHashMap<>();

  Refresher(Setup setup, CredentialRecords credentials, LeasedExchange leased) {
    this.setup = setup;
    this.credentials = credentials;
    this.leased = leased;
  }

  /** A credential that is not about to expire. */
  Credential fresh(Holder holder) {
    StoredCredential stored = usable(holder);
    Instant now = setup.now();
    if (!Freshness.isDue(stored.grant(), now)) {
      return Credential.held(holder, stored.grant());
    }
    boolean valid = !Freshness.isExpired(stored.grant(), now);
    if (valid && flights.containsKey(holder.recordName())) {
      return Credential.held(holder, stored.grant());
    }
    try {
      StoredCredential newer = singleFlight(holder, Exchange.refresh(setup, holder));
      return Credential.held(holder, newer.grant());
    } catch (OAuthException e) {
      if (valid) {
        return Credential.held(holder, stored.grant());
      }
      throw e;
    }
  }

  /** What to use in the place of a token the service refused. */
  Credential renewed(Holder holder, String rejected) {
    StoredCredential stored = usable(holder);
    if (!stored.grant().secret().equals(rejected)) {
      return fresh(holder);
    }
    StoredCredential newer = singleFlight(holder, Exchange.renewal(setup, holder, rejected));
    if (newer.grant().secret().equals(rejected)) {
      // Another thread's flight, which had another reason and found nothing to do.
      newer = singleFlight(holder, Exchange.renewal(setup, holder, rejected));
    }
    return Credential.held(holder, newer.grant());
  }

  /**
   * Exchanges a legacy token of monday.com for a pair that expires; nothing to do if it has one.
   */
  Credential migrated(Holder holder) {
    StoredCredential stored = usable(holder);
    if (stored.grant().refreshToken() != null) {
      return fresh(holder);
    }
    StoredCredential newer = singleFlight(holder, Exchange.migration(setup, holder));
    return Credential.held(holder, newer.grant());
  }

  private StoredCredential usable(Holder holder) {
    RecordSnapshot opened =
        credentials
            .find(holder)
            .orElseThrow(() -> holder.notConnected(NotConnectedException.Reason.NEVER_CONNECTED));
    StoredCredential stored = CredentialRecords.read(opened);
    if (stored.isMarked()) {
      throw holder.notConnected(stored.mark().reason());
    }
    // Nothing is marked: the list of hosts may be wrong for a while.
    if (!CredentialRecords.isServed(stored.grant(), holder.connector())) {
      throw holder.notConnected(NotConnectedException.Reason.NEVER_CONNECTED);
    }
    return stored;
  }

  private StoredCredential singleFlight(Holder holder, Exchange exchange) {
    CompletableFuture<StoredCredential> mine = new CompletableFuture<>();
    CompletableFuture<StoredCredential> first = flights.putIfAbsent(holder.recordName(), mine);
    if (first != null) {
      return await(holder, first);
    }
    try {
      StoredCredential result = leased.run(holder, exchange);
      mine.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      flights.remove(holder.recordName(), mine);
    }
  }

  private StoredCredential await(Holder holder, CompletableFuture<StoredCredential> flight) {
    try {
      return flight.get(leased.longest().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a refresh failed in another thread", e.getCause());
    } catch (TimeoutException e) {
      throw unavailable(holder, "took too long in another thread");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(holder, "was waited for by an interrupted thread");
    }
  }

  private static OAuthException unavailable(Holder holder, String found) {
    return new OAuthException(
        Reason.UNAVAILABLE, "a refresh of " + holder.connector().name() + " " + found);
  }
}
