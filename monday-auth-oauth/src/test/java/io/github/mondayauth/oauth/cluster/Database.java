package io.github.mondayauth.oauth.cluster;

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
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The databases that instances share, with the durability settings of production. */
enum Database {
  POSTGRESQL {
    @Override
    String create() {
      String name = "cluster_" + NAMES.incrementAndGet();
      try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
      return Postgres.SERVER.getJdbcUrl("postgres", name);
    }
  },
  SQLITE {
    @Override
    String create() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "database");
        return "jdbc:sqlite:" + folder.resolve("vault.db");
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

  /** Creates an empty database and returns its JDBC URL, valid in every process of this host. */
  abstract String create();

  /** A connection pool. */
  static HikariDataSource open(String address) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(address.startsWith("jdbc:sqlite:") ? sqlite(address) : postgres(address));
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(MILLIS);
    return new HikariDataSource(config);
  }

  private static DataSource sqlite(String address) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(address);
    return source;
  }

  private static DataSource postgres(String address) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address);
    return source;
  }
}
