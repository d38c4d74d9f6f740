package io.github.mondayauth.examples.endtoend;

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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The databases that instances of the application share, as durable as in production. */
enum SharedDatabase {
  POSTGRESQL {
    @Override
    DataSource create() {
      String name = "end_to_end_" + NAMES.incrementAndGet();
      try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      return Postgres.SERVER.getDatabase("postgres", name);
    }
  },
  SQLITE {
    @Override
    DataSource create() {
      try {
        Path folder = Files.createTempDirectory("database");
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + folder.resolve("vault.db"));
        return source;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  };

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int MILLIS = 60_000;

  /** Started once per JVM, by the first test that needs it. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPort(FreePort.find())
            .setPGStartupWait(Duration.ofMinutes(2))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** Creates an empty database. */
  abstract DataSource create();

  /** A connection pool, as each instance has its own. */
  static HikariDataSource pool(DataSource database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(MILLIS);
    return new HikariDataSource(config);
  }
}
