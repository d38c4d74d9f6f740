package io.github.mondayauth.vault.internal;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An uninstall that can neither be recorded nor deletes anything keeps both failures. */
class TombstonesTest {
  private final VaultException unrecorded = new VaultException(Reason.STORE_FAILED, "no response");

  /** No tombstone can be created in this store. */
  private final TokenStoreWrapper store =
      new TokenStoreWrapper() {
        private final TokenStore memory = TokenStore.inMemory();

        @Override
        public TokenStore store() {
          return memory;
        }

        @Override
        public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
          if (key.name().startsWith("uninstalled/")) {
            throw unrecorded;
          }
          return memory.create(key, epoch, value, purgeAfter);
        }
      };

  private final Tombstones tombstones = new Tombstones(Vaults.records(store).app(), Vaults.clock());

  @Test
  void aDeletionThatThrowsTheSameExceptionAgainDoesNotHideIt() {
    assertThatThrownBy(
            () ->
                tombstones.addThen(
                    ACCOUNT,
                    NOW,
                    () -> {
                      throw unrecorded;
                    }))
        .isSameAs(unrecorded)
        .hasNoSuppressedExceptions();
  }

  @Test
  void aDeletionThatThrowsAnErrorDoesNotHideThatTheUninstallIsNotRecorded() {
    AssertionError error = new AssertionError("planted");
    assertThatThrownBy(
            () ->
                tombstones.addThen(
                    ACCOUNT,
                    NOW,
                    () -> {
                      throw error;
                    }))
        .isSameAs(error)
        .hasSuppressedException(unrecorded);
  }
}
