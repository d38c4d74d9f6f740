package io.github.mondayauth.vault;

import io.github.mondayauth.vault.RootValue.WrappedDataKey;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rotation of one account. A root that went or belongs to another installation meanwhile is
 * nobody's any more and left out without a word.
 */
final class AccountRotation {
  private static final int ATTEMPTS = 50;

  /** As many as a root can count, less the one that is added. */
  private static final int MOST_KEYS = 254;

  private final RotationRun.Parts parts;
  private final RotationTally tally;
  private final boolean dryRun;
  private final SecureRandom random = new SecureRandom();

  AccountRotation(RotationRun.Parts parts, RotationTally tally, boolean dryRun) {
    this.parts = parts;
    this.tally = tally;
    this.dryRun = dryRun;
  }

  /** Wraps by the primary wrapping key what another one wrapped. */
  void rewrap(Row root) {
    String primary = parts.ring().primaryKeyId();
    int stale = othersThan(primary, RootValue.parse(root.value()));
    if (stale == 0) {
      return;
    }
    if (dryRun) {
      parts.roots().open(root);
      tally.rewrapped(stale);
    } else if (change(root, row -> rewrapped(row, primary)).isPresent()) {
      tally.rewrapped(stale);
    }
  }

  private RootValue rewrapped(Row row, String primary) {
    RootValue value = RootValue.parse(row.value());
    long account = row.key().account();
    Epoch epoch = Roots.epoch(row);
    List<WrappedDataKey> keys = new ArrayList<>();
    for (WrappedDataKey key : value.keys()) {
      boolean current = key.wrapped().keyId().equals(primary);
      keys.add(
          current
              ? key
              : parts.roots().wrap(account, epoch, parts.roots().unwrap(account, epoch, key)));
    }
    return new RootValue(value.openedAt(), keys);
  }

  private static int othersThan(String primary, RootValue value) {
    return (int) value.keys().stream().filter(k -> !k.wrapped().keyId().equals(primary)).count();
  }

  /** Puts a new data key before the others and encrypts the records with it. */
  void addKey(Row root) {
    DataKey fresh = DataKey.random(random);
    Optional<Row> changed = change(root, row -> withKey(row, fresh));
    changed.ifPresent(row -> reencrypt(row, parts.roots().open(row)));
  }

  private RootValue withKey(Row row, DataKey fresh) {
    RootValue value = RootValue.parse(row.value());
    if (value.keys().size() >= MOST_KEYS) {
      throw new VaultException(Reason.FORMAT_UNKNOWN, "a root has " + MOST_KEYS + " keys already");
    }
    parts.roots().open(row); // an account that cannot be opened gets no new key
    List<WrappedDataKey> keys = new ArrayList<>();
    keys.add(parts.roots().wrap(row.key().account(), Roots.epoch(row), fresh));
    keys.addAll(value.keys());
    return new RootValue(value.openedAt(), keys);
  }

  /** Encrypts what is left, and removes the data keys that no record needs. */
  void removeOldKeys(Row root) {
    if (RootValue.parse(root.value()).keys().size() == 1) {
      return;
    }
    reencrypt(root, parts.roots().open(root));
    Set<Long> needed = new HashSet<>();
    AccountRecordPages.each(parts, root, row -> keyId(row).ifPresent(needed::add));
    int before = RootValue.parse(root.value()).keys().size();
    if (without(root, root, needed).keys().size() == before) {
      return;
    }
    change(root, row -> without(row, root, needed))
        .ifPresent(row -> tally.removed(before - RootValue.parse(row.value()).keys().size()));
  }

  /** Only keys that the looked at root had behind its first one: another rotation may add. */
  private static RootValue without(Row row, Row seen, Set<Long> needed) {
    List<WrappedDataKey> old = RootValue.parse(seen.value()).keys();
    Set<Long> removable = new HashSet<>();
    old.subList(1, old.size()).forEach(key -> removable.add(key.id()));
    removable.removeAll(needed);
    RootValue value = RootValue.parse(row.value());
    List<WrappedDataKey> kept =
        value.keys().stream().filter(key -> !removable.contains(key.id())).toList();
    return new RootValue(value.openedAt(), kept);
  }

  /** Counts the records that would be encrypted anew. */
  void tryRecords(Row root) {
    AccountKeys keys = parts.roots().open(root);
    AccountRecordPages.each(
        parts,
        root,
        row ->
            attempt(
                row,
                () -> {
                  open(row, keys);
                  tally.addReencrypted();
                }));
  }

  private void reencrypt(Row root, AccountKeys keys) {
    parts.dataKeys().drop(keys.account());
    AccountRecordPages.each(parts, root, row -> attempt(row, () -> renew(row, keys)));
  }

  /** Who writes meanwhile may do so with the old key; the record is read again until it is new. */
  private void renew(Row read, AccountKeys keys) {
    Row row = read;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (AccountRecordPages.isSealedBy(row, keys.sealing().id())) {
        return;
      }
      Row now = row;
      RecordName name = StoredName.parse(now.key());
      byte[] sealed = parts.format().seal(keys.sealing(), name, open(now, keys));
      tally.pace();
      if (parts.store().replace(now.key(), now.version(), sealed).isPresent()) {
        tally.addReencrypted();
        return;
      }
      Optional<Row> again = parts.store().find(now.key());
      if (again.filter(r -> r.isOf(now.epoch())).isEmpty()) {
        return;
      }
      row = again.get();
    }
    tally.failed(
        read.key().account(),
        read.key().name(),
        new VaultException(Reason.CONTENDED, "written by others " + ATTEMPTS + " times"));
  }

  private byte[] open(Row row, AccountKeys keys) {
    long id = RecordFormat.keyId(row.value());
    DataKey key =
        keys.withId(id)
            .orElseThrow(
                () -> new VaultException(Reason.KEY_UNKNOWN, "no data key " + DataKey.idText(id)));
    return parts.format().open(key, StoredName.parse(row.key()), row.value());
  }

  private void attempt(Row row, Runnable work) {
    try {
      work.run();
    } catch (VaultException trouble) {
      if (isInstalled(row)) {
        tally.failed(row.key().account(), row.key().name(), trouble);
      }
    }
  }

  /** Whether the account still has the installation the record was read in. */
  private boolean isInstalled(Row row) {
    return parts.roots().read(row.key().account()).filter(r -> row.isOf(r.epoch())).isPresent();
  }

  private static Optional<Long> keyId(Row row) {
    try {
      return Optional.of(RecordFormat.keyId(row.value()));
    } catch (VaultException foreign) {
      return Optional.empty();
    }
  }

  /** Replaces a root, reading it again when others were faster; empty if it went. */
  private Optional<Row> change(Row root, RootChange next) {
    @Nullable Row row = root;
    for (int attempt = 0; attempt < ATTEMPTS && row != null; attempt++) {
      Row now = row;
      byte[] value = next.apply(now).toBytes();
      tally.pace();
      var version = parts.store().replace(now.key(), now.version(), value);
      if (version.isPresent()) {
        return Optional.of(new Row(now.key(), version.getAsLong(), now.epoch(), value));
      }
      row = parts.store().find(now.key()).filter(r -> r.epoch().equals(now.epoch())).orElse(null);
    }
    if (row != null) {
      throw new VaultException(Reason.CONTENDED, "a root was written by others again and again");
    }
    return Optional.empty();
  }

  private interface RootChange {
    RootValue apply(Row row);
  }
}
