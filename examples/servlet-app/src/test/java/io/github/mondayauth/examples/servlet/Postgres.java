package io.github.mondayauth.examples.servlet;

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
import java.util.UUID;

/** A PostgreSQL server with the durability of production, shared by all tests of this JVM. */
final class Postgres {
  private static final Path FOLDER = folder();
  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  private static Path folder() {
    try {
      return Files.createTempDirectory("postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setPort(FreePort.find())
          .setPGStartupWait(Duration.ofMinutes(2))
          .setDataDirectory(FOLDER)
          .setCleanDataDirectory(true)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates an empty database, and returns its JDBC URL. */
  static String newDatabase() throws SQLException {
    String name = "app_" + UUID.randomUUID().toString().replace('-', '_');
    execute("CREATE DATABASE " + name);
    return SERVER.getJdbcUrl("postgres", name);
  }

  /** The folder of the server's files, including the write-ahead log, after a checkpoint. */
  static Path dataDirectory() throws SQLException {
    execute("CHECKPOINT");
    return FOLDER;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
