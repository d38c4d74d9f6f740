package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.key.AccountKeys;
import io.github.mondayauth.vault.key.AccountRoots;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import io.github.mondayauth.vault.record.RecordFormat;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a rotation on one account. Skips roots that were deleted or re-created during the
 * run, without reporting them.
 */
final class AccountRotation {
  static final int ATTEMPTS = 50;

  private final TokenStore store;
  private final AccountRoots roots;
  private final DataKeyCache dataKeys;
  private final RecordFormat format;
  private final RecordPages pages;
  private final RotationProgress progress;
  private final boolean dryRun;
  private final SecureRandom random = new SecureRandom();

  AccountRotation(
      TokenStore store,
      AccountRoots roots,
      DataKeyCache dataKeys,
      RecordFormat format,
      RecordPages pages,
      RotationProgress progress,
      boolean dryRun) {
    this.store = store;
    this.roots = roots;
    this.dataKeys = dataKeys;
    this.format = format;
    this.pages = pages;
    this.progress = progress;
    this.dryRun = dryRun;
  }

  /** Wraps the account's data keys with the primary key, if another key wrapped them. */
  void rewrap(Row root) {
    String primary = roots.primaryKeyId();
    int stale = RootFormat.of(root).countNotWrappedBy(primary);
    if (stale == 0) {
      return;
    }
    if (dryRun) {
      roots.open(root);
      progress.addRewrapped(stale);
    } else if (change(root, row -> roots.rewrapped(row, primary)).isPresent()) {
      progress.addRewrapped(stale);
    }
  }

  /**
   * Adds a data key in front of the others if the present one is old, and encrypts every record
   * that is under an old data key with the first one.
   */
  void reencrypt(Row root, DataKeyAge age, InstantSource time) {
    Optional<Row> present = Optional.of(root);
    if (age.isOld(RootFormat.of(root).keys().get(0))) {
      present = addKey(root, age, time);
    }
    present.ifPresent(row -> reencryptRecords(row, age));
  }

  /**
   * Adds a data key. If storing it took so long that its time no longer says when instances stopped
   * encrypting with the previous one, as in a process that was suspended, adds another one.
   */
  private Optional<Row> addKey(Row root, DataKeyAge age, InstantSource time) {
    Optional<Row> present = Optional.of(root);
    Instant madeAt;
    do {
      madeAt = age.madeAt(time.instant());
      DataKey key = DataKey.random(random, madeAt);
      present = change(present.get(), row -> roots.withNewKey(row, key));
    } while (present.isPresent() && time.instant().isAfter(madeAt.plus(DataKeyCache.LIFE)));
    return present;
  }

  private void reencryptRecords(Row root, DataKeyAge age) {
    AccountKeys keys = roots.open(root);
    dataKeys.drop(keys.account());
    RootFormat format = RootFormat.of(root);
    pages.each(
        root, row -> attempt(root, keys, row, () -> reencryptRecord(row, keys, format, age)));
  }

  /** When no instance encrypts with the data keys behind the first one anymore. */
  static Instant removableAt(RootFormat root) {
    return root.keys().get(0).madeAt().plus(RotationRun.GRACE);
  }

  /**
   * Encrypts the remaining records, and removes the data keys that no record needs, if the first
   * data key is old enough that no instance still encrypts with another one.
   */
  void removeOldKeys(Row root, DataKeyAge age, InstantSource time) {
    RootFormat format = RootFormat.of(root);
    if (!age.hasOld(format)
        || age.isOld(format.keys().get(0))
        || time.instant().isBefore(removableAt(format))) {
      return;
    }
    reencryptRecords(root, age);
    Set<Long> needed = new HashSet<>();
    pages.each(root, row -> RecordPages.keyId(row).ifPresent(needed::add));
    int before = format.keys().size();
    if (without(root, root, needed).keys().size() == before) {
      return;
    }
    change(root, row -> without(row, root, needed))
        .ifPresent(row -> progress.addRemoved(before - RootFormat.of(row).keys().size()));
  }

  /**
   * Removes only keys behind the first one of the root as read: another run may have added some.
   */
  private static RootFormat without(Row row, Row read, Set<Long> needed) {
    List<WrappedDataKey> old = RootFormat.of(read).keys();
    Set<Long> removable = new HashSet<>();
    old.subList(1, old.size()).forEach(key -> removable.add(key.id()));
    removable.removeAll(needed);
    RootFormat root = RootFormat.of(row);
    List<WrappedDataKey> kept =
        root.keys().stream().filter(key -> !removable.contains(key.id())).toList();
    return new RootFormat(root.openedAt(), kept);
  }

