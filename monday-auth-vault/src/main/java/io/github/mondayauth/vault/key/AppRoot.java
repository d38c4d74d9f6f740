package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The root of the app's own records, which belong to no account. It is created with the first of
 * them and never deleted, so its epoch does not identify an installation: whatever epoch it has is
 * used.
 */
public final class AppRoot {
  /** The epoch with which the root is created. */
  static final String EPOCH = "app";

  private static final int ATTEMPTS = 3;

  private AppRoot() {}

  /**
   * Creates a record of the app, and the root if there is none.
   *
   * @param key a key of account 0
   * @param purgeAfter when it may be deleted, or null for never
   * @return false if the record exists
   * @throws VaultException with FORMAT_UNKNOWN if the store accepts no record under the epoch that
   *     the root has
   */
  public static boolean create(
      TokenStore store, TokenStore.Key key, byte[] value, @Nullable Instant purgeAfter) {
    TokenStore.Key root = TokenStore.Key.root(key.app(), key.account());
    String epoch = EPOCH;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Created created = store.create(key, epoch, value, purgeAfter);
      if (created != Created.FENCED) {
        return created == Created.CREATED;
      }
      store.create(root, EPOCH, new byte[0], null);
      epoch = store.find(root).map(Row::epoch).orElse(EPOCH);
    }
    throw new VaultException(
        Reason.FORMAT_UNKNOWN,
        "root of account 0: expected the epoch "
            + EPOCH
            + ", found one under which the store accepts no record. Another program changed it; set"
            + " it back to "
            + EPOCH);
  }
}
