package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.RootValue.WrappedDataKey;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Catches a wrapping key that has a known id and other bytes, before anything is wrapped with it:
 * for every id one record of the app itself holds a constant that was wrapped by it.
 */
final class KeyCheck {
  private static final byte[] CONSTANT = "monday-auth key check, 32 bytes.".getBytes(US_ASCII);
  static final String EPOCH = "app";

  private final String app;
  private final TokenStore store;
  private final GuardedKeyRing ring;
  private final Set<String> passed = ConcurrentHashMap.newKeySet();

  KeyCheck(String app, TokenStore store, GuardedKeyRing ring) {
    this.app = app;
    this.store = store;
    this.ring = ring;
  }

  /**
   * Checks the primary key by its record, or where it has none yet by one account's root.
   *
   * @throws VaultException if the key has other bytes than the one that wrapped before, or the key
   *     that wrapped before is not in the ring
   */
  void atStart() {
    String id = ring.primaryKeyId();
    Optional<Row> record = store.find(key(id));
    if (record.isPresent()) {
      compare(id, record.get());
    } else {
      compareWithARoot();
    }
  }

  /** Checks the primary key once, and leaves a record of it if there is none. */
  void beforeWrapping() {
    String id = ring.primaryKeyId();
    if (passed.contains(id)) {
      return;
    }
    Optional<Row> record = store.find(key(id));
    if (record.isEmpty()) {
      compareWithARoot();
      create(id);
      record = store.find(key(id));
    }
    compare(id, record.orElseThrow(() -> mismatch(id)));
  }

  private void create(String id) {
    Wrapped wrapped = ring.wrap(CONSTANT, context(id));
    if (!wrapped.keyId().equals(id)) {
      throw new VaultException(Reason.KEY_UNAVAILABLE, "the primary key changed meanwhile");
    }
    Created created = store.create(key(id), EPOCH, wrapped.bytes(), null);
    if (created == Created.FENCED) {
      store.create(TokenStore.Key.root(app, 0), EPOCH, new byte[0], null);
      store.create(key(id), EPOCH, wrapped.bytes(), null);
    }
  }

  private void compare(String id, Row record) {
    byte[] found = ring.unwrap(new Wrapped(id, record.value()), context(id));
    if (!MessageDigest.isEqual(found, CONSTANT)) {
      throw mismatch(id);
    }
    passed.add(id);
  }

  /** One root is enough: they all were wrapped by keys that passed. */
  private void compareWithARoot() {
    List<Row> roots = store.roots(app, null, 2);
    for (Row row : roots) {
      if (row.key().account() != 0) {
        WrappedDataKey first = RootValue.parse(row.value()).keys().get(0);
        KeyContext context =
            new KeyContext(app, row.key().account(), row.epoch(), DataKey.idText(first.id()));
        ring.unwrap(first.wrapped(), context);
        return;
      }
    }
  }

  private TokenStore.Key key(String id) {
    return new TokenStore.Key(app, 0, "key-check/" + id);
  }

  private KeyContext context(String id) {
    return new KeyContext(app, 0, EPOCH, "key-check:" + id);
  }

  private static VaultException mismatch(String id) {
    return new VaultException(
        Reason.KEY_MISMATCH, "key " + id + " is not the key that had this id before");
  }
}
