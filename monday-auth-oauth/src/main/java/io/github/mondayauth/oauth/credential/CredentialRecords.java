package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The credentials in the vault: reads them, and replaces their grants. */
public final class CredentialRecords {
  /** The largest grant, in encoded bytes. A record has room for it and its other fields. */
  public static final int MAX_GRANT_BYTES = 65_000;

  /** The most attempts to write or delete a credential that others keep writing. */
  static final int ATTEMPTS = 20;

  private final AccountRecords records;
  private final InstantSource time;

  public CredentialRecords(AccountRecords records, InstantSource time) {
    this.records = records;
    this.time = time;
  }

  /**
   * Whether a grant is small enough to be stored. Providers decide how large it is, so this is
   * checked before it is stored.
   */
  public static boolean hasRoomFor(Grant grant) {
    return CredentialCodec.length(grant) <= MAX_GRANT_BYTES;
  }

  /** A credential as it was read, with the snapshot that {@link #replace} needs. */
  record Stored(RecordSnapshot record, StoredCredential credential) {
    Grant grant() {
      return credential.grant();
    }
  }

  Optional<Stored> find(CredentialKey key) {
    return find(key.recordName());
  }

  Optional<Stored> find(RecordName name) {
    return records.find(name).map(CredentialRecords::decoded);
  }

  private static Stored decoded(RecordSnapshot record) {
    return new Stored(record, CredentialCodec.decode(record.plaintext()));
  }

