package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
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
  void comparesWithARootBeforeWrappingIfTheCheckRecordIsMissing() {
    TokenStore empty = TokenStore.inMemory();
    TokenVault first = Vaults.vault(empty, ring(key("a", BYTES)), Vaults.clock());
    TokenVault second = Vaults.vault(empty, ring(key("a", OTHER_BYTES)), Vaults.clock());
    first.openAccount(ACCOUNT, NOW);
    empty.deleteAccount(Vaults.CLIENT_ID, 0);

    assertReason(() -> second.openAccount(new MondayAccount(2), NOW), Reason.KEY_MISMATCH);
    assertThat(empty.roots(Vaults.CLIENT_ID, null, 10)).hasSize(1);
  }

  @Test
  void skipsARootOfAnotherFormatAndComparesWithTheNextOne() {
    open(ring(key("a", BYTES))).openAccount(new MondayAccount(1), NOW);
    store.deleteAccount(Vaults.CLIENT_ID, 0);
    TokenStore.Row first = store.find(TokenStore.Key.root(Vaults.CLIENT_ID, 1)).orElseThrow();
    store.replace(first.key(), first.version(), new byte[3]);

    open(ring(key("a", BYTES)));
    assertReason(() -> open(ring(key("a", OTHER_BYTES))), Reason.KEY_MISMATCH);
  }

  @Test
  void comparesWithNoMoreThanOneRoot() {
    for (int account = 1; account <= 3; account++) {
      open(ring(key("a", BYTES))).openAccount(new MondayAccount(account), NOW);
    }
    store.deleteAccount(Vaults.CLIENT_ID, 0);
    AtomicInteger unwraps = new AtomicInteger();
    KeyRing counted = counting(ring(key("a", BYTES)), unwraps);
    open(counted).openAccount(new MondayAccount(4), NOW);

    assertThat(unwraps).as("one root, and the new check record").hasValue(2);
  }

  private static KeyRing counting(KeyRing ring, AtomicInteger unwraps) {
    return new KeyRing() {
      @Override
      public String primaryKeyId() {
        return ring.primaryKeyId();
      }

      @Override
      public Wrapped wrap(byte[] dataKey, KeyContext context) {
        return ring.wrap(dataKey, context);
      }

      @Override
      public byte[] unwrap(Wrapped wrapped, KeyContext context) {
        unwraps.incrementAndGet();
        byte[] bytes = ring.unwrap(wrapped, context);
        return context.account() == 9 ? Arrays.copyOf(bytes, 16) : bytes;
      }
    };
  }

  @Test
  void aDataKeyThatUnwrapsToAnotherLengthIsAMismatch() {
    MondayAccount account = new MondayAccount(9);
    TokenVault vault = open(ring(key("a", BYTES)));
    vault.openAccount(account, NOW);
    vault.put(account, "s", Secret.of("secret"));
    TokenVault truncating = open(counting(ring(key("a", BYTES)), new AtomicInteger()));

    assertThatThrownBy(() -> truncating.find(account, "s"))
        .hasMessageContaining("expected a data key of 256 bits, found 128");
  }

  @Test
  void aRootHoldsSixtyFourDataKeys() {
    TokenStore.Key place = TokenStore.Key.root(Vaults.CLIENT_ID, ACCOUNT.id());
    fillRoot(place, RootFormat.MOST_KEYS - 1);
    TokenVault vault = open(ring(key("a", BYTES)));
    assertThat(vault.rotation().reencrypt().run().failures()).isEmpty();
    assertThat(RootFormat.of(store.find(place).orElseThrow()).keys()).hasSize(RootFormat.MOST_KEYS);

    fillRoot(place, RootFormat.MOST_KEYS);
    assertThat(vault.rotation().reencrypt(NOW).run().failures())
        .extracting(Rotation.Failure::reason)
        .containsExactly(Reason.FORMAT_UNKNOWN);
  }

  /** Fills a root with copies of its last data key. */
  private void fillRoot(TokenStore.Key place, int keys) {
    TokenStore.Row row = store.find(place).orElseThrow();
    RootFormat root = RootFormat.of(row);
    RootFormat.WrappedDataKey last = root.keys().get(root.keys().size() - 1);
    RootFormat full = new RootFormat(root.openedAt(), Collections.nCopies(keys, last));
    store.replace(place, row.version(), full.toBytes());
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
