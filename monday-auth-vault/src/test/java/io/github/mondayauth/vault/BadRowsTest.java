package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.vault;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.Rotation.Failure;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenVault.Entry;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.jdbc.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that something else wrote into the tables affect only themselves. */
class BadRowsTest {
  private static final Secret SECRET = Secret.of("secret");

  private final HikariDataSource source = Databases.sqlite(Databases.newFile());
  private TokenStore store = TokenStore.inMemory();

  @BeforeEach
  void createTables() {
    TokenStore.createTables(source);
    store = TokenStore.jdbc(source);
    TokenVault vault = vault(store);
    vault.openAccount(ACCOUNT, NOW);
    vault.put(ACCOUNT, "a", SECRET);
    vault.put(ACCOUNT, "b", SECRET);
    vault.put(ACCOUNT, "c", SECRET);
  }

  @AfterEach
  void close() {
    source.close();
  }

  private void update(String sql, Object... parameters) {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      assertThat(statement.executeUpdate()).isPositive();
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private void shortenRecordB(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 0x81);
    update("UPDATE monday_auth_record SET content = ? WHERE name = 'secret/account/b/'", content);
  }

  private void setRoot(long account, byte[] content) {
    update("UPDATE monday_auth_root SET content = ? WHERE account = ?", content, account);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 44})
  void aTruncatedRecordFailsOnlyItself(int length) {
    shortenRecordB(length);
    TokenVault vault = vault(store);

    assertThatThrownBy(() -> vault.find(ACCOUNT, "b"))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORMAT_UNKNOWN))
        .hasMessageContaining("secret/account/b/")
        .hasMessageContaining("account " + ACCOUNT.id());
    assertThat(vault.find(ACCOUNT, "a")).contains(SECRET);
    assertThat(vault.list(ACCOUNT)).extracting(Entry::name).containsExactly("a", "b", "c");
    Report report = vault.rotation().reencrypt().run();
    assertThat(report.failures())
        .containsExactly(new Failure(ACCOUNT.id(), "secret/account/b/", Reason.FORMAT_UNKNOWN));
    assertThat(report.reencrypted()).isEqualTo(2);
    assertThat(report.isComplete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 44})
  void aTruncatedRecordCanBeRemovedAndOverwritten(int length) {
    shortenRecordB(length);
    TokenVault vault = vault(store);

    assertThat(vault.remove(ACCOUNT, "b")).isTrue();
    assertThat(vault.list(ACCOUNT)).hasSize(2);
    vault.put(ACCOUNT, "b", SECRET);
    shortenRecordB(length);
    vault.put(ACCOUNT, "b", SECRET);
    assertThat(vault.find(ACCOUNT, "b")).contains(SECRET);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 44})
  void forgetDeletesATruncatedRecordAndATruncatedRoot(int length) {
    shortenRecordB(length);
    setRoot(ACCOUNT.id(), new byte[length]);

    assertThat(vault(store).forget(ACCOUNT)).isEqualTo(3);
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 10)).isEmpty();
    assertThat(store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id()))).isEmpty();
  }

  private void deleteRoot() {
    update("DELETE FROM monday_auth_root WHERE account = ?", ACCOUNT.id());
  }

  private List<String> names() {
    return store.records(CLIENT_ID, ACCOUNT.id(), null, 10).stream()
        .map(row -> row.key().name())
        .toList();
  }

  /** What was deleted, one record each. */
  private static List<DeletedRecords> forgetLeftovers(AccountRecords records) {
    List<DeletedRecords> all = new ArrayList<>();
    records.forgetLeftovers(ACCOUNT, all::add);
    assertThat(all).allMatch(deleted -> deleted.count() == 1);
    return all;
  }

  @Test
  void aDeletionThatWasInterruptedAfterTheRootIsFinished() {
    AccountRecords records = Vaults.records(store);
    RecordName credential = RecordName.of(ACCOUNT, RecordName.Kind.CREDENTIAL, "github");
    records.put(credential, "token".getBytes(UTF_8));
    deleteRoot();

    List<DeletedRecords> leftovers = forgetLeftovers(records);
    assertThat(leftovers).hasSize(4);
    assertThat(leftovers)
        .flatExtracting(deleted -> deleted.credentials().unreadable())
        .containsExactly(credential);
    assertThat(leftovers).allMatch(deleted -> deleted.credentials().readable().isEmpty());
    assertThat(names()).isEmpty();
    assertThat(records.find(credential)).as("with cached keys").isEmpty();
    assertThat(forgetLeftovers(records)).isEmpty();
  }

  @Test
  void aDeletionOfLeftoversWhoseResponseIsLostIsAccountedForAndDropsTheDataKeys() {
    TokenStoreWrapper losing =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public boolean delete(Key key, long version) {
            store.delete(key, version);
            throw new IllegalStateException("connection reset");
          }
        };
    AccountRecords records = Vaults.records(losing);
    RecordName credential = RecordName.of(ACCOUNT, RecordName.Kind.CREDENTIAL, "github");
    records.put(credential, "token".getBytes(UTF_8));
    deleteRoot();

    List<DeletedRecords> deleted = new ArrayList<>();
    assertReason(() -> records.forgetLeftovers(ACCOUNT, deleted::add), Reason.STORE_FAILED);
    assertThat(deleted)
        .flatExtracting(each -> each.credentials().unreadable())
        .containsExactly(credential);
    assertThat(names()).hasSize(3);
    assertThat(records.find(RecordName.of(ACCOUNT, RecordName.Kind.SECRET, "a")))
        .as("with cached keys")
        .isEmpty();
  }

  @Test
  void finishingAnInterruptedDeletionSparesTheNextInstallation() {
    deleteRoot();
    TokenVault vault = vault(store);
    vault.openAccount(ACCOUNT, NOW);
    vault.put(ACCOUNT, "b", SECRET);

    assertThat(forgetLeftovers(Vaults.records(store))).hasSize(2);
    assertThat(names()).containsExactly("secret/account/b/");
    assertThat(vault.find(ACCOUNT, "b")).contains(SECRET);
  }

  /** The account is opened after the records were listed, and one of them is stored again. */
  @Test
  void finishingAnInterruptedDeletionSparesWhatIsStoredMeanwhile() {
    deleteRoot();
    TokenStoreWrapper meanwhile =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public List<Row> records(String app, long account, @Nullable Key after, int limit) {
            List<Row> page = store.records(app, account, after, limit);
            TokenVault vault = vault(store);
            vault.openAccount(ACCOUNT, NOW);
            vault.put(ACCOUNT, "b", SECRET);
            return page;
          }
        };
    assertThat(forgetLeftovers(Vaults.records(meanwhile))).hasSize(2);
    assertThat(names()).containsExactly("secret/account/b/");
  }

  /** A row tells by its data key which installation it belongs to, or else by its epoch. */
  @Test
  void finishingAnInterruptedDeletionSparesARecordWhoseEpochWasAltered() {
    update("UPDATE monday_auth_record SET epoch = 'AAAAAAAAAAAAAAAA' WHERE account != 0");
    shortenRecordB(7);
    assertThat(forgetLeftovers(Vaults.records(store))).hasSize(1);
    assertThat(vault(store).find(ACCOUNT, "a")).contains(SECRET);

    setRoot(ACCOUNT.id(), new byte[3]);
    assertThat(forgetLeftovers(Vaults.records(store))).hasSize(2);
    assertThat(names()).isEmpty();
  }

  private static List<String> namesThatCannotBeInAKey() {
    return List.of("secret/account/a\td/", "a\u0001", "", "b".repeat(769));
  }

  /** Those who can write to the database must not be able to prevent an uninstall. */
  @ParameterizedTest
  @MethodSource("namesThatCannotBeInAKey")
  void aRowWhoseNameCannotBeAKeyKeepsNothingFromBeingListedOrForgotten(String name) {
    update(
        "INSERT INTO monday_auth_record (key, epoch, content) SELECT ?, epoch, content"
            + " FROM monday_auth_record WHERE name = 'secret/account/b/'",
        ACCOUNT.id() + "\t" + CLIENT_ID + "\t" + name);
    TokenVault vault = vault(store);

    assertThat(vault.list(ACCOUNT)).extracting(Entry::name).containsExactly("a", "b", "c");
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 1)).hasSize(1);
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 3)).hasSize(3);
    assertThat(vault.forget(ACCOUNT)).isEqualTo(3);
    assertThat(count("SELECT COUNT(*) FROM monday_auth_record WHERE account = " + ACCOUNT.id()))
        .isZero();
  }

  private int count(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : -1;
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String tombstone() {
    return "uninstalled/" + ACCOUNT.id() + "/" + NOW.getEpochSecond() / 3600;
  }

  private void plantTombstone(byte[] content) {
    update(
        "INSERT INTO monday_auth_record (key, epoch, content) VALUES (?, 'app', ?)",
        "0\t" + CLIENT_ID + "\t" + tombstone(),
        content);
  }

  private void assertIsForgotten(TokenVault vault) {
    assertThat(vault.forget(ACCOUNT)).isEqualTo(3);
    assertThat(store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id()))).isEmpty();
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 10)).isEmpty();
    assertReason(() -> vault.openAccount(ACCOUNT, NOW), Reason.ACCOUNT_UNKNOWN);
    vault.openAccount(ACCOUNT, NOW.plusSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 15, 17, 100})
  void aPlantedTombstoneKeepsNoAccountFromBeingForgotten(int length) {
    plantTombstone(new byte[length]);
    assertIsForgotten(vault(store));
  }

  @Test
  void aDamagedTombstoneOpensNoAccountUntilTheAccountIsForgottenAgain() {
    TokenVault vault = vault(store);
    vault.forget(ACCOUNT);
    update("UPDATE monday_auth_record SET content = x'0102' WHERE name = '" + tombstone() + "'");

    assertReason(() -> vault.openAccount(ACCOUNT, NOW), Reason.FORMAT_UNKNOWN);
    assertThat(vault.forget(ACCOUNT)).isZero();
    assertReason(() -> vault.openAccount(ACCOUNT, NOW), Reason.ACCOUNT_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "AAAAAAAAAAAAAAAA", "é"})
  void anAlteredEpochOfTheAppsRootKeepsNoAccountFromBeingForgotten(String epoch) {
    update("UPDATE monday_auth_root SET epoch = ? WHERE account = 0", epoch);
    assertIsForgotten(vault(store));
  }

  @Test
  void anAlteredEpochOfTheAppsRootKeepsNoAccountFromBeingOpened() {
    update("DELETE FROM monday_auth_record WHERE account = 0");
    update("UPDATE monday_auth_root SET epoch = 'x' WHERE account = 0");
    TokenVault vault = vault(store);
    vault.openAccount(new MondayAccount(7), NOW);
    vault(store).openAccount(new MondayAccount(8), NOW);
    assertThat(vault.find(ACCOUNT, "a")).contains(SECRET);
  }

  /** Whatever keeps a tombstone from being written. */
  @Test
  void anAccountIsDeletedAlsoIfItsTombstoneCannotBeWritten() {
    TokenStore fenced =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public Created create(
              TokenStore.Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
            return key.name().equals(tombstone())
                ? Created.FENCED
                : store.create(key, epoch, value, purgeAfter);
          }
        };

    assertReason(() -> vault(fenced).forget(ACCOUNT), Reason.FORMAT_UNKNOWN);
    assertThat(store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id()))).isEmpty();
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 10)).isEmpty();
  }

  /**
   * Nobody can tell a damaged key check from another key with the same id. A vault that is open
   * stays open.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 68})
  void aDamagedKeyCheckKeepsTheVaultFromBeingOpenedUntilItIsDeleted(int length) {
    TokenVault open = vault(store);
    update(
        "UPDATE monday_auth_record SET content = ? WHERE name LIKE 'key-check/%'",
        new byte[length]);

    assertThatThrownBy(() -> vault(store))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_MISMATCH))
        .hasMessageContaining("key-check/");
    open.openAccount(new MondayAccount(7), NOW);
    assertThat(open.find(ACCOUNT, "a")).contains(SECRET);
    assertThat(open.forget(ACCOUNT)).isEqualTo(3);

    update("DELETE FROM monday_auth_record WHERE name LIKE 'key-check/%'");
    vault(store).openAccount(new MondayAccount(8), NOW);
  }

  /** SQLite stores a value of any type in any column, unless the table is strict. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE monday_auth_record SET content = 'garbagegarbage'",
        "UPDATE monday_auth_record SET content = 'é'",
        "UPDATE monday_auth_record SET content = 42",
        "UPDATE monday_auth_record SET epoch = x'61'",
        "UPDATE monday_auth_record SET key = CAST(key AS BLOB)",
        "UPDATE monday_auth_record SET purge_after = 'soon'",
        "UPDATE monday_auth_root SET content = 'garbagegarbage'",
        "UPDATE monday_auth_root SET epoch = x'61'",
        "UPDATE monday_auth_root SET app = CAST(app AS BLOB)",
        "UPDATE monday_auth_root SET account = 'twelve' WHERE account = 0",
        "UPDATE monday_auth_schema SET version = 'two'"
      })
  void sqliteRefusesAValueOfAnotherTypeThanItsColumn(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate(sql)).isInstanceOf(SQLException.class);
    }
    assertThat(vault(store).find(ACCOUNT, "b")).contains(SECRET);
    assertThat(vault(store).remove(ACCOUNT, "b")).isTrue();
  }

  @Test
  void aTruncatedRootAmongFiftyFailsOnlyItsAccount() {
    TokenVault vault = vault(store);
    for (int account = 1; account < 50; account++) {
      vault.openAccount(new MondayAccount(account), NOW);
      vault.put(new MondayAccount(account), "s", SECRET);
    }
    setRoot(1, new byte[3]);

    TokenVault reopened = vault(store);
    Failure bad = new Failure(1, "", Reason.FORMAT_UNKNOWN);
    assertThat(reopened.rotation().dryRun().run().failures()).containsExactly(bad);
    Report report = reopened.rotation().reencrypt().run();
    assertThat(report.failures()).containsExactly(bad);
    assertThat(report.accounts()).isEqualTo(50);
    assertThat(report.reencrypted()).isEqualTo(48 + 3);
    assertThatThrownBy(() -> reopened.find(new MondayAccount(1), "s"))
        .hasMessageContaining("root of account 1");
  }

  @Test
  void aVaultOpensAlthoughItsFirstRootIsTruncatedAndTheKeyCheckIsMissing() {
    update("DELETE FROM monday_auth_record WHERE account = 0");
    vault(store).openAccount(new MondayAccount(7), NOW);
    update("DELETE FROM monday_auth_record WHERE account = 0");
    setRoot(7, new byte[3]);

    TokenVault vault = vault(store);
    vault.openAccount(new MondayAccount(8), NOW);
    assertThat(vault.find(ACCOUNT, "a")).contains(SECRET);
  }

  @Test
  void aRecordWhoseRootRowIsGoneCanBeStoredAgain() {
    deleteRoot();
    TokenVault vault = vault(store);
    assertThat(vault.find(ACCOUNT, "a")).isEmpty();

    vault.openAccount(ACCOUNT, NOW);
    assertThat(vault.find(ACCOUNT, "a")).isEmpty();
    assertThat(vault.putIfAbsent(ACCOUNT, "a", Secret.of("next"))).isTrue();
    assertThat(vault.putIfAbsent(ACCOUNT, "b", Secret.of("next"))).isTrue();
    vault.put(ACCOUNT, "c", Secret.of("next"));
    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(vault.find(ACCOUNT, name)).contains(Secret.of("next"));
    }
  }

  @Test
  void aRotationRemovesRecordsLeftOverFromAnotherInstallation() {
    deleteRoot();
    TokenVault vault = vault(store);
    vault.openAccount(ACCOUNT, NOW);
    vault.put(ACCOUNT, "c", Secret.of("next"));

    Report report = vault.rotation().reencrypt().run();

    assertThat(report.failures()).isEmpty();
    assertThat(vault.list(ACCOUNT)).extracting(Entry::name).containsExactly("c");
  }

  @Test
  void aRecordWhoseEpochColumnWasAlteredIsAListedFailureAndStaysReadable() {
    update(
        "UPDATE monday_auth_record SET epoch = 'AAAAAAAAAAAAAAAA' WHERE name ="
            + " 'secret/account/b/'");
    TokenVault vault = vault(store);
    Report report = vault.rotation().reencrypt().run();

    assertThat(report.failures())
        .containsExactly(new Failure(ACCOUNT.id(), "secret/account/b/", Reason.RECORD_REJECTED));
    assertThat(report.isComplete()).isFalse();
    assertThat(vault.find(ACCOUNT, "b")).contains(SECRET);
  }
}