  /** The credential, or empty also if its record is damaged or of an unknown format. */
  private Optional<Stored> findReadable(CredentialKey key) {
    try {
      return find(key);
    } catch (VaultException failure) {
      if (isDamaged(failure)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /** Whether only the record is to blame, and neither the store nor a key. */
  static boolean isDamaged(VaultException failure) {
    return failure.reason() == VaultException.Reason.RECORD_REJECTED
        || failure.reason() == VaultException.Reason.FORMAT_UNKNOWN;
  }

  /** Whether the store or the key ring cannot be reached, so that a later attempt may succeed. */
  static boolean isTransient(VaultException failure) {
    return failure.reason() == VaultException.Reason.STORE_FAILED
        || failure.reason() == VaultException.Reason.KEY_UNAVAILABLE;
  }

  /**
   * Reads a credential that should be there.
   *
   * @throws NotConnectedException if it is not
   */
  Stored require(CredentialKey key) {
    return find(key)
        .orElseThrow(() -> key.notConnected(NotConnectedException.Reason.NEVER_CONNECTED));
  }

  /**
   * The names of an account's credentials, of all its owners and profiles, in no particular order.
   */
  List<RecordName> names(MondayAccount account) {
    return records.versions(account).keySet().stream()
        .filter(name -> name.kind() == RecordName.Kind.CREDENTIAL)
        .toList();
  }

  /** The versions of all encrypted records of an account. */
  Map<RecordName, Long> versions(MondayAccount account) {
    return records.versions(account);
  }

  /**
   * Whether the owner need not connect: the credential is there, has not ended and its last refresh
   * was not refused, it is valid or can be refreshed, its host is still allowed, and it covers the
   * scopes that are required now. One that cannot be read counts as absent, so that the user can
   * connect again.
   */
  public boolean isConnected(CredentialKey key) {
    Optional<StoredCredential> found = findReadable(key).map(Stored::credential);
    if (found.isEmpty() || found.get().needsReconnect()) {
      return false;
    }
    Grant grant = found.get().grant();
    boolean isOver = grant.refreshToken() == null && RefreshTiming.isExpired(grant, time.instant());
    return !isOver && key.connector().serves(grant) && key.connector().covers(grant);
  }

  /** Whether there is a credential that can be read, usable or not. */
  public boolean isStored(CredentialKey key) {
    return findReadable(key).isPresent();
  }

  /** Who is connected at the provider, usable or not; empty if nobody is, or if that is unknown. */
  public String label(CredentialKey key) {
    return findReadable(key).map(stored -> stored.credential().grant().label()).orElse("");
  }

  /**
   * Checks that a new grant could be stored over the present credential, if there is one.
   *
   * @throws VaultException if the store or a key fails. A damaged record can be replaced
   */
  public void requireReplaceable(CredentialKey key) {
    findReadable(key);
  }

  /**
   * The number of a connection, which changes each time it is made; 0 if it has not been made, was
   * removed, or cannot be read, so that the user may make it again.
   */
  public long connectionNumber(CredentialKey key) {
    return findReadable(key).map(stored -> stored.credential().connectionNumber()).orElse(0L);
  }

  /**
   * What a new connection requires to be stored.
   *
   * @param epoch the installation in which the user started to connect; nothing is stored if the
   *     account was uninstalled since then
   * @param sealer a sealer for that installation
   * @param origin when the authorization token of the flow was issued, or when the grant was
   *     imported
   * @param expectedNumber the number that the connection must still have; empty if it may be
   *     replaced in any case
   */
  public record Connecting(
      Epoch epoch, Sealer sealer, Instant origin, OptionalLong expectedNumber) {
    private boolean isOvertakenBy(long number) {
      return expectedNumber.isPresent() && expectedNumber.getAsLong() != number;
    }
  }

  /** Whether {@link #save} stored the grant. */
  public enum Outcome {
    /** It did. */
    STORED,
    /** It did not, since the account was uninstalled. */
    UNINSTALLED,
    /** It did not, since the connection was made in the meantime. */
    OVERTAKEN
  }

  /**
   * What {@link #save} did.
   *
   * @param replaced the usable grant in whose place the new one was stored, or null if there was
   *     none
   * @param isDamagedDeleted whether a credential that could not be read was deleted; it may still
   *     be valid at the provider
   */
  public record Saved(Outcome outcome, @Nullable Grant replaced, boolean isDamagedDeleted) {}

  /**
   * Stores the grant of a new connection, replacing any earlier grant, also one that cannot be
   * read.
   *
   * @throws OAuthException with UNAVAILABLE if other instances keep writing the credential
   */
  public Saved save(CredentialKey key, Connecting connecting, Grant grant) {
    RecordName name = key.recordName();
    Instant origin = connecting.origin();
    boolean isDamagedDeleted = false;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Stored> found;
      try {
        Optional<RecordSnapshot> record = records.find(name);
        if (record.isPresent() && !record.get().epoch().equals(connecting.epoch())) {
          return new Saved(Outcome.UNINSTALLED, null, isDamagedDeleted);
        }
        found = record.map(CredentialRecords::decoded);
      } catch (VaultException failure) {
        if (!isDamaged(failure)) {
          throw failure;
        }
        isDamagedDeleted |= deleteUnreadable(name, CredentialRecords::isDamaged, () -> {});
        continue;
      }
      long number = found.map(stored -> stored.credential().connectionNumber()).orElse(0L);
      if (connecting.isOvertakenBy(number)) {
        return new Saved(Outcome.OVERTAKEN, null, isDamagedDeleted);
      }
      if (found.isEmpty()) {
        byte[] first = CredentialCodec.encode(StoredCredential.first(grant, origin));
        Created outcome = connecting.sealer().create(name, first);
        if (outcome != Created.EXISTS) {
          boolean isStored = outcome == Created.CREATED;
          return new Saved(isStored ? Outcome.STORED : Outcome.UNINSTALLED, null, isDamagedDeleted);
        }
        continue;
      }
      StoredCredential current = found.get().credential();
      if (replace(found.get(), current.reconnected(grant, origin)).isPresent()) {
        Grant replaced = current.ended() == null ? current.grant() : null;
        return new Saved(Outcome.STORED, replaced, isDamagedDeleted);
      }
    }
    throw keptChanging(key.connector().name());
  }

  /**
   * Stores a grant that was obtained elsewhere, replacing any earlier one. Opens the account if it
   * is not open.
   *
   * @throws OAuthException with UNINSTALLED if the account is uninstalled at the same time
   * @throws IllegalArgumentException if the grant is too large
   */
  public void replaceWith(CredentialKey key, Grant grant) {
    if (!hasRoomFor(grant)) {
      throw new IllegalArgumentException(
          key.connector().name()
              + ": expected a credential of at most "
              + MAX_GRANT_BYTES
              + " bytes, found more");
    }
    MondayAccount account = key.owner().account();
    Instant now = time.instant();
    AccountRoot root = records.open(account, now);
    Sealer sealer =
        records.sealer(account, root.epoch()).orElseThrow(CredentialRecords::uninstalled);
    Connecting connecting = new Connecting(root.epoch(), sealer, now, OptionalLong.empty());
    if (save(key, connecting, grant).outcome() != Outcome.STORED) {
      throw uninstalled();
    }
  }

  /** Replaces a credential, unless its record was written or deleted since it was read. */
  Optional<Stored> replace(Stored current, StoredCredential next) {
    return records
        .replace(current.record(), CredentialCodec.encode(next))
        .map(record -> new Stored(record, next));
  }

  /**
   * Deletes a credential whose origin is not later than an uninstall.
   *
   * @return the grant as it was deleted, or empty if there is none, or one of a later origin
   * @throws io.github.mondayauth.vault.VaultException if it cannot be read
   * @throws OAuthException with UNAVAILABLE if other instances keep writing it
   */
  public Optional<Grant> deleteUninstalled(RecordName name, Instant uninstalledAt) {
    return delete(name, each -> !each.origin().isAfter(uninstalledAt), () -> {})
        .map(StoredCredential::grant);
  }

  /**
   * Deletes a credential by version if it meets a condition, so that the result is exactly what was
   * deleted.
   *
   * @param ifUnknown runs before an exception that does not say whether a credential was deleted
   * @return the credential as it was deleted, or empty if there is none that meets the condition
   * @throws io.github.mondayauth.vault.VaultException if it cannot be read or deleted
   * @throws OAuthException with UNAVAILABLE if other instances keep writing it
   */
  Optional<StoredCredential> delete(
      RecordName name, Predicate<StoredCredential> which, Runnable ifUnknown) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Stored> found = find(name).filter(stored -> which.test(stored.credential()));
      if (found.isEmpty() || isDeleted(found.get().record(), ifUnknown)) {
        return found.map(Stored::credential);
      }
    }
    throw keptChanging(name.connection());
  }

