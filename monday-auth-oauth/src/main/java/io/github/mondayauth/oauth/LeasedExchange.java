package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.StoredCredential.Lease;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a stored grant for a newer one, once among all machines. The right to do so is a lease
 * in the credential's own record, taken by compare-and-set before the provider is called; the same
 * compare-and-set fences the write of the answer. (Without the lease, compare-and-set protects the
 * record but not the grant: a provider that detects reuse revokes it.)
 */
final class LeasedExchange {
  /** Machines are assumed to agree on the time this closely. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration SLACK = Duration.ofSeconds(5);
  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();

  private final Setup setup;
  private final AccountRecords records;
  private final TokenClient tokens;
  private final ExchangeEnd end;

  LeasedExchange(Setup setup, CredentialRecords credentials, TokenClient tokens) {
    this.setup = setup;
    this.records = setup.records();
    this.tokens = tokens;
    this.end = new ExchangeEnd(setup, credentials);
  }

  /** How long a lease lasts: the call, the write after it, the difference of clocks, and slack. */
  private Duration leaseTime() {
    return setup.http().callTimeout().plus(COMMIT).plus(SKEW).plus(SLACK);
  }

  /** The longest {@link #run} takes: waiting for another machine, and then its own call. */
  Duration longest() {
    return waiting().plus(setup.http().callTimeout()).plus(COMMIT);
  }

  private Duration waiting() {
    return setup.http().callTimeout().plus(COMMIT);
  }

  /**
   * Does the exchange, or finds that it is done.
   *
   * @return the credential as it is stored now
   * @throws NotConnectedException if the user has to connect anew
   * @throws OAuthException if it did not succeed and the present token cannot be used
   */
  StoredCredential run(Holder holder, Exchange exchange) {
    long start = System.nanoTime();
    long pause = FIRST_PAUSE;
    while (true) {
      RecordSnapshot opened = end.present(holder);
      StoredCredential stored = end.unmarked(holder, CredentialRecords.read(opened));
      Instant now = setup.now();
      if (!exchange.isDue(stored.grant(), now)) {
        return stored;
      }
      if (!exchange.isPossible(stored.grant())) {
        end.impossible(holder, opened, stored, exchange);
        continue;
      }
      String obstacle = obstacle(stored, now);
      if (obstacle == null) {
        StoredCredential done = attempt(holder, exchange, opened, stored, now);
        if (done != null) {
          return done;
        }
        obstacle = "others keep writing the credential";
      } else if (exchange.mayUse(stored.grant(), now)) {
        return stored;
      } else {
        LockSupport.parkNanos(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
      if (isCooling(stored, now) || System.nanoTime() - start > waiting().toNanos()) {
        throw new OAuthException(Reason.UNAVAILABLE, holder.connector().name() + ": " + obstacle);
      }
    }
  }

  private static @Nullable String obstacle(StoredCredential stored, Instant now) {
    if (isCooling(stored, now)) {
      return "the last refresh failed a moment ago";
    }
    Lease lease = stored.lease();
    return lease != null && now.isBefore(lease.until()) ? "another machine is refreshing" : null;
  }

  private static boolean isCooling(StoredCredential stored, Instant now) {
    Instant coolUntil = stored.coolUntil();
    return coolUntil != null && now.isBefore(coolUntil);
  }

  /** Takes the lease and calls the provider; null if the record changed or time was lost. */
  private @Nullable StoredCredential attempt(
      Holder holder,
      Exchange exchange,
      RecordSnapshot opened,
      StoredCredential stored,
      Instant now) {
    long taken = System.nanoTime();
    StoredCredential leased = stored.leased(new Lease(now.plus(leaseTime())));
    Optional<RecordSnapshot> held = records.replace(opened, CredentialCodec.encode(leased));
    if (held.isEmpty()) {
      return null;
    }
    if (!fits(taken, now)) {
      // Nothing was sent, so the refresh token is as good as before.
      records.replace(held.get(), CredentialCodec.encode(leased.released(leased.spent(), null)));
      return null;
    }
    TokenAnswer answer;
    try {
      answer = exchange.send(tokens, stored.grant());
    } catch (OAuthException e) {
      return end.failed(holder, exchange, held.get(), leased, e);
    }
    Grant grant = answer.toGrant(setup.now(), stored.grant());
    return end.commit(holder, held.get(), leased, grant);
  }

  /**
   * Whether the call and the write still fit into the lease, by whichever clock says more: a
   * process that was stopped or a machine that slept may come back after another has taken over.
   */
  private boolean fits(long takenNanos, Instant takenAt) {
    Duration monotonic = Duration.ofNanos(System.nanoTime() - takenNanos);
    Duration wall = Duration.between(takenAt, setup.now());
    Duration lost = monotonic.compareTo(wall) > 0 ? monotonic : wall;
    return lost.compareTo(SLACK) < 0;
  }
}
