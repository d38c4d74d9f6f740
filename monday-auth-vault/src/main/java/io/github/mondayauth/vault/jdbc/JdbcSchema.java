package io.github.mondayauth.vault.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Creates the tables from files {@code schema/DATABASE-VERSION.sql}: the first file creates them,
 * each later one updates them from the previous version. A table with one row holds the version.
 */
public final class JdbcSchema {
  private static final String FILES = "/io/github/mondayauth/vault/schema/";
  private static final int CURRENT = 1;
  private static final String VERSION_TABLE =
      "CREATE TABLE IF NOT EXISTS monday_auth_schema (version INTEGER NOT NULL)";

  /** The version table of SQLite is strict, like the other tables in its file. */
  private static final String STRICT = " STRICT";

  private JdbcSchema() {}

  /** Runs the files that have not run yet. Several instances may do so at the same time. */
  public static void create(DataSource source) {
    JdbcSession session = new JdbcSession(source);
    JdbcDialect dialect = session.read(JdbcDialect::of);
    try {
      session.transact(connection -> update(connection, dialect));
    } catch (VaultException failed) {
      if (session.read(JdbcSchema::version) != CURRENT) {
        throw failed;
      }
    }
  }

  private static int update(Connection connection, JdbcDialect dialect) throws SQLException {
    execute(connection, VERSION_TABLE + (dialect == JdbcDialect.SQLITE ? STRICT : ""));
    // A write before the first read: SQLite waits for a lock here, and not after a read.
    execute(connection, "DELETE FROM monday_auth_schema WHERE version < 0");
    int present = version(connection);
    for (int version = present + 1; version <= CURRENT; version++) {
      for (String statement : statements(dialect, version)) {
        execute(connection, statement);
      }
      execute(connection, "DELETE FROM monday_auth_schema");
      execute(connection, "INSERT INTO monday_auth_schema (version) VALUES (" + version + ")");
    }
    return present;
  }

  /** Checks that the tables exist and have the current version. */
  static void requireCurrent(Connection connection, JdbcDialect dialect) {
    int found;
    try {
      found = version(connection);
    } catch (SQLException missing) {
      throw new VaultException(
          Reason.STORE_FAILED,
          "this " + dialect + " database has no vault tables: call TokenStore.createTables",
          missing);
    }
    if (found != CURRENT) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "expected vault tables of version "
              + CURRENT
              + ", found "
              + found
              + ": update this library or call TokenStore.createTables");
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT MAX(version) FROM monday_auth_schema")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> statements(JdbcDialect dialect, int version) {
    String file = FILES + dialect.name().toLowerCase(Locale.ROOT) + "-" + version + ".sql";
    try (InputStream in = JdbcSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the jar");
      }
      String text = new String(in.readAllBytes(), UTF_8).replaceAll("(?m)^--.*$", "");
      return Arrays.stream(text.split(";", -1))
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
