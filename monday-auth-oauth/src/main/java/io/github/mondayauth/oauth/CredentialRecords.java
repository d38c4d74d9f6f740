package io.github.mondayauth.oauth;

import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Credentials in the vault: how they are read, and how a new grant takes its place there. */
final class CredentialRecords {
  private static final int ATTEMPTS = 20;

  private final AccountRecords records;
  private final InstantSource time;

  CredentialRecords(AccountRecords records, InstantSource time) {
    this.records = records;
    this.time = time;
  }

  Optional<RecordSnapshot> find(Holder holder) {
    return records.find(holder.recordName());
  }

  static StoredCredential read(RecordSnapshot opened) {
    return CredentialCodec.decode(opened.plaintext());
  }

  /** Present, not marked, good for something, and covering the scopes that are required now. */
  boolean isConnected(Holder holder) {
    Optional<StoredCredential> found = find(holder).map(CredentialRecords::read);
    if (found.isEmpty() || found.get().isMarked()) {
      return false;
    }
    Grant grant = found.get().grant();
    boolean over = grant.refreshToken() == null && Freshness.isExpired(grant, time.instant());
    return !over && isServed(grant, holder.connector()) && covers(grant, holder.connector());
  }

  /** False for a grant of a customer's host that is not allowed any more. */
  static boolean isServed(Grant grant, Connector connector) {
    return !(connector instanceof OAuthConnector oauth) || oauth.server().serves(grant.host());
  }

  static boolean covers(Grant grant, Connector connector) {
    if (connector instanceof OAuthConnector oauth) {
      return Scopes.cover(grant, oauth.wishes().scopes(), oauth.server().habits().scopesIgnored());
    }
    Set<String> required = connector instanceof MondayConnector monday ? monday.scopes() : Set.of();
    return Scopes.cover(grant, required, false);
  }

  /**
   * Stores a new grant, in the place of whatever is there.
   *
   * @return false if the account is gone or was installed anew: nothing was written
   */
  boolean save(Holder holder, Epoch epoch, Sealer sealer, Grant grant) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<RecordSnapshot> current = find(holder);
      if (current.isEmpty()) {
        byte[] first = CredentialCodec.encode(StoredCredential.first(grant));
        Created outcome = sealer.create(holder.recordName(), first);
        if (outcome != Created.EXISTS) {
          return outcome == Created.CREATED;
        }
      } else if (!current.get().epoch().equals(epoch)) {
        return false;
      } else {
        byte[] next = CredentialCodec.encode(read(current.get()).next(grant));
        if (records.replace(current.get(), next).isPresent()) {
          return true;
        }
      }
    }
    throw new OAuthException(
        OAuthException.Reason.UNAVAILABLE, "the credential was written by others all the time");
  }
}
