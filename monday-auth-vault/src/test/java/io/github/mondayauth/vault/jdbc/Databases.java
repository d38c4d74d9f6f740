package io.github.mondayauth.vault.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Real databases, as durable as in production. */
public final class Databases {
  private static final Path FOLDER = temporaryFolder();

  private Databases() {}

  /** Starts once for all tests of this JVM, that is, once for each run of the module's tests. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPort(FreePort.find())
            .setPGStartupWait(Duration.ofMinutes(2))
            .setDataDirectory(FOLDER.resolve("postgres"))
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** The PostgreSQL server's default database, which several tests share. */
  public static HikariDataSource postgres() {
    return pool(Postgres.SERVER.getPostgresDatabase(), 16);
  }

  /** A new, empty PostgreSQL database. */
  public static HikariDataSource postgres(String name) {
    try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return pool(Postgres.SERVER.getDatabase("postgres", name), 8);
  }

  /** The JDBC URL of a database that {@link #postgres(String)} created, for another process. */
  public static String postgresUrl(String name) {
    return Postgres.SERVER.getJdbcUrl("postgres", name);
  }

  /** The PostgreSQL server's files. */
  public static Path postgresFolder() {
    return FOLDER.resolve("postgres");
  }

  /** An H2 database in a file, which is created if it does not exist. */
  public static HikariDataSource h2(Path file) {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + file + ";WRITE_DELAY=0;LOCK_TIMEOUT=60000");
    return pool(source, 16);
  }

  /** A SQLite database in a file, which is created if it does not exist. */
  public static HikariDataSource sqlite(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(60_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return pool(source, 8);
  }

  /** The path of a new database file, alone in a new folder. */
  public static Path newFile() {
    try {
      return Files.createTempDirectory(FOLDER, "database").resolve("vault.db");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static HikariDataSource pool(DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(120_000);
    return new HikariDataSource(config);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("vault-databases");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
