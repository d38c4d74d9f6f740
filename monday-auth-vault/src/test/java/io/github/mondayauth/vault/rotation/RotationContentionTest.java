package io.github.mondayauth.vault.rotation;

import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.record.RecordFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rotations while others write the same rows, or while the process is suspended. */
class RotationContentionTest {
  private static final String OLD = key("old", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA");
  private static final String NEW = key("new", "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A");
  private static final MondayAccount ACCOUNT = new MondayAccount(1);
  private static final TokenStore.Key ROOT = TokenStore.Key.root(CLIENT_ID, 1);
  private static final TokenStore.Key RECORD =
      new TokenStore.Key(CLIENT_ID, 1, "secret/account/s/");
  private static final Secret SECRET = Secret.of("secret");
  private static final Duration AFTER = RotationRun.GRACE.plusSeconds(30);

  private final TestClock clock = Vaults.clock();
  private final TokenStore store = TokenStore.inMemory();

  RotationContentionTest() {
    TokenVault vault = vault(store, OLD);
    vault.openAccount(ACCOUNT, NOW);
    vault.put(ACCOUNT, "s", SECRET);
  }

  private TokenVault vault(TokenStore of, String... keys) {
    return Vaults.vault(of, ring(keys), clock);
  }

  private Row row(TokenStore.Key key) {
    return store.find(key).orElseThrow();
  }

  /** Refuses the first writes of one row, as if others had written it in between. */
  private static final class Contended implements TokenStoreWrapper {
    private final TokenStore store;
    private final TokenStore.Key key;
    private final int refusals;
    private int writes;

    Contended(TokenStore store, TokenStore.Key key, int refusals) {
      this.store = store;
      this.key = key;
      this.refusals = refusals;
    }

    @Override
    public TokenStore store() {
      return store;
    }

    @Override
    public OptionalLong replace(TokenStore.Key replaced, long version, byte[] value) {
      return replaced.equals(key) && writes++ < refusals
          ? OptionalLong.empty()
          : store.replace(replaced, version, value);
    }
  }

  @Test
  void triesARootAgainThatOthersChanged() {
    Contended busy = new Contended(store, ROOT, 1);

    assertThat(vault(busy, NEW, OLD).rotation().run().rewrapped()).isOne();
    assertThat(vault(store, NEW).find(ACCOUNT, "s")).contains(SECRET);
  }

  @Test
  void failsIfOthersKeepChangingARoot() {
    Contended busy = new Contended(store, ROOT, Integer.MAX_VALUE);

    assertReason(vault(busy, NEW, OLD).rotation()::run, Reason.CONTENDED);
    assertThat(busy.writes).isEqualTo(AccountRotation.ATTEMPTS);
  }

  @Test
  void triesARecordAgainThatOthersChanged() {
    Contended busy = new Contended(store, RECORD, 1);
    Report report = vault(busy, OLD).rotation().reencrypt().run();

    assertThat(report.reencrypted()).isOne();
    assertThat(report.remaining()).isZero();
    assertThat(vault(store, OLD).find(ACCOUNT, "s")).contains(SECRET);
  }

  @Test
  void listsARecordThatOthersKeepChanging() {
    Contended busy = new Contended(store, RECORD, Integer.MAX_VALUE);
    List<Long> failures = new ArrayList<>();
    Report report =
        vault(busy, OLD).rotation().reencrypt().onProgress(p -> failures.add(p.failed())).run();

    assertThat(report.failures())
        .containsExactly(new Rotation.Failure(1, RECORD.name(), Reason.CONTENDED));
    assertThat(report.remaining()).isOne();
    assertThat(report.isComplete()).isFalse();
    assertThat(busy.writes).isEqualTo(AccountRotation.ATTEMPTS);
    assertThat(failures).startsWith(0L).endsWith(1L);
  }

  /** Interrupts the thread that reads an account's records, and records deletions. */
  private record Interrupting(TokenStore store, List<Row> leftovers, List<TokenStore.Key> deleted)
      implements TokenStoreWrapper {
    @Override
    public List<Row> records(String app, long account, TokenStore.@Nullable Key after, int limit) {
      Thread.currentThread().interrupt();
      List<Row> rows = new ArrayList<>(leftovers);
      rows.addAll(store.records(app, account, after, limit));
      return rows;
    }

    @Override
    public boolean delete(TokenStore.Key key, long version) {
      return deleted.add(key);
    }
  }

  @Test
  void anInterruptedRunStoresNoOtherRecord() {
    Row before = row(RECORD);
    TokenStore interrupting = new Interrupting(store, List.of(), new ArrayList<>());
    Rotation rotation = vault(interrupting, OLD).rotation().reencrypt();

    assertThatThrownBy(rotation::run).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(row(RECORD).version()).isEqualTo(before.version());
  }

  @Test
  void anInterruptedRunDeletesNoRecordOfAnotherInstallation() {
    Row leftover =
        new Row(
            new TokenStore.Key(CLIENT_ID, 1, "secret/account/a/"), 1, "A".repeat(16), new byte[1]);
    List<TokenStore.Key> deleted = new ArrayList<>();
    TokenStore interrupting = new Interrupting(store, List.of(leftover), deleted);
    Rotation rotation = vault(interrupting, OLD).rotation().reencrypt();

    assertThatThrownBy(rotation::run).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(deleted).isEmpty();
  }

  @Test
  void theInstanceThatRunsTheRotationEncryptsWithTheNewDataKeyAtOnce() {
    TokenVault vault = vault(store, OLD);
    assertThat(vault.find(ACCOUNT, "s")).as("this read caches the data key").contains(SECRET);
    vault.rotation().reencrypt().run();
    vault.put(ACCOUNT, "s", SECRET);

    assertThat(RecordFormat.keyId(row(RECORD)))
        .isEqualTo(RootFormat.of(row(ROOT)).keys().get(0).id());
  }

  @Test
  void aRecordThatIsWrittenWithTheOldDataKeyBetweenThePassesIsReencryptedBeforeItIsRemoved() {
    Row old = row(RECORD);
    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    rotation.run();
    clock.advance(AFTER);
    List<Long> accounts = new ArrayList<>();
    Report report =
        rotation
            .onProgress(
                p -> {
                  accounts.add(p.accounts());
                  if (accounts.size() == 2) {
                    store.replace(RECORD, row(RECORD).version(), old.value());
                  }
                })
            .run();

    assertThat(accounts).as("each pass counts the account once").containsExactly(1L, 1L, 1L, 1L);
    assertThat(report.reencrypted()).isOne();
    assertThat(report.isComplete()).isTrue();
    assertThat(vault(store, OLD).find(ACCOUNT, "s")).contains(SECRET);
  }

  @Test
  void aProcessThatWasSuspendedWhileItStoredADataKeyAddsAnother() {
    TokenStoreWrapper slow =
        new TokenStoreWrapper() {
          private boolean suspended;

          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public OptionalLong replace(TokenStore.Key key, long version, byte[] value) {
            if (key.equals(ROOT) && !suspended) {
              suspended = true;
              clock.advance(DataKeyCache.LIFE.plusSeconds(31)); // the key is dated 30 s ahead
            }
            return store.replace(key, version, value);
          }
        };
    Report report = vault(slow, OLD).rotation().reencrypt(NOW).run();

    RootFormat root = RootFormat.of(row(ROOT));
    assertThat(root.keys()).hasSize(3);
    assertThat(RecordFormat.keyId(row(RECORD))).isEqualTo(root.keys().get(0).id());
    assertThat(report.finishAt()).isEqualTo(root.keys().get(0).madeAt().plus(RotationRun.GRACE));
  }

  @Test
  void finishesWhenTheLastAccountsOldDataKeysCanBeRemoved() {
    TokenVault vault = vault(store, OLD);
    MondayAccount second = new MondayAccount(2);
    vault.openAccount(second, NOW);
    Report report =
        vault.rotation().reencrypt().onProgress(p -> clock.advance(Duration.ofMinutes(1))).run();

    assertThat(report.finishAt())
        .isEqualTo(
            RootFormat.of(row(TokenStore.Key.root(CLIENT_ID, 2)))
                .keys()
                .get(0)
                .madeAt()
                .plus(RotationRun.GRACE))
        .isAfter(RootFormat.of(row(ROOT)).keys().get(0).madeAt().plus(RotationRun.GRACE));
  }

  @Test
  void ofTwoProcessesWithOneNewKeyIdAndDifferentBytesOnlyOneRotates() {
    String sameId = key("new", "saKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A");
    Rotation first = vault(store, NEW, OLD).rotation();
    Rotation second = vault(store, sameId, OLD).rotation();
    assertThat(first.run().isComplete()).isTrue();

    assertReason(second::run, Reason.KEY_MISMATCH);
    assertThat(vault(store, NEW).find(ACCOUNT, "s")).contains(SECRET);
  }

  @Test
  void aVaultThatWasOpenedButHoldsNoAccountIsNoFinishedRotation() {
    TokenStore empty = TokenStore.inMemory();
    TokenVault vault = vault(empty, OLD);
    vault.openAccount(ACCOUNT, NOW);
    vault.forget(ACCOUNT);
    assertThat(empty.roots(CLIENT_ID, null, 10)).as("the app's own root").hasSize(1);

    assertReason(vault.rotation()::run, Reason.ACCOUNT_UNKNOWN);
  }
}
