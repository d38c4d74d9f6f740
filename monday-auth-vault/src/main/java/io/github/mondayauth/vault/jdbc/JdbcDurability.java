package io.github.mondayauth.vault.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks the database settings that durability depends on, as one connection has them, and logs a
 * warning for each one under which a crash may lose an acknowledged write.
 */
final class JdbcDurability {
  private static final System.Logger LOG = System.getLogger("io.github.mondayauth.vault");

  private record Setting(String query, String name, Set<String> durable) {}

  private JdbcDurability() {}

  /** Logs the weak settings, and returns the warnings. */
  static List<String> report(Connection connection, JdbcDialect dialect) throws SQLException {
    List<String> weaknesses = new ArrayList<>();
    for (Setting setting : settings(dialect)) {
      String found = read(connection, setting.query());
      if (!setting.durable().contains(found)) {
        String weakness =
            dialect
                + ": "
                + setting.name()
                + " is "
                + found
                + ", expected "
                + String.join(" or ", setting.durable().stream().sorted().toList())
                + ": a crash may lose acknowledged writes";
        weaknesses.add(weakness);
        LOG.log(System.Logger.Level.WARNING, weakness);
      }
    }
    return weaknesses;
  }

  /** How long SQLite waits for the write lock. */
  static Duration busyTimeout(Connection connection) throws SQLException {
    return Duration.ofMillis(Long.parseLong(read(connection, "PRAGMA busy_timeout")));
  }

  private static List<Setting> settings(JdbcDialect dialect) {
    return switch (dialect) {
      case SQLITE ->
          List.of(
              new Setting(
                  "PRAGMA journal_mode",
                  "journal_mode",
                  Set.of("wal", "delete", "truncate", "persist")),
              // 2 is FULL, 3 is EXTRA.
              new Setting("PRAGMA synchronous", "synchronous", Set.of("2", "3")));
      case POSTGRESQL ->
          List.of(
              new Setting("SHOW fsync", "fsync", Set.of("on")),
              new Setting("SHOW full_page_writes", "full_page_writes", Set.of("on")),
              new Setting(
                  "SHOW synchronous_commit",
                  "synchronous_commit",
                  Set.of("on", "local", "remote_write", "remote_apply")));
      case MYSQL ->
          List.of(
              new Setting(
                  "SELECT @@innodb_flush_log_at_trx_commit",
                  "innodb_flush_log_at_trx_commit",
                  Set.of("1")));
      case H2 ->
          List.of(
              new Setting(
                  "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                      + " WHERE SETTING_NAME = 'WRITE_DELAY'",
                  "WRITE_DELAY",
                  Set.of("0")));
    };
  }

  private static String read(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)).toLowerCase(Locale.ROOT) : "unknown";
    }
  }
}
