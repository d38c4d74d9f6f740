package io.github.mondayauth.vault.record;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.records;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.FaultyKeyRing;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import io.github.mondayauth.vault.key.DataKeyCache;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An instance with cached keys, while another one uninstalls the account and opens it again. */
class ReinstallationTest {
  private static final byte[] TOKEN = "token-one".getBytes(UTF_8);
  private static final byte[] OTHER = "token-two".getBytes(UTF_8);
  private static final RecordName JIRA = RecordName.of(USER, Kind.CREDENTIAL, "jira");
  private static final TokenStore.Key PLACE = RecordKeys.key(CLIENT_ID, GITHUB);

  private final TokenStore store = TokenStore.inMemory();
  private final TestClock clock = Vaults.clock();
  private final FaultyKeyRing keys = new FaultyKeyRing(KeyRing.of(Vaults.KEYS));
  private final AccountRecords records = records(store, keys, clock);

  private AccountRoot reinstallOnAnotherInstance() {
    AccountRecords other = records(store);
    other.forget(ACCOUNT);
    return other.open(ACCOUNT, NOW);
  }

  @Test
  void aFlowOfAnEarlierInstallationStoresNothingInTheNext() {
    AccountRoot before = records.open(ACCOUNT, NOW);
    records.forget(ACCOUNT);
    records.open(ACCOUNT, NOW);

    assertThat(records.sealer(ACCOUNT, before.epoch())).isEmpty();
    assertThat(records.create(GITHUB, before.epoch(), TOKEN)).isEqualTo(Created.FENCED);
    assertThat(records.find(GITHUB)).isEmpty();
  }

  @Test
  void anInstanceWithKeysOfAnEarlierInstallationStoresAndReadsInThePresentOne() {
    records.open(ACCOUNT, NOW);
    AccountRoot after = reinstallOnAnotherInstance();

    assertThat(records.create(GITHUB, after.epoch(), TOKEN)).isEqualTo(Created.CREATED);
    assertThat(records(store).find(GITHUB).map(RecordSnapshot::plaintext)).contains(TOKEN);
  }

  @Test
  void anInstanceWithKeysOfAnEarlierInstallationFindsWhatAnotherStored() {
    records.open(ACCOUNT, NOW);
    AccountRoot after = reinstallOnAnotherInstance();
    records(store).create(GITHUB, after.epoch(), TOKEN);

    assertThat(records.find(GITHUB).map(RecordSnapshot::plaintext)).contains(TOKEN);
  }

  @Test
  void cachedKeysReadAndWriteWhileTheKeyRingFails() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    keys.fail();

