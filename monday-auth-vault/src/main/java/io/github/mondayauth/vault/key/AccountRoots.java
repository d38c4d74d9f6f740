package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates and reads the roots of an app's accounts, and wraps and unwraps the data keys in them.
 */
public final class AccountRoots {
  private final String app;
  private final TokenStore store;
  private final GuardedKeyRing ring;
  private final KeyCheck check;
  private final InstantSource time;

  /** Creates the roots of an app's accounts over a guarded store. */
  public AccountRoots(
      String app, TokenStore store, GuardedKeyRing ring, KeyCheck check, InstantSource time) {
    this.app = app;
    this.store = store;
    this.ring = ring;
    this.check = check;
    this.time = time;
  }

  /** Reads the account's root, or returns empty if it has none. */
  public Optional<Row> read(long account) {
    return store.find(TokenStore.Key.root(app, account));
  }

  /** Reads the account's root and unwraps its data keys; empty if it has none. */
  public Optional<AccountKeys> load(long account) {
    ClockReading before = ClockReading.now(time);
    return read(account).map(row -> unwrap(row, before));
  }

  /** Creates the account's root, or returns empty if another caller was faster. */
  public Optional<AccountKeys> create(long account, Instant issuedAt) {
    check.beforeWrapping();
    ClockReading before = ClockReading.now(time);
    SecureRandom random = new SecureRandom();
    Epoch epoch = Epoch.random(random);
    DataKey key = DataKey.random(random, before.wall());
    Installation installation =
        new Installation(account, epoch, issuedAt.truncatedTo(ChronoUnit.SECONDS));
    RootFormat root = new RootFormat(installation.openedAt(), List.of(wrap(installation, key)));
    Created created =
        store.create(TokenStore.Key.root(app, account), epoch.text(), root.toBytes(), null);
    return created == Created.CREATED
        ? Optional.of(new AccountKeys(account, epoch, root.openedAt(), List.of(key), before))
        : Optional.empty();
  }

  /** Unwraps the data keys of a root that was just read. */
  public AccountKeys open(Row row) {
    return unwrap(row, ClockReading.now(time));
  }

  private AccountKeys unwrap(Row row, ClockReading loaded) {
    RootFormat root = RootFormat.of(row);
    Installation installation = installation(row, root);
    // A key that occurs several times is unwrapped once: each call of a key service takes time.
    Map<Long, DataKey> keys = new LinkedHashMap<>();
    for (WrappedDataKey wrapped : root.keys()) {
      if (!keys.containsKey(wrapped.id())) {
        keys.put(wrapped.id(), unwrap(installation, wrapped));
      }
    }
    return new AccountKeys(
        installation.account(),
        installation.epoch(),
        root.openedAt(),
        List.copyOf(keys.values()),
        loaded);
  }

  /** The id of the key-encryption key that wraps data keys at present. */
  public String primaryKeyId() {
    return ring.primaryKeyId();
  }

  /**
   * Checks the primary key, once for each id. {@link #create} does this by itself.
   *
   * @throws VaultException if it is not the key that had its id before
   */
  public void checkPrimaryKey() {
    check.beforeWrapping();
  }

  /** Returns the root with every data key wrapped by the primary key, whose id is given. */
  public RootFormat rewrapped(Row row, String primary) {
    RootFormat root = RootFormat.of(row);
    Installation installation = installation(row, root);
    List<WrappedDataKey> keys = new ArrayList<>();
    for (WrappedDataKey key : root.keys()) {
      keys.add(key.isWrappedBy(primary) ? key : rewrapped(installation, key));
    }
    return new RootFormat(root.openedAt(), keys);
  }

  /** Unwraps the result before it replaces the only copy of the data key. */
  private WrappedDataKey rewrapped(Installation installation, WrappedDataKey key) {
    KeyContext context = context(installation, key.id(), key.madeAt());
    WrappedDataKey rewrapped =
        new WrappedDataKey(key.id(), key.madeAt(), ring.rewrap(key.wrapped(), context));
    unwrap(installation, rewrapped);
    return rewrapped;
  }

  /**
   * Returns the root with another data key in front, which encrypts from then on.
   *
   * @throws VaultException if a key in the root cannot be unwrapped, or the root is full
   */
  public RootFormat withNewKey(Row row, DataKey key) {
    RootFormat root = RootFormat.of(row);
    if (root.keys().size() >= RootFormat.MOST_KEYS) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "a root holds at most "
              + RootFormat.MOST_KEYS
              + " data keys: remove the old ones with another run first");
    }
    open(row);
    List<WrappedDataKey> keys = new ArrayList<>();
    keys.add(wrap(installation(row, root), key));
    keys.addAll(root.keys());
    return new RootFormat(root.openedAt(), keys);
  }

  /** The part of the key context that all data keys of a root have in common. */
  private record Installation(long account, Epoch epoch, Instant openedAt) {}

  private static Installation installation(Row row, RootFormat root) {
    return new Installation(row.key().account(), epoch(row), root.openedAt());
  }

  private WrappedDataKey wrap(Installation installation, DataKey key) {
    KeyContext context = context(installation, key.id(), key.madeAt());
    return new WrappedDataKey(key.id(), key.madeAt(), ring.wrap(key.key().getEncoded(), context));
  }

  private DataKey unwrap(Installation installation, WrappedDataKey key) {
    Wrapped wrapped = key.wrapped();
    byte[] bytes = ring.unwrap(wrapped, context(installation, key.id(), key.madeAt()));
    if (bytes.length != DataKey.BYTES) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "key "
              + wrapped.keyId()
              + ": expected a data key of 256 bits, found "
              + bytes.length * 8);
    }
    return DataKey.of(key.id(), key.madeAt(), bytes);
  }

  /** The installation that a root belongs to. */
  public static Epoch epoch(Row root) {
    try {
      return new Epoch(root.epoch());
    } catch (IllegalArgumentException foreign) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "root of account "
              + root.key().account()
              + ": expected an epoch of 16 base64url characters");
    }
  }

  private KeyContext context(Installation installation, long dataKeyId, Instant madeAt) {
    return new KeyContext(
        app,
        installation.account(),
        installation.epoch().text(),
        installation.openedAt(),
        DataKey.idText(dataKeyId),
        madeAt);
  }
}
