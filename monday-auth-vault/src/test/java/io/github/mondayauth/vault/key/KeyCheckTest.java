package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyCheckTest {
  private static final String BYTES = "jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final String OTHER_BYTES = BYTES.replace('j', 'k');

  private final TokenStore store = TokenStore.inMemory();

  private TokenVault open(KeyRing keys) {
    return Vaults.vault(store, keys, Vaults.clock());
  }

  @BeforeEach
  void wrapWithTheFirstKey() {
    open(ring(key("a", BYTES))).openAccount(ACCOUNT, NOW);
  }

  @Test
  @Requirement("F22")
  void aVaultRefusesToOpenWithAnotherKeyOfTheSameId() {
    assertReason(() -> open(ring(key("a", OTHER_BYTES))), Reason.KEY_MISMATCH);
  }

  @Test
  void aVaultRefusesToOpenWithoutTheKeyThatWrapped() {
    assertReason(() -> open(ring(key("b", BYTES))), Reason.KEY_UNKNOWN);
  }

  @Test
  void comparesWithARootIfTheCheckRecordIsMissing() {
    store.deleteAccount(Vaults.CLIENT_ID, 0);

    open(ring(key("a", BYTES)));
    assertReason(() -> open(ring(key("a", OTHER_BYTES))), Reason.KEY_MISMATCH);
  }

  @Test
  void ofTwoProcessesWithOneKeyIdAndDifferentBytesOnlyOneStoresARoot() {
    TokenStore empty = TokenStore.inMemory();
    // Both open their vaults before either one stores anything.
    TokenVault first = Vaults.vault(empty, ring(key("a", BYTES)), Vaults.clock());
    TokenVault second = Vaults.vault(empty, ring(key("a", OTHER_BYTES)), Vaults.clock());
    MondayAccount account = new MondayAccount(2);

    first.openAccount(ACCOUNT, NOW);

    assertReason(() -> second.openAccount(account, NOW), Reason.KEY_MISMATCH);
    assertThat(empty.find(TokenStore.Key.root(Vaults.CLIENT_ID, account.id()))).isEmpty();
  }
}
