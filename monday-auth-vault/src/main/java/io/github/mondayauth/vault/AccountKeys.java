package io.github.mondayauth.vault;

import io.github.mondayauth.vault.internal.Epoch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An account's data keys as its root had them when it was read.
 *
 * @param account the account's id
 * @param epoch the account's installation
 * @param openedAt when the token was issued that opened it
 * @param keys the key that seals first, then others that still open
 * @param loaded when the root was read
 */
record AccountKeys(long account, Epoch epoch, Instant openedAt, List<DataKey> keys, Moment loaded) {
  AccountKeys {
    keys = List.copyOf(keys);
  }

  DataKey sealing() {
    return keys.get(0);
  }

  Optional<DataKey> withId(long id) {
    for (DataKey key : keys) {
      if (key.id() == id) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
