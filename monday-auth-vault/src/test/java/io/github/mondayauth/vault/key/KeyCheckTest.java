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
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCheckTest {
  private static final String BYTES = "jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM";
  private static final String OTHER_BYTES = BYTES.replace('j', 'k');

  /** Where a root has the first character of the id of its first key. */
  private static final int FIRST_KEY_ID = 1 + 8 + 1 + 8 + 8 + 1;

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

  private enum Damage {
    WRAPPED_KEY(Reason.KEY_MISMATCH),
    KEY_ID(Reason.KEY_UNKNOWN);

    private final Reason reason;

    Damage(Reason reason) {
      this.reason = reason;
    }

    /** Flips one bit of the root's only data key, or of the id of the key that wrapped it. */
    void apply(TokenStore store, long account) {
      TokenStore.Row row = store.find(TokenStore.Key.root(Vaults.CLIENT_ID, account)).orElseThrow();
      byte[] altered = row.value().clone();
      altered[this == WRAPPED_KEY ? altered.length - 1 : FIRST_KEY_ID] ^= 1;
      store.replace(row.key(), row.version(), altered);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBitFlippedInOneRootStopsNeitherANewPrimaryKeyNorTheOtherAccounts(Damage damage) {
    MondayAccount damaged = new MondayAccount(1);
    open(ring(key("a", BYTES))).openAccount(damaged, NOW);
    damage.apply(store, damaged.id());

    TokenVault vault = open(ring(key("b", OTHER_BYTES), key("a", BYTES)));
    vault.openAccount(new MondayAccount(2), NOW);
    Rotation.Report report = vault.rotation().run();

    assertThat(report.failures())
        .containsExactly(new Rotation.Failure(damaged.id(), "", damage.reason));
    assertThat(report.rewrapped()).isEqualTo(1);
  }

  @Test
  void aKeyRingThatUnwrapsNoneOfTenRootsIsRefusedAndTheFirstAccountIsNamed() {
    for (int account = 1; account <= 12; account++) {
      open(ring(key("a", BYTES))).openAccount(new MondayAccount(account), NOW);
    }
    AtomicInteger unwraps = new AtomicInteger();
    KeyRing replaced = counting(ring(key("b", OTHER_BYTES)), unwraps);

    assertThatThrownBy(() -> open(replaced).openAccount(new MondayAccount(13), NOW))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNKNOWN))
        .hasMessageContaining("none of 10")
        .hasMessageContaining("account 1 and was wrapped by key a)");
    assertThat(unwraps).hasValue(10);
    assertReason(() -> open(ring(key("b", OTHER_BYTES))), Reason.KEY_UNKNOWN);
  }

  @Test
  void aKeyRingThatCannotBeReachedIsTriedWithOneRoot() {
    open(ring(key("a", BYTES))).openAccount(new MondayAccount(1), NOW);
    AtomicInteger unwraps = new AtomicInteger();
    KeyRing failing =
        new KeyRing() {
          @Override
          public String primaryKeyId() {
            return "b";
          }

          @Override
          public Wrapped wrap(byte[] dataKey, KeyContext context) {
            throw new IllegalStateException("the key service does not respond");
          }

          @Override
          public byte[] unwrap(Wrapped wrapped, KeyContext context) {
            unwraps.incrementAndGet();
            throw new IllegalStateException("the key service does not respond");
          }
        };

    assertReason(
        () -> open(failing).openAccount(new MondayAccount(2), NOW), Reason.KEY_UNAVAILABLE);
    assertThat(unwraps).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 4097})
  void aCheckRecordOfAnyLengthIsATypedFailure(int length) {
    TokenStore.Key place = new TokenStore.Key(Vaults.CLIENT_ID, 0, "key-check/a");
    TokenStore.Row row = store.find(place).orElseThrow();
    store.replace(place, row.version(), new byte[length]);

    assertReason(() -> open(ring(key("a", BYTES))), Reason.KEY_MISMATCH);
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
