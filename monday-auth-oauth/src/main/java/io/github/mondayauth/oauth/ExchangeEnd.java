package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.StoredCredential.Mark;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** How an exchange ends: its answer is written down before anybody sees it, or its failure is. */
final class ExchangeEnd {
  private static final int ATTEMPTS = 10;
  private static final int WRITES = 3;
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final Setup setup;
  private final AccountRecords records;
  private final CredentialRecords credentials;

  ExchangeEnd(Setup setup, CredentialRecords credentials) {
    this.setup = setup;
    this.records = setup.records();
    this.credentials = credentials;
  }

  RecordSnapshot present(Holder holder) {
    return credentials
        .find(holder)
        .orElseThrow(() -> holder.notConnected(NotConnectedException.Reason.NEVER_CONNECTED));
  }

  StoredCredential unmarked(Holder holder, StoredCredential stored) {
    if (stored.isMarked()) {
      throw holder.notConnected(stored.mark().reason());
    }
    return stored;
  }

  /** Nothing to exchange: the user has to connect anew. Returns only if the record changed. */
  void impossible(
      Holder holder, RecordSnapshot opened, StoredCredential stored, Exchange exchange) {
    Mark mark = Objects.requireNonNull(exchange.whenImpossible());
    if (mark(holder, opened, stored, mark)) {
      throw holder.notConnected(mark.reason());
    }
  }

  /** Writes the answer down. A newer grant of another machine wins over it, a mark does not. */
  StoredCredential commit(
      Holder holder, RecordSnapshot held, StoredCredential before, Grant grant) {
    RecordSnapshot target = held;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      StoredCredential next = before.refreshed(grant, attempt > 0);
      if (write(target, next)) {
        setup.tell(l -> l.refreshed(holder.owner(), holder.connector().name()));
        return next;
      }
      target = present(holder);
      StoredCredential current = CredentialRecords.read(target);
      if (!isSameGrant(current, before)) {
        return unmarked(holder, current);
      }
    }
    throw new OAuthException(
        Reason.UNAVAILABLE, "the credential was written by others all the time", true);
  }

  /** A failing store is tried again while the answer is in hand: it exists nowhere else. */
  private boolean write(RecordSnapshot target, StoredCredential next) {
    byte[] bytes = CredentialCodec.encode(next);
    for (int attempt = 1; ; attempt++) {
      try {
        return records.replace(target, bytes).isPresent();
      } catch (VaultException e) {
        if (attempt == WRITES) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE * attempt);
      }
    }
  }

  /** The provider gave no new token. */
  StoredCredential failed(
      Holder holder,
      Exchange exchange,
      RecordSnapshot held,
      StoredCredential leased,
      OAuthException e) {
    if (e.reason() == Reason.GRANT) {
      return grantRefused(holder, leased);
    }
    boolean spent = leased.spent() || e.mayHaveBeenProcessed();
    Instant cool = setup.now().plus(exchange.cooling(e));
    try {
      records.replace(held, CredentialCodec.encode(leased.released(spent, cool)));
    } catch (VaultException unwritten) {
      // The lease ends by itself; what the provider answered matters more to the caller.
    }
    String name = holder.connector().name();
    setup.tell(listener -> listener.refreshFailed(holder.owner(), name, e.reason().code()));
    if (exchange.mayUse(leased.grant(), setup.now())) {
      return leased;
    }
    throw e;
  }

  /** Either another machine was faster, and its grant is used, or the grant is over. */
  private StoredCredential grantRefused(Holder holder, StoredCredential before) {
    Mark mark = before.whenRefused();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RecordSnapshot opened = present(holder);
      StoredCredential current = unmarked(holder, CredentialRecords.read(opened));
      if (!isSameGrant(current, before)) {
        return current;
      }
      if (mark(holder, opened, current, mark)) {
        break;
      }
    }
    throw holder.notConnected(mark.reason());
  }

  private boolean mark(Holder holder, RecordSnapshot opened, StoredCredential current, Mark mark) {
    Optional<RecordSnapshot> marked =
        records.replace(opened, CredentialCodec.encode(current.marked(mark)));
    if (marked.isPresent()) {
      String name = holder.connector().name();
      setup.tell(listener -> listener.reauthorizationNeeded(holder.owner(), name));
    }
    return marked.isPresent();
  }

  /** By the tokens too: the generation starts again when a record is deleted and created. */
  private static boolean isSameGrant(StoredCredential current, StoredCredential before) {
    return current.generation() == before.generation()
        && current.grant().secret().equals(before.grant().secret())
        && Objects.equals(current.grant().refreshToken(), before.grant().refreshToken());
  }
}
