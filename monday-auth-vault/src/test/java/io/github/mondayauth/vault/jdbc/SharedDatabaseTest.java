package io.github.mondayauth.vault.jdbc;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A vault in the application's own SQLite database: transactions, a pool of one, replicas. */
class SharedDatabaseTest {
  private static final Secret VALUE = Secret.of("value");
  private static final Secret OTHER = Secret.of("other");

  private final Path file = Databases.newFile();
  private final SQLiteDataSource source = database(file, "busy_timeout=50");
  private HikariDataSource poolOfOne;

  @BeforeEach
  void createTables() throws SQLException {
    TokenStore.createTables(source);
    execute("CREATE TABLE task (title TEXT)");
    vault().openAccount(ACCOUNT, NOW);
    vault().put(USER, "name", VALUE);
    poolOfOne = poolOfOne(source, Duration.ofMillis(250));
  }

  private static HikariDataSource poolOfOne(SQLiteDataSource source, Duration longestWait) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(longestWait.toMillis());
    return new HikariDataSource(config);
  }

  @AfterEach
  void close() {
    poolOfOne.close();
  }

  @Test
  void readsInsideAWriteTransactionOfTheApplication() throws SQLException {
    TokenVault vault = vault();
    try (Connection application = source.getConnection();
        Statement statement = application.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("INSERT INTO task VALUES ('a task')");

      assertThat(vault.find(USER, "name")).contains(VALUE);
      statement.execute("COMMIT");
    }
    assertThat(tasks()).isOne();
  }

  @Test
  void aRefusedWriteLeavesTheApplicationsTransactionIntact() throws SQLException {
    TokenVault vault = vault();
    try (Connection application = source.getConnection();
        Statement statement = application.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("INSERT INTO task VALUES ('a task')");
      assertReason(() -> vault.put(USER, "name", OTHER), Reason.STORE_FAILED);

      assertThat(vault.find(USER, "name")).contains(VALUE);
      statement.execute("COMMIT");
    }
    assertThat(tasks()).isOne();
    vault.put(USER, "name", OTHER);
    assertThat(vault.find(USER, "name")).contains(OTHER);
  }

  @Test
  void aRollbackOfTheApplicationKeepsWhatTheVaultAcknowledged() throws SQLException {
    TokenVault vault = vault();
    try (Connection application = source.getConnection();
        Statement statement = application.createStatement()) {
      statement.execute("BEGIN");
      vault.put(USER, "name", OTHER);
      statement.execute("INSERT INTO task VALUES ('a task')");
      statement.execute("ROLLBACK");
    }
    assertThat(tasks()).isZero();
    assertThat(vault.find(USER, "name")).contains(OTHER);
  }

  /** Each call borrows one connection and returns it before the next is borrowed. */
  @Test
  @Timeout(300)
  void aPoolOfOneServesAllCalls() throws Exception {
    // Eight writes, one after another, on a disk that may be busy.
    poolOfOne.close();
    poolOfOne = poolOfOne(database(file, "busy_timeout=120000"), Duration.ofMinutes(2));
    TokenVault vault = Vaults.vault(TokenStore.jdbc(poolOfOne));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "name" + i;
      calls.add(
          threads.submit(
              () -> {
                vault.put(USER, name, VALUE);
                vault.update(USER, name, present -> OTHER);
              }));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    threads.shutdown();

    assertThat(vault.list(ACCOUNT)).hasSize(5);
    assertThat(vault.remove(USER, "name0")).isTrue();
    assertThat(vault.forget(ACCOUNT)).isPositive();
    assertThat(vault.find(USER, "name1")).isEmpty();
  }

  @Test
  void failsWhileTheApplicationHoldsTheOnlyConnection() throws SQLException {
    TokenVault vault = Vaults.vault(TokenStore.jdbc(poolOfOne));
    try (Connection application = poolOfOne.getConnection()) {
      assertThat(application.isClosed()).isFalse();
      assertReason(() -> vault.find(USER, "name"), Reason.STORE_FAILED);
      assertReason(() -> vault.put(USER, "name", OTHER), Reason.STORE_FAILED);
    }
    assertThat(vault.find(USER, "name")).contains(VALUE);
  }

  @Test
  void aReadOnlyDatabaseReadsAndRefusesWrites() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(50);
    SQLiteDataSource readOnly = new SQLiteDataSource(config);
    readOnly.setUrl("jdbc:sqlite:" + file);
    TokenVault vault = Vaults.vault(TokenStore.jdbc(readOnly));

    assertThat(vault.find(USER, "name")).contains(VALUE);
    assertThat(vault.list(ACCOUNT)).hasSize(1);
    assertReason(() -> vault.put(USER, "name", OTHER), Reason.STORE_FAILED);
    assertReason(() -> vault.remove(USER, "name"), Reason.STORE_FAILED);
    assertReason(() -> vault.forget(ACCOUNT), Reason.STORE_FAILED);
    assertThat(vault().find(USER, "name")).contains(VALUE);
  }

  /** Why an application must not read from a replica: deletions arrive there later. */
  @Test
  void aReplicaThatLagsBehindStillReturnsWhatWasForgotten() throws SQLException {
    Path copy = Databases.newFile();
    execute("VACUUM INTO '" + copy + "'");
    vault().forget(ACCOUNT);

    assertThat(vault().find(USER, "name")).isEmpty();
    TokenVault replica = Vaults.vault(TokenStore.jdbc(database(copy, "busy_timeout=50")));
    assertThat(replica.find(USER, "name")).contains(VALUE);
  }

  private TokenVault vault() {
    return Vaults.vault(TokenStore.jdbc(source));
  }

  private static SQLiteDataSource database(Path file, String parameters) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file + "?journal_mode=WAL&" + parameters);
    return source;
  }

  private int tasks() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM task")) {
      return row.getInt(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