  /** Decrypts the records and counts those that a run would re-encrypt. */
  void tryRecords(Row root, DataKeyAge age) {
    AccountKeys keys = roots.open(root);
    RootFormat format = RootFormat.of(root);
    pages.each(
        root,
        row ->
            attempt(
                root,
                keys,
                row,
                () -> {
                  open(row, keys);
                  if (!age.isNew(format, RecordPages.keyId(row))) {
                    progress.addReencrypted();
                  }
                }));
  }

  /** Tries again as long as others write the record with an old key. */
  private void reencryptRecord(Row read, AccountKeys keys, RootFormat root, DataKeyAge age) {
    Row row = read;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (age.isNew(root, Optional.of(RecordFormat.keyId(row)))) {
        return;
      }
      byte[] sealed = format.seal(keys.sealing(), row.key(), open(row, keys));
      progress.awaitTurn();
      if (store.replace(row.key(), row.version(), sealed).isPresent()) {
        progress.addReencrypted();
        return;
      }
      Optional<Row> again = store.find(row.key());
      if (again.isEmpty() || !again.get().isOf(row.epoch())) {
        return;
      }
      row = again.get();
    }
    progress.failed(read.key(), contended("a record"));
  }

  private byte[] open(Row row, AccountKeys keys) {
    long id = RecordFormat.keyId(row);
    DataKey key =
        keys.withId(id)
            .orElseThrow(
                () ->
                    new VaultException(
                        Reason.KEY_UNKNOWN,
                        "account " + keys.account() + " has no data key " + DataKey.idText(id)));
    return format.open(key, row.key(), row.value());
  }

  private void attempt(Row root, AccountKeys keys, Row row, Runnable work) {
    if (!row.isOf(root.epoch())) {
      handleOtherEpoch(root, keys, row);
      return;
    }
    try {
      work.run();
    } catch (VaultException failure) {
      if (isInstalled(row)) {
        progress.failed(row.key(), failure);
      }
    }
  }

  /**
   * Removes a record that is left over from another installation. If a data key of this
   * installation encrypted it, then its epoch was altered: it is listed and stays readable.
   */
  private void handleOtherEpoch(Row root, AccountKeys keys, Row row) {
    Optional<Row> now = roots.read(row.key().account());
    if (now.isEmpty() || !now.get().epoch().equals(root.epoch())) {
      return;
    }
    if (RecordPages.keyId(row).flatMap(keys::withId).isPresent()) {
      progress.failed(
          row.key(),
          new VaultException(
              Reason.RECORD_REJECTED,
              "account "
                  + row.key().account()
                  + ", record "
                  + row.key().name()
                  + ": expected epoch "
                  + root.epoch()
                  + ", found "
                  + row.epoch()));
    } else if (!dryRun) {
      progress.awaitTurn();
      store.delete(row.key(), row.version());
    }
  }

  /** Whether the account still has the installation in which the record was read. */
  private boolean isInstalled(Row row) {
    return roots.read(row.key().account()).filter(root -> row.isOf(root.epoch())).isPresent();
  }

  private interface RootChange {
    RootFormat apply(Row row);
  }

  /** Replaces a root, again if others change it first; empty if it was deleted or re-created. */
  private Optional<Row> change(Row root, RootChange next) {
    @Nullable Row row = root;
    for (int attempt = 0; attempt < ATTEMPTS && row != null; attempt++) {
      byte[] value = next.apply(row).toBytes();
      progress.awaitTurn();
      OptionalLong version = store.replace(row.key(), row.version(), value);
      if (version.isPresent()) {
        return Optional.of(new Row(row.key(), version.getAsLong(), row.epoch(), value));
      }
      row = store.find(row.key()).filter(r -> r.epoch().equals(root.epoch())).orElse(null);
    }
    if (row != null) {
      throw contended("a root");
    }
    return Optional.empty();
  }

  private static VaultException contended(String what) {
    return new VaultException(
        Reason.CONTENDED, what + " was written by other callers " + ATTEMPTS + " times in a row");
  }
}
