package io.github.mondayauth.oauth.credential;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.connector.Connectors;
import io.github.mondayauth.oauth.credential.GrantRevocation.Deleted;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Deletes and revokes credentials: those of an account when it uninstalls the app, or one.
 *
 * <p>An uninstall is recorded in a tombstone before anything is deleted, so that a flow that began
 * before it stores nothing afterwards.
 */
public final class CredentialRemoval {
  /** An uninstall that arrives within this time is not late: hardly a user can have reconnected. */
  private static final Duration PROMPT = Duration.ofMinutes(1);

  /** The most listings of an account whose credentials keep being written. */
  private static final int LISTINGS = 20;

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
   * then only the credentials whose flows began before the uninstall. If the installation has been
   * removed already, removes what an interrupted removal left of it. A claimed uninstall is stored
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
      return event.isProvenUninstall()
          ? remove(removed -> deleteLeftovers(account, removed))
          : Result.NOTHING;
    }
    if (event.isClaimedUninstall()) {
      if (!claims.add(event)) {
        return Result.NOTHING;
      }
      listener.uninstallClaimed(account);
      return Result.CLAIMED;
    }
    return remove(
        removed ->
            tombstones.addThen(
                account, uninstalledAt, () -> deleteUninstalled(account, uninstalledAt, removed)));
  }

  /** Removes all data of an account, which counts as uninstalled from now on. */
  public Result forget(MondayAccount account) {
    return remove(
        removed -> tombstones.addThen(account, time.instant(), () -> deleteAll(account, removed)));
  }

  /**
   * Deletes one credential as it is stored now, and revokes it.
   *
   * @throws VaultException if the store or the key-encryption key cannot be reached
   * @throws OAuthException with UNAVAILABLE if other instances keep writing it
   */
  public Result disconnect(CredentialKey key) {
    return remove(removed -> delete(key.recordName(), any -> true, removed));
  }

  /**
   * Deletes first, and then revokes exactly what was deleted. If the deletion fails, what was
   * deleted until then is revoked, or its event is raised, since no later call could do so.
   */
  private Result remove(Consumer<Removed> deletion) {
    Removed removed = new Removed();
    try {
      deletion.accept(removed);
    } catch (Throwable failure) {
      try {
        removed.revokeOrReport();
      } catch (Throwable second) {
        if (second != failure) {
          failure.addSuppressed(second);
        }
      }
      throw failure;
    }
    return removed.revoke();
  }

  /**
   * Whether a credential comes from an authorization after the uninstall. A credential that cannot
   * be decrypted does not count. Those that were written during the check are checked again, so
   * that what is deleted next is what was checked. If they keep being written, assumes that there
   * is one: each is then checked as it is deleted.
   *
   * @throws VaultException if the store fails, or if the event is late and the key-encryption key
   *     cannot be reached. An event that arrives at once is obeyed without a key
   */
  private boolean hasConnectedSince(MondayAccount account, Instant uninstalledAt) {
    try {
      Map<RecordName, Long> checked = Map.of();
      for (int listing = 0; listing < LISTINGS; listing++) {
        Map<RecordName, Long> present = credentials.versions(account);
        if (present.equals(checked)) {
          return false;
        }
        for (RecordName name : written(checked, present)) {
          if (origin(name).filter(origin -> origin.isAfter(uninstalledAt)).isPresent()) {
            return true;
          }
        }
        checked = present;
      }
      return true;
    } catch (VaultException failure) {
      boolean isLate = time.instant().isAfter(uninstalledAt.plus(PROMPT));
      if (failure.reason() != VaultException.Reason.KEY_UNAVAILABLE || isLate) {
        throw failure;
      }
      return false;
    }
  }

  /** The credentials that were written between two listings. */
  private static List<RecordName> written(
      Map<RecordName, Long> before, Map<RecordName, Long> after) {
    return after.entrySet().stream()
        .filter(each -> !each.getValue().equals(before.get(each.getKey())))
        .map(Map.Entry::getKey)
        .filter(name -> name.kind() == RecordName.Kind.CREDENTIAL)
        .toList();
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

  private void deleteUninstalled(MondayAccount account, Instant uninstalledAt, Removed removed) {
    if (!records.isOpen(account)) {
      deleteLeftovers(account, removed);
    } else if (hasConnectedSince(account, uninstalledAt)) {
      deleteEarlier(account, uninstalledAt, removed);
    } else {
      deleteAll(account, removed);
    }
  }

  /** Deletes the credentials whose flows began before an uninstall. */
  private void deleteEarlier(MondayAccount account, Instant uninstalledAt, Removed removed) {
    try {
      for (RecordName name : credentials.names(account)) {
        delete(name, each -> !each.origin().isAfter(uninstalledAt), removed);
      }
    } finally {
      raiseForgotten(account, removed);
    }
  }

  /**
   * Deletes a credential if it meets a condition or cannot be read. If it was written since it was
   * found unreadable, reads it again: it may be one that a user has connected in the meantime.
   */
  private void delete(RecordName name, Predicate<StoredCredential> which, Removed removed) {
    for (int attempt = 0; attempt < CredentialRecords.ATTEMPTS; attempt++) {
      try {
        credentials
            .delete(name, which, () -> report(name))
            .ifPresent(stored -> removed.add(name, stored));
        return;
      } catch (VaultException failure) {
        if (CredentialRecords.isTransient(failure)) {
          throw failure;
        }
      }
      boolean isDeleted =
          credentials.deleteUnreadable(
              name, each -> !CredentialRecords.isTransient(each), () -> report(name));
      if (isDeleted) {
        removed.addUnreadable(name);
        return;
      }
    }
    throw CredentialRecords.keptChanging(name.connection());
  }

  /**
   * Deletes the account. If the store fails, it may have deleted the account anyway without
   * returning what could be revoked. Then raises the events of what was there before.
   */
  private void deleteAll(MondayAccount account, Removed removed) {
    Optional<Epoch> epoch = epoch(account);
    List<RecordName> names = credentials.names(account);
    try {
      removed.add(records.forget(account));
    } catch (Throwable failure) {
      if (mayBeGone(account, epoch)) {
        names.forEach(this::report);
      }
      throw failure;
    }
    listener.forgotten(account, removed.records);
  }

  /** Whether an installation may be gone. A root of another epoch belongs to a later one. */
  private boolean mayBeGone(MondayAccount account, Optional<Epoch> epoch) {
    try {
      return !records.isOpen(account) || !epoch(account).equals(epoch);
    } catch (Throwable unknown) {
      return true;
    }
  }

  /** The epoch of the account's root; empty if there is no root, or one that cannot be read. */
  private Optional<Epoch> epoch(MondayAccount account) {
    try {
      return records.root(account).map(AccountRoot::epoch);
    } catch (VaultException failure) {
      if (CredentialRecords.isTransient(failure)) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  /** Deletes what an interrupted removal left. Its credentials can no longer be read. */
  private void deleteLeftovers(MondayAccount account, Removed removed) {
    try {
      records.forgetLeftovers(account, removed::add);
    } finally {
      raiseForgotten(account, removed);
    }
  }

  private void raiseForgotten(MondayAccount account, Removed removed) {
    if (removed.records > 0) {
      listener.forgotten(account, removed.records);
    }
  }

  /** Raises the event of a credential that may have been deleted, and that no result counts. */
  private void report(RecordName name) {
    // A user entered this API key. The service did not issue it for the connection, so there is
    // nothing to report.
    if (connectors.find(name.connection()).filter(each -> each.consent().isEmpty()).isEmpty()) {
      listener.unrevoked(name.owner(), name.connection());
    }
  }

  /** What a call has deleted. */
  private final class Removed {
    private int records;
    private final Map<RecordName, Deleted> readable = new LinkedHashMap<>();
    private final List<RecordName> unreadable = new ArrayList<>();

    /** Credentials that could not be read, and whose names are not known. */
    private int unnamed;

    void add(DeletedRecords deleted) {
      records += deleted.count();
      DeletedRecords.Credentials opened = deleted.credentials();
      opened.readable().forEach(this::keep);
      unreadable.addAll(opened.unreadable());
      unnamed += opened.unnamed();
    }

    void add(RecordName name, StoredCredential stored) {
      records++;
      keep(name, stored);
    }

    void addUnreadable(RecordName name) {
      records++;
      unreadable.add(name);
    }

    private void keep(RecordSnapshot record) {
      try {
        keep(record.name(), CredentialCodec.decode(record.plaintext()));
      } catch (RuntimeException damaged) {
        unreadable.add(record.name());
      }
    }

    private void keep(RecordName name, StoredCredential stored) {
      connectors
          .find(name.connection())
          .ifPresentOrElse(
              connector -> readable.put(name, Deleted.of(connector, stored)),
              () -> unreadable.add(name));
    }

    Result revoke() {
      int unrevoked = revocation.revokeAll(readable.values()).size();
      return new Result(
          records, readable.size() - unrevoked, unrevoked + unreadable.size() + unnamed, false);
    }

    /** Revokes, and raises the event of the credentials that may still be valid. */
    void revokeOrReport() {
      Set<Deleted> unrevoked = new HashSet<>(revocation.revokeAll(readable.values()));
      readable.forEach(
          (name, deleted) -> {
            if (unrevoked.contains(deleted)) {
              report(name);
            }
          });
      unreadable.forEach(CredentialRemoval.this::report);
    }
  }
}
