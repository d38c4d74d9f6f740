package io.github.mondayauth.vault.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Detects a key-encryption key that has a known id and different bytes, before it wraps anything.
 * For every key id, a record of the app itself holds a constant that the key wrapped.
 */
public final class KeyCheck {
  private static final byte[] CONSTANT = "monday-auth key check, 32 bytes.".getBytes(US_ASCII);

  private static final int PAGE = 50;

  /** How many roots a key is compared with at most, so that it costs few calls of a key service. */
  private static final int MOST_ROOTS = 10;

  private final String app;
  private final TokenStore store;
  private final GuardedKeyRing ring;
  private final Set<String> passed = ConcurrentHashMap.newKeySet();

  /** Creates the check of an app's key ring over a guarded store. */
  public KeyCheck(String app, TokenStore store, GuardedKeyRing ring) {
    this.app = app;
    this.store = store;
    this.ring = ring;
  }

  /**
   * Checks the primary key of a built-in key ring, by its check record or, if it has none yet, by
   * the roots of accounts. A key service is checked before it first wraps, since a vault can be
   * opened while the service is down.
   *
   * @throws VaultException if the key's bytes differ from those that wrapped before, or the key
   *     that wrapped before is not in the ring
   */
  public void atStart() {
    if (!ring.isBuiltIn()) {
      return;
    }
    String id = ring.primaryKeyId();
    Optional<Row> record = store.find(key(id));
    if (record.isPresent()) {
      compare(id, record.get());
    } else {
      compareWithRoots();
    }
  }

  /** Checks the primary key, once for each id, and creates its check record if it has none. */
  void beforeWrapping() {
    String id = ring.primaryKeyId();
    if (passed.contains(id)) {
      return;
    }
    Optional<Row> record = store.find(key(id));
    if (record.isEmpty()) {
      compareWithRoots();
      create(id);
      record = store.find(key(id));
    }
    compare(id, record.orElseThrow(() -> mismatch(id)));
  }

  private void create(String id) {
    Wrapped wrapped = ring.wrap(CONSTANT, context(id));
    if (!wrapped.keyId().equals(id)) {
      throw new VaultException(
          Reason.KEY_UNAVAILABLE,
          "the primary key changed from " + id + " to " + wrapped.keyId() + " during its check");
    }
    AppRoot.create(store, key(id), wrapped.bytes(), null);
  }

  private void compare(String id, Row record) {
    if (!ConstantTime.areEqual(unwrap(id, record), CONSTANT)) {
      throw mismatch(id);
    }
    passed.add(id);
  }

  private byte[] unwrap(String id, Row record) {
    Wrapped wrapped;
    try {
      wrapped = new Wrapped(id, record.value());
    } catch (IllegalArgumentException impossible) {
      throw mismatch(id);
    }
    try {
      return ring.unwrap(wrapped, context(id));
    } catch (VaultException refused) {
      throw refused.reason() == Reason.KEY_MISMATCH ? mismatch(id) : refused;
    }
  }

  /** A root whose data key does not unwrap, and the key-encryption key that it names. */
  private record Failure(long account, String keyId, VaultException cause) {}

  /**
   * One root that unwraps is enough: every root was wrapped by a key that had passed the check. One
   * that does not unwrap may be damaged, so the keys are wrong only if none of several does.
   */
  private void compareWithRoots() {
    List<Failure> failures = new ArrayList<>();
    TokenStore.Key after = null;
    List<Row> page;
    do {
      page = store.roots(app, after, PAGE);
      for (Row row : page) {
        if (row.key().account() != 0 && isUnwrapped(row, failures)) {
          return;
        }
        if (failures.size() == MOST_ROOTS) {
          throw noneUnwraps(failures);
        }
        after = row.key();
      }
    } while (page.size() == PAGE);
    if (!failures.isEmpty()) {
      throw noneUnwraps(failures);
    }
  }

  /**
   * Whether a root's first data key unwraps; adds the failure if it does not. Ignores a root of
   * another format: what something else wrote says nothing about the key.
   */
  private boolean isUnwrapped(Row row, List<Failure> failures) {
    RootFormat root;
    try {
      root = RootFormat.of(row);
    } catch (VaultException foreign) {
      return false;
    }
    WrappedDataKey first = root.keys().get(0);
    KeyContext context =
        new KeyContext(
            app,
            row.key().account(),
            row.epoch(),
            root.openedAt(),
            DataKey.idText(first.id()),
            first.madeAt());
    try {
      ring.unwrap(first.wrapped(), context);
      return true;
    } catch (VaultException failure) {
      if (failure.reason() == Reason.KEY_UNAVAILABLE) {
        throw failure;
      }
      failures.add(new Failure(row.key().account(), first.wrapped().keyId(), failure));
      return false;
    }
  }

  private static VaultException noneUnwraps(List<Failure> failures) {
    Failure first = failures.get(0);
    return new VaultException(
        first.cause().reason(),
        "expected the key ring to unwrap at least one stored data key, found that it unwraps none"
            + " of "
            + failures.size()
            + " (the first belongs to account "
            + first.account()
            + " and was wrapped by key "
            + first.keyId()
            + "). Add the missing keys to the key ring",
        first.cause());
  }

  private TokenStore.Key key(String id) {
    return new TokenStore.Key(app, 0, "key-check/" + id);
  }

  private KeyContext context(String id) {
    return new KeyContext(app, 0, AppRoot.EPOCH, Instant.EPOCH, "key-check:" + id, Instant.EPOCH);
  }

  private static VaultException mismatch(String id) {
    return new VaultException(
        Reason.KEY_MISMATCH,
        "key "
            + id
            + ": expected the bytes that had this id before, found others. Restore that key, or"
            + " give the new one another id. If the key is right, the record key-check/"
            + id
            + " of account 0 was altered: delete it");
  }
}
