package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.key.KeyCheck;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of a re-encryption: a record of the app itself, which exists while one is
 * unfinished. The latest run to write it owns the rotation; an earlier run fails at its next step.
 */
final class RotationCheckpoint {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES + Long.BYTES;

  /**
   * How far a re-encryption is.
   *
   * @param after the last account that has its new data key
   * @param addedAt when the last account got its new data key; null until then
   */
  record State(long after, @Nullable Instant addedAt) {}

  private final TokenStore.Key key;
  private final TokenStore store;
  private long version;

  RotationCheckpoint(String app, TokenStore store) {
    this.key = new TokenStore.Key(app, 0, "rotation");
    this.store = store;
  }

  Optional<State> read() {
    return row().map(row -> parse(row.value()));
  }

  /** Takes over an unfinished re-encryption, or begins one. */
  State take() {
    Optional<Row> found = row();
    if (found.isPresent()) {
      version = found.get().version();
      State state = parse(found.get().value());
      save(state);
      return state;
    }
    State begun = new State(0, null);
    Created created = store.create(key, KeyCheck.APP_EPOCH, bytes(begun), null);
    if (created != Created.CREATED) {
      throw taken();
    }
    version = row().orElseThrow(RotationCheckpoint::taken).version();
    return begun;
  }

  void save(State state) {
    OptionalLong next = store.replace(key, version, bytes(state));
    version = next.orElseThrow(RotationCheckpoint::taken);
  }

  /**
   * Checks that no other run took over.
   *
   * @throws VaultException if one did
   */
  void requireMine() {
    if (row().filter(row -> row.version() == version).isEmpty()) {
      throw taken();
    }
  }

  void remove() {
    if (!store.delete(key, version)) {
      throw taken();
    }
  }

  private Optional<Row> row() {
    return store.find(key);
  }

  private static byte[] bytes(State state) {
    Instant added = state.addedAt();
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putLong(state.after())
        .putLong(added == null ? -1 : added.toEpochMilli())
        .array();
  }

  private static State parse(byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    if (value.length != BYTES || bytes.get() != VERSION) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN, "expected a rotation checkpoint of format version " + VERSION);
    }
    long after = bytes.getLong();
    long added = bytes.getLong();
    return new State(after, added < 0 ? null : Instant.ofEpochMilli(added));
  }

  private static VaultException taken() {
    return new VaultException(
        Reason.CONTENDED, "another rotation of this app is running: run one at a time");
  }
}