    assertThat(records.create(GITHUB, root.epoch(), TOKEN)).isEqualTo(Created.CREATED);
    assertThat(records.put(GITHUB, OTHER)).isTrue();
    assertThat(records.find(GITHUB).map(RecordSnapshot::plaintext)).contains(OTHER);
  }

  @Test
  void aSealerWhoseKeysAreTooOldLoadsThemAgain() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    Sealer sealer = records.sealer(ACCOUNT, root.epoch()).orElseThrow();
    clock.advance(DataKeyCache.LIFE.plusMillis(1));
    keys.fail();

    assertReason(() -> sealer.create(GITHUB, TOKEN), Reason.KEY_UNAVAILABLE);
    keys.recover();
    assertThat(sealer.create(GITHUB, TOKEN)).isEqualTo(Created.CREATED);
  }

  @Test
  void aSealerSealsNoRecordOfAnotherAccountAndNoFlow() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    Sealer sealer = records.sealer(ACCOUNT, root.epoch()).orElseThrow();
    RecordName foreign = RecordName.of(new MondayAccount(7).user(1), Kind.CREDENTIAL, "github");

    assertThatIllegalArgumentException().isThrownBy(() -> sealer.create(foreign, TOKEN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealer.create(RecordName.of(USER, Kind.FLOW, "flow"), TOKEN));
  }

  @Test
  void forgettingDropsTheKeysSoThatALeftoverRecordIsAbsent() {
    AtomicReference<Row> leftover = new AtomicReference<>();
    AccountRecords damaged =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public Optional<Row> find(TokenStore.Key key) {
                Row held = leftover.get();
                return held != null && held.key().equals(key) ? Optional.of(held) : store.find(key);
              }
            });
    AccountRoot root = damaged.open(ACCOUNT, NOW);
    damaged.create(GITHUB, root.epoch(), TOKEN);
    leftover.set(store.find(PLACE).orElseThrow());

    damaged.forget(ACCOUNT);
    assertThat(damaged.find(GITHUB)).isEmpty();
  }

  @Test
  void aRecordWhoseEpochWasAlteredIsFoundByItsDataKey() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    Row row = store.find(PLACE).orElseThrow();
    Row altered = new Row(row.key(), row.version(), "another-epoch", row.value());

    AccountRecords damaged =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public Optional<Row> find(TokenStore.Key key) {
                return key.equals(PLACE) ? Optional.of(altered) : store.find(key);
              }
            });
    assertThat(damaged.find(GITHUB).map(RecordSnapshot::plaintext)).contains(TOKEN);
  }

  @Test
  void aLeftoverIsDeletedByVersionIfTheStoreReturnsNoEpochs() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    for (int i = 0; i < 250; i++) {
      records.create(RecordName.of(USER, Kind.CREDENTIAL, "a" + i), root.epoch(), TOKEN);
    }
    records.create(GITHUB, root.epoch(), TOKEN);
    records.create(JIRA, root.epoch(), TOKEN);
    giveUnknownDataKey(PLACE);
    giveUnknownDataKey(RecordKeys.key(CLIENT_ID, JIRA));
    AccountRecords withoutEpochs = records(new WithoutEpochs(store, PLACE));

    assertThat(withoutEpochs.find(GITHUB)).isEmpty();
    assertThat(store.find(PLACE)).as("the leftover").isEmpty();
    assertReason(() -> withoutEpochs.find(JIRA), Reason.KEY_UNKNOWN);
    assertThat(store.find(RecordKeys.key(CLIENT_ID, JIRA))).isPresent();
  }

  @Test
  void aRecordThatVanishedAfterTheReadIsAbsent() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    giveUnknownDataKey(PLACE);
    Row row = store.find(PLACE).orElseThrow();
    store.delete(PLACE, row.version());

    AccountRecords late =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public Optional<Row> find(TokenStore.Key key) {
                return key.equals(PLACE)
                    ? Optional.of(new Row(row.key(), row.version(), "", row.value()))
                    : store.find(key);
              }
            });
    assertThat(late.find(GITHUB)).isEmpty();
  }

  @Test
  void aStoreThatAlwaysRefusesAPutDoesNotLoopForever() {
    records.open(ACCOUNT, NOW);
    AccountRecords refusing =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public boolean put(TokenStore.Key key, String epoch, byte[] value) {
                return false;
              }
            });
    assertThat(refusing.put(GITHUB, TOKEN)).isFalse();
  }

  private void giveUnknownDataKey(TokenStore.Key key) {
    Row row = store.find(key).orElseThrow();
    byte[] other = row.value().clone();
    other[1] ^= 1;
    store.replace(key, row.version(), other);
  }

  /** Returns epochs only with the records of an account, and another one for the leftover. */
  private record WithoutEpochs(TokenStore store, TokenStore.Key leftover)
      implements TokenStoreWrapper {
    @Override
    public Optional<Row> find(TokenStore.Key key) {
      return store
          .find(key)
          .map(row -> key.isRoot() ? row : new Row(row.key(), row.version(), "", row.value()));
    }

    @Override
    public List<Row> records(String app, long account, TokenStore.Key after, int limit) {
      return store.records(app, account, after, limit).stream()
          .map(
              row ->
                  row.key().equals(leftover)
                      ? new Row(row.key(), row.version(), "another-epoch", row.value())
                      : row)
          .toList();
    }
  }
}