  /**
   * Deletes a record by version. If the store fails, reads whether the record is gone nevertheless,
   * since nobody could revoke a credential that is neither stored nor returned.
   */
  private boolean isDeleted(RecordSnapshot record, Runnable ifUnknown) {
    try {
      return records.delete(record);
    } catch (VaultException failure) {
      Optional<RecordSnapshot> present;
      try {
        present = records.find(record.name());
      } catch (VaultException unknown) {
        ifUnknown.run();
        throw failure;
      }
      if (present.filter(found -> found.version() == record.version()).isPresent()) {
        throw failure;
      }
      return present.isEmpty();
    }
  }

  /**
   * Deletes a credential that cannot be read. Leaves one that was written in the meantime, which
   * may be another grant.
   *
   * @param reason whether a failure to read it is a reason to delete it; any other one is thrown
   * @param ifUnknown runs before an exception that does not say whether it was deleted
   * @return whether it was deleted; if not, it is gone or was written, so read it again
   */
  boolean deleteUnreadable(RecordName name, Predicate<VaultException> reason, Runnable ifUnknown) {
    Optional<RecordSnapshot> record = Optional.empty();
    try {
      record = records.find(name);
      record.ifPresent(CredentialRecords::decoded);
      return false;
    } catch (VaultException failure) {
      if (!reason.test(failure)) {
        throw failure;
      }
    }
    return record.isPresent()
        ? isDeleted(record.get(), ifUnknown)
        : records.deleteUnreadable(name, reason, ifUnknown);
  }

  /** The exception for an account that was uninstalled while a user was connecting. */
  public static OAuthException uninstalled() {
    return new OAuthException(
        Reason.UNINSTALLED,
        "the app was uninstalled from the account, or installed again, since the user started to"
            + " connect");
  }

  /** The exception for a credential whose compare-and-set failed in every attempt. */
  static OAuthException keptChanging(String connection) {
    return new OAuthException(
        Reason.UNAVAILABLE, connection + ": other instances kept writing the credential");
  }
}
