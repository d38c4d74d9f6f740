package io.github.mondayauth.vault;

import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.RootValue.WrappedDataKey;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.Epoch;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Reads and makes the roots of an app's accounts. */
final class Roots {
  private final String app;
  private final TokenStore store;
  private final GuardedKeyRing ring;
  private final KeyCheck check;
  private final InstantSource time;

  Roots(String app, TokenStore store, GuardedKeyRing ring, KeyCheck check, InstantSource time) {
    this.app = app;
    this.store = store;
    this.ring = ring;
    this.check = check;
    this.time = time;
  }

  Optional<Row> read(long account) {
    return store.find(TokenStore.Key.root(app, account));
  }

  /** Reads the root and unwraps its data keys. */
  Optional<AccountKeys> load(long account) {
    Moment before = Moment.now(time);
    return read(account).map(row -> unwrap(row, before));
  }

  /** Makes a root if there is none; empty if somebody else just did. */
  Optional<AccountKeys> create(long account, Instant issuedAt) {
    check.beforeWrapping();
    Moment before = Moment.now(time);
    SecureRandom random = new SecureRandom();
    Epoch epoch = Epoch.random(random);
    DataKey key = DataKey.random(random);
    RootValue value = new RootValue(issuedAt, List.of(wrap(account, epoch, key)));
    Created created =
        store.create(TokenStore.Key.root(app, account), epoch.text(), value.toBytes(), null);
    return created == Created.CREATED
        ? Optional.of(new AccountKeys(account, epoch, value.openedAt(), List.of(key), before))
        : Optional.empty();
  }

  WrappedDataKey wrap(long account, Epoch epoch, DataKey key) {
    KeyContext context = context(account, epoch, key.id());
    return new WrappedDataKey(key.id(), ring.wrap(key.key().getEncoded(), context));
  }

  /** Unwraps the data keys of a root that was just read. */
  AccountKeys open(Row row) {
    return unwrap(row, Moment.now(time));
  }

  private AccountKeys unwrap(Row row, Moment loaded) {
    RootValue value = RootValue.parse(row.value());
    long account = row.key().account();
    Epoch epoch = epoch(row);
    List<DataKey> opened =
        value.keys().stream().map(wrapped -> unwrap(account, epoch, wrapped)).toList();
    return new AccountKeys(account, epoch, value.openedAt(), opened, loaded);
  }

  DataKey unwrap(long account, Epoch epoch, WrappedDataKey wrapped) {
    Wrapped sealed = wrapped.wrapped();
    KeyContext context = context(account, epoch, wrapped.id());
    byte[] bytes = ring.unwrap(sealed, context);
    if (bytes.length != DataKey.BYTES) {
      throw new VaultException(
          Reason.KEY_MISMATCH, "a data key of 256 bits expected, found " + bytes.length * 8);
    }
    return DataKey.of(wrapped.id(), bytes);
  }

  static Epoch epoch(Row row) {
    try {
      return new Epoch(row.epoch());
    } catch (IllegalArgumentException foreign) {
      throw new VaultException(Reason.FORMAT_UNKNOWN, "a root with an epoch of ours expected");
    }
  }

  private KeyContext context(long account, Epoch epoch, long dataKeyId) {
    return new KeyContext(app, account, epoch.text(), DataKey.idText(dataKeyId));
  }
}
