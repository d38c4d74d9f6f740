package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.internal.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The data keys in an account's root at the time it was read.
 *
 * @param account the account's id
 * @param epoch the account's installation
 * @param openedAt when the token that opened the account was issued
 * @param keys the key for new records, then the keys that still decrypt older ones
 * @param loaded when the root was read
 */
public record AccountKeys(
    long account, Epoch epoch, Instant openedAt, List<DataKey> keys, ClockReading loaded) {
  /** Copies the list. */
  public AccountKeys {
    keys = List.copyOf(keys);
  }

  /** The key for new records. */
  public DataKey sealing() {
    return keys.get(0);
  }

  /** Finds a key by its id. */
  public Optional<DataKey> withId(long id) {
    for (DataKey key : keys) {
      if (key.id() == id) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
