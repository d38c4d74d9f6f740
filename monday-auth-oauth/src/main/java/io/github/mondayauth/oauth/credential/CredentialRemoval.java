package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.connector.ConnectorSpec;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.GrantRevocation.Deleted;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes and revokes credentials: those of an account when it uninstalls the app, or one.
 *
 * <p>An uninstall is recorded in a tombstone before anything is deleted, so that a flow that began
 * before it stores nothing afterwards.
 */
public final class CredentialRemoval {
  /** An uninstall that arrives within this time is not late: hardly a user can have reconnected. */
  private static final Duration PROMPT = Duration.ofMinutes(1);

  private final AccountRecords records;
  private final CredentialRecords credentials;
  private final Tombstones tombstones;
  private final UninstallClaims claims;
  private final Connectors connectors;
  private final GrantRevocation revocation;
  private final AuthListener listener;
  private final InstantSource time;

  public CredentialRemoval(
      AccountRecords records,
      CredentialRecords credentials,
      Tombstones tombstones,
      UninstallClaims claims,
      Connectors connectors,
      GrantRevocation revocation,
      AuthListener listener,
      InstantSource time) {
    this.records = records;
    this.credentials = credentials;
    this.tombstones = tombstones;
    this.claims = claims;
    this.connectors = connectors;
    this.revocation = revocation;
    this.listener = listener;
    this.time = time;
  }

  /**
   * What was deleted and revoked.
   *
   * @param records how many records were deleted
   * @param revoked how many credentials can no longer be used, as their providers confirmed
   * @param unrevoked how many credentials were deleted but may still be valid at their providers
   * @param isClaimed whether the event was stored as a claimed uninstall
   */
  public record Result(int records, int revoked, int unrevoked, boolean isClaimed) {
    private static final Result NOTHING = new Result(0, 0, 0, false);
    private static final Result CLAIMED = new Result(0, 0, 0, true);
  }

  /**
   * Removes what an uninstall ends, if the event is a proven uninstall of the account's present
   * installation. That is everything, unless the event arrives after users have connected again:
   * then only the credentials whose flows began before the uninstall. A claimed uninstall is stored
   * and removes nothing. Refused access tokens do not prove it, since monday.com also refuses those
   * of a deactivated user.
   *
   * @throws VaultException if a claim cannot be stored, or nothing can be deleted, or the uninstall
   *     cannot be recorded
   */
  public Result forget(AppLifecycleEvent event) {
    if (!event.isProvenUninstall() && !event.isClaimedUninstall()) {
      return Result.NOTHING;
    }
    MondayAccount account = event.account();
    Instant uninstalledAt = event.occurredAt();
    if (records.wasOpenedAfter(account, uninstalledAt)) {
      return Result.NOTHING;
    }
    if (event.isClaimedUninstall()) {
      if (!claims.add(event)) {
        return Result.NOTHING;
      }
      listener.uninstallClaimed(account);
      return Result.CLAIMED;
    }
    return tombstones.addThen(
        account, uninstalledAt, () -> forgetUninstalled(account, uninstalledAt));
  }

  private Result forgetUninstalled(MondayAccount account, Instant uninstalledAt) {
    if (!records.isOpen(account)) {
      return Result.NOTHING;
    }
    return hasConnectedSince(account, uninstalledAt)
        ? forgetEarlier(account, uninstalledAt)
        : forgetAll(account);
  }

  /** Removes all data of an account, which counts as uninstalled from now on. */
  public Result forget(MondayAccount account) {
    return tombstones.addThen(account, time.instant(), () -> forgetAll(account));
  }

  /**
   * Whether a credential comes from an authorization after the uninstall. A credential that cannot
   * be decrypted does not count.
   *
   * @throws VaultException if the store fails, or if the event is late and the key-encryption key
   *     cannot be reached. An event that arrives at once is obeyed without a key
   */
  private boolean hasConnectedSince(MondayAccount account, Instant uninstalledAt) {
    try {
      for (RecordName name : credentials.names(account)) {
        if (origin(name).filter(origin -> origin.isAfter(uninstalledAt)).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (VaultException failure) {
      boolean isLate = time.instant().isAfter(uninstalledAt.plus(PROMPT));
      if (failure.reason() != VaultException.Reason.KEY_UNAVAILABLE || isLate) {
        throw failure;
      }
      return false;
    }
  }

  private Optional<Instant> origin(RecordName name) {
    try {
      return credentials.find(name).map(stored -> stored.credential().origin());
    } catch (VaultException failure) {
      if (CredentialRecords.isTransient(failure)) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  /** Deletes and revokes the credentials whose flows began before an uninstall. */
  private Result forgetEarlier(MondayAccount account, Instant uninstalledAt) {
    List<Deleted> deleted = new ArrayList<>();
    int unreadable = 0;
    for (RecordName name : credentials.names(account)) {
      try {
        Optional<StoredCredential> stored =
            credentials.delete(name, each -> !each.origin().isAfter(uninstalledAt));
        Optional<ConnectorSpec> connector = connectors.find(name.connection());
        if (stored.isPresent() && connector.isPresent()) {
          deleted.add(Deleted.of(connector.get(), stored.get()));
        } else if (stored.isPresent()) {
          unreadable++;
        }
      } catch (VaultException failure) {
        if (CredentialRecords.isTransient(failure)) {
          throw failure;
        }
        unreadable += credentials.delete(name) ? 1 : 0;
      }
    }
    int count = deleted.size() + unreadable;
    listener.forgotten(account, count);
    return revoked(count, deleted, unreadable);
  }

  /** Deletes first, and then revokes exactly what was deleted. */
  private Result forgetAll(MondayAccount account) {
    DeletedRecords all = records.forget(account);
    listener.forgotten(account, all.count());
    DeletedRecords.Credentials opened = all.credentials();
    List<Deleted> deleted = new ArrayList<>();
    int unreadable = opened.unreadable();
    for (RecordSnapshot record : opened.readable()) {
      Optional<Deleted> read = read(record);
      read.ifPresent(deleted::add);
      unreadable += read.isPresent() ? 0 : 1;
    }
    return revoked(all.count(), deleted, unreadable);
  }

  private Result revoked(int records, List<Deleted> deleted, int unreadable) {
    int revoked = revocation.revokeAll(deleted);
    return new Result(records, revoked, deleted.size() - revoked + unreadable, false);
  }

  /**
   * Deletes one credential as it is stored now, and then revokes exactly that.
   *
   * @throws OAuthException with UNAVAILABLE if other instances keep writing it
   */
  public Result disconnect(CredentialKey key) {
    RecordName name = key.recordName();
    Optional<StoredCredential> stored;
    try {
      stored = credentials.delete(name, any -> true);
    } catch (VaultException unreadable) {
      return credentials.delete(name) ? new Result(1, 0, 1, false) : Result.NOTHING;
    }
    return stored
        .map(each -> revoked(1, List.of(Deleted.of(key.connector(), each)), 0))
        .orElse(Result.NOTHING);
  }

  /** Empty if the credential cannot be read for any reason. It is deleted already. */
  private Optional<Deleted> read(RecordSnapshot record) {
    Optional<ConnectorSpec> connector = connectors.find(record.name().connection());
    if (connector.isEmpty()) {
      return Optional.empty();
    }
    try {
      StoredCredential stored = CredentialCodec.decode(record.plaintext());
      return Optional.of(Deleted.of(connector.get(), stored));
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }
}
