package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import org.jspecify.annotations.Nullable;

/** Checks that the store can be read and that the key ring has a key, for a health indicator. */
final class VaultCheck {
  private final String app;
  private final TokenStore store;
  private final KeyRing keys;

  VaultCheck(MondayApp app, TokenStore store, KeyRing keys) {
    this.app = app.clientId();
    this.store = store;
    this.keys = keys;
  }

  /** The name of the first failure, or null if there is none. */
  @Nullable String failure() {
    try {
      store.find(TokenStore.Key.root(app, 0));
      keys.primaryKeyId();
      return null;
    } catch (VaultException e) {
      return e.reason().name();
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }
}
