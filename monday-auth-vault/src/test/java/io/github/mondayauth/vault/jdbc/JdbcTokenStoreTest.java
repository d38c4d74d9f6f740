package io.github.mondayauth.vault.jdbc;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class JdbcTokenStoreTest {
  private static final byte[] VALUE = {1, 2, 3};

  private final List<HikariDataSource> opened = new ArrayList<>();

  private enum Database {
    SQLITE,
    POSTGRESQL
  }

  /** A database without tables. */
  private HikariDataSource empty(Database database) {
    HikariDataSource source =
        database == Database.SQLITE
            ? Databases.sqlite(Databases.newFile())
            : Databases.postgres("empty" + UUID.randomUUID().toString().replace("-", ""));
    opened.add(source);
    return source;
  }

  @AfterEach
  void close() {
    opened.forEach(HikariDataSource::close);
  }

  @ParameterizedTest
  @EnumSource
  void fileInTheJarIsAllThatAMigrationToolNeeds(Database database) throws Exception {
    HikariDataSource source = empty(database);
    String file = "/io/github/mondayauth/vault/schema/" + name(database) + "-1.sql";
    String script;
    try (InputStream in = TokenStore.class.getResourceAsStream(file)) {
      script = new String(in.readAllBytes(), UTF_8);
    }
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : script.split(";\\s*\n", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }

    TokenStore store = TokenStore.jdbc(source);
    TokenStore.createTables(source);
    assertThat(store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null))
        .isEqualTo(Created.CREATED);
    assertThat(store.find(TokenStore.Key.root("app", 1))).isPresent();
  }

  private static String name(Database database) {
    return database.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @EnumSource
  void createsTablesOnceIfSeveralInstancesDoSo(Database database) throws Exception {
    DataSource source = empty(database);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(threads.submit(() -> TokenStore.createTables(source)));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    threads.shutdown();
    TokenStore store = TokenStore.jdbc(source);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    TokenStore.createTables(source);
    assertThat(store.find(TokenStore.Key.root("app", 1))).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void refusesADatabaseWithoutTablesOrWithTablesOfALaterVersion(Database database)
      throws SQLException {
    DataSource source = empty(database);
    assertReason(() -> TokenStore.jdbc(source), Reason.STORE_FAILED, "createTables");
    TokenStore.createTables(source);
    execute(source, "UPDATE monday_auth_schema SET version = 2");
    assertReason(() -> TokenStore.jdbc(source), Reason.FORMAT_UNKNOWN, "found 2");
    TokenStore.createTables(source);
    assertReason(() -> TokenStore.jdbc(source), Reason.FORMAT_UNKNOWN, "found 2");
  }

  @ParameterizedTest
  @EnumSource
  void worksWithConnectionsThatDoNotAutoCommit(Database database) {
    HikariDataSource source = empty(database);
    TokenStore.createTables(source);
    source.close();
    HikariDataSource manual =
        new HikariDataSource(
            new HikariConfig() {
              {
                setDataSource(source.getDataSource());
                setAutoCommit(false);
                setMaximumPoolSize(1);
              }
            });
    opened.add(manual);
    TokenStore store = TokenStore.jdbc(manual);
    assertThat(store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null))
        .isEqualTo(Created.CREATED);
    assertThat(store.create(new TokenStore.Key("app", 1, "name"), "epoch", VALUE, null))
        .isEqualTo(Created.CREATED);
    assertThat(store.deleteAccount("app", 1).records().size()).isEqualTo(1);
    assertThat(store.find(TokenStore.Key.root("app", 1))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRowWithoutAVersionCanBeListedReplacedAndDeleted(Database database) throws SQLException {
    HikariDataSource source = empty(database);
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    TokenStore.Key key = new TokenStore.Key("app", 1, "name");
    for (String content :
        List.of("", "00", "01020304050607", "ffffffffffffffff", "80ff010203040506")) {
      String literal =
          database == Database.POSTGRESQL
              ? "decode('" + content + "', 'hex')"
              : "x'" + content + "'";
      store.put(key, "epoch", VALUE);
      execute(source, "UPDATE monday_auth_record SET content = " + literal);
      TokenStore.Row bad = store.find(key).orElseThrow();
      assertThat(bad.version()).isNegative();
      assertThat(store.records("app", 1, null, 10)).hasSize(1);
      long version = store.replace(key, bad.version(), VALUE).orElseThrow();
      assertThat(store.delete(key, bad.version())).isFalse();
      execute(source, "UPDATE monday_auth_record SET content = " + literal);
      assertThat(store.delete(key, version)).isFalse();
      assertThat(store.delete(key, bad.version())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Requirement({"F24", "F25", "F26"})
  void storesColumnsAsSpecified(Database database) throws SQLException {
    HikariDataSource source = empty(database);
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    TokenStore.Key key = new TokenStore.Key("app", 1, "name");
    assertThat(store.create(key, "epoch", VALUE, null)).isEqualTo(Created.FENCED);
    store.create(TokenStore.Key.root("app", 1), "epoch", new byte[0], null);
    store.create(key, "epoch", VALUE, Instant.ofEpochMilli(1_234));
    byte[] first = content(source, "monday_auth_record");
    assertThat(ByteBuffer.wrap(first).getLong()).isNotNegative();
    assertThat(Arrays.copyOfRange(first, 8, first.length)).isEqualTo(VALUE);
    assertThat(content(source, "monday_auth_root")).hasSize(8);

    store.replace(key, ByteBuffer.wrap(first).getLong(), VALUE);

    assertThat(content(source, "monday_auth_record")).hasSameSizeAs(first).isNotEqualTo(first);
    execute(source, "DELETE FROM monday_auth_record WHERE purge_after <> 1234");
    assertThat(store.find(key)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  @Requirement("F13")
  void columnsShowTheKeyOfARecord(Database database) throws SQLException {
    HikariDataSource source = empty(database);
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    List<TokenStore.Key> keys =
        List.of(
            new TokenStore.Key("app", 0, "a"),
            new TokenStore.Key("my app/é✓😀", 98_765_432_109L, "secret/user:12/é✓😀 %2F/x/"),
            new TokenStore.Key("7", Long.MAX_VALUE, "name"));
    for (TokenStore.Key key : keys) {
      store.create(TokenStore.Key.root(key.app(), key.account()), "epoch", VALUE, null);
      store.create(key, "epoch", VALUE, null);
    }

    List<TokenStore.Key> found = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT app, account, name FROM monday_auth_record ORDER BY account")) {
      while (row.next()) {
        found.add(new TokenStore.Key(row.getString(1), row.getLong(2), row.getString(3)));
      }
    }
    assertThat(found).isEqualTo(keys);
  }

  @Test
  @Requirement("F13")
  void sqliteKeepsTheKeyOfARecordInOneColumn() throws SQLException {
    HikariDataSource source = empty(Database.SQLITE);
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    store.create(TokenStore.Key.root("app", 7), "epoch", VALUE, null);
    store.create(new TokenStore.Key("app", 7, "secret/account/a/"), "epoch", VALUE, null);

    execute(
        source,
        "UPDATE monday_auth_record SET key = '7\tapp\tsecret/account/b/'"
            + " WHERE key = '7\tapp\tsecret/account/a/'");

    assertThat(store.find(new TokenStore.Key("app", 7, "secret/account/b/"))).isPresent();
    assertThat(store.find(new TokenStore.Key("app", 7, "secret/account/a/"))).isEmpty();
  }

  private static byte[] content(DataSource source, String table) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT content FROM " + table)) {
      assertThat(row.next()).isTrue();
      return row.getBytes(1);
    }
  }

  /** Without a limit on the time in the queue, the last one fails after a minute. */
  @Test
  @Timeout(30)
  void sixtyWritersFailTogetherWhileAnotherProcessHoldsTheLock() throws Exception {
    Path file = Databases.newFile();
    SQLiteDataSource slow = new SQLiteDataSource();
    slow.setUrl("jdbc:sqlite:" + file + "?journal_mode=WAL&busy_timeout=1000");
    TokenStore.createTables(slow);
    TokenStore store = TokenStore.jdbc(slow);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    ExecutorService threads = Executors.newFixedThreadPool(60);
    try (Connection other = slow.getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        TokenStore.Key key = new TokenStore.Key("app", 1, "name " + i);
        writers.add(
            threads.submit(
                () ->
                    assertReason(
                        () -> store.put(key, "epoch", VALUE), Reason.STORE_FAILED, "the")));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      statement.execute("ROLLBACK");
    }
    threads.shutdown();
    assertThat(store.put(new TokenStore.Key("app", 1, "name"), "epoch", VALUE)).isTrue();
  }

  @Test
  void aWriteInsideTheApplicationsOwnTransactionSaysSo() throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + Databases.newFile() + "?journal_mode=WAL&busy_timeout=10");
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    try (Connection application = source.getConnection();
        Statement statement = application.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertReason(
          () -> store.put(new TokenStore.Key("app", 1, "name"), "epoch", VALUE),
          Reason.STORE_FAILED,
          "inside a write transaction");
      statement.execute("ROLLBACK");
    }
  }

  /** SQLite ends the transaction itself, so that rolling back and what follows fail too. */
  @Test
  void theFirstFailureOfADeletionIsTheCause() throws SQLException {
    HikariDataSource source = empty(Database.SQLITE);
    TokenStore.createTables(source);
    TokenStore store = TokenStore.jdbc(source);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    execute(
        source,
        "CREATE TRIGGER full BEFORE DELETE ON monday_auth_root BEGIN SELECT RAISE(ROLLBACK,"
            + " 'database or disk is full'); END");

    assertThatThrownBy(() -> store.deleteAccount("app", 1))
        .isInstanceOf(VaultException.class)
        .cause()
        .hasMessageContaining("database or disk is full");
  }

  @ParameterizedTest
  @EnumSource
  void aDeletionThatFailsHalfwayDeletesNothingAndCanBeRepeated(Database database) {
    FailingDataSource failing = new FailingDataSource(empty(database));
    TokenStore.createTables(failing.source());
    TokenStore store = TokenStore.jdbc(failing.source());
    long account = ACCOUNT.id();
    store.create(TokenStore.Key.root("app", account), "epoch", VALUE, null);
    TokenStore.Key key = new TokenStore.Key("app", account, "name");
    store.create(key, "epoch", VALUE, null);

    failing.fail("commit", "08006", 1);
    assertReason(() -> store.deleteAccount("app", account), Reason.STORE_FAILED, "08006");

    assertThat(store.find(key)).isPresent();
    assertThat(store.find(TokenStore.Key.root("app", account))).isPresent();
    assertThat(store.deleteAccount("app", account).records().size()).isEqualTo(1);
    assertThat(store.find(key)).isEmpty();
    assertThat(failing.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void retriesOnlyWhatTheDatabaseRolledBack(Database database) {
    FailingDataSource failing = new FailingDataSource(empty(database));
    TokenStore.createTables(failing.source());
    TokenStore store = TokenStore.jdbc(failing.source());
    TokenStore.Key root = TokenStore.Key.root("app", 1);

    failing.fail("prepareStatement", "40001", 3);
    assertThat(store.create(root, "epoch", VALUE, null)).isEqualTo(Created.CREATED);
    failing.fail("commit", "40P01", 1);
    assertThat(store.deleteAccount("app", 1).records().size()).isZero();
    assertThat(store.find(root)).isEmpty();

    int before = failing.borrowed();
    failing.fail("prepareStatement", "40003", 1);
    assertReason(() -> store.find(root), Reason.STORE_FAILED, "40003");
    assertThat(failing.borrowed()).isEqualTo(before + 1);
    assertThat(failing.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void returnsEveryConnection(Database database) {
    FailingDataSource counting = new FailingDataSource(empty(database));
    TokenStore.createTables(counting.source());
    TokenStore store = TokenStore.jdbc(counting.source());
    TokenStore.Key key = new TokenStore.Key("app", 1, "name");
    store.create(key, "epoch", VALUE, null);
    store.create(TokenStore.Key.root("app", 1), "epoch", VALUE, null);
    store.create(key, "epoch", VALUE, null);
    store.replace(key, store.find(key).orElseThrow().version(), VALUE);
    store.delete(key, 1);
    store.records("app", 1, null, 1);
    store.roots("app", null, 1);
    store.purge(Vaults.NOW, 1);
    store.deleteAccount("app", 1);
    assertThat(counting.open()).isZero();
  }

  /** In UTF-16, the range of an app's keys would contain those of an app with another letter. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16le", "UTF-16be"})
  void refusesASqliteDatabaseInAnotherEncoding(String encoding) throws SQLException {
    HikariDataSource source = empty(Database.SQLITE);
    execute(source, "PRAGMA encoding = '" + encoding + "'");
    execute(source, "CREATE TABLE other (id INTEGER)");

    String message = "encoding UTF-8, found " + encoding;
    assertReason(() -> TokenStore.createTables(source), Reason.FORMAT_UNKNOWN, message);
    execute(source, "CREATE TABLE monday_auth_schema (version INTEGER NOT NULL)");
    execute(source, "INSERT INTO monday_auth_schema (version) VALUES (1)");
    assertReason(() -> TokenStore.jdbc(source), Reason.FORMAT_UNKNOWN, message);
  }

  @Test
  void reportsWeakSettingsOfSqlite() {
    assertThat(weaknesses(sqlite("FULL", "WAL"))).isEmpty();
    assertThat(weaknesses(sqlite("EXTRA", "DELETE"))).isEmpty();
    assertThat(weaknesses(sqlite("NORMAL", "WAL"))).singleElement().asString().contains("is 1");
    assertThat(weaknesses(sqlite("OFF", "MEMORY"))).hasSize(2);
  }

  @Test
  void reportsWeakSettingsOfPostgres() throws SQLException {
    HikariDataSource source = empty(Database.POSTGRESQL);
    assertThat(weaknesses(source)).isEmpty();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      assertThat(JdbcDurability.report(connection, JdbcDialect.POSTGRESQL))
          .singleElement()
          .asString()
          .contains("synchronous_commit is off");
    }
  }

  @Test
  void refusesAnUnsupportedDatabase() {
    DataSource other =
        stub(
            DataSource.class,
            "getConnection",
            stub(
                Connection.class,
                "getMetaData",
                stub(DatabaseMetaData.class, "getDatabaseProductName", "Microsoft SQL Server")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenStore.jdbc(other))
        .withMessageContaining("Microsoft SQL Server");
  }

  /** Returns {@code result} from one method, and null or false from all others. */
  private static <T> T stub(Class<T> type, String method, Object result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) ->
                called.getName().equals(method)
                    ? result
                    : called.getReturnType() == boolean.class ? (Object) false : null));
  }

  private static List<String> weaknesses(DataSource source) {
    return new JdbcSession(source)
        .read(connection -> JdbcDurability.report(connection, JdbcDialect.of(connection)));
  }

  private static DataSource sqlite(String synchronous, String journal) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.valueOf(journal));
    config.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, synchronous);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + Databases.newFile());
    return source;
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertReason(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
