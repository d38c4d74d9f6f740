package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** Where the databases differ: how text is bound, and how a fenced create and a purge are said. */
enum JdbcDialect {
  /** One writer at a time; foreign keys are not relied on. */
  SQLITE(
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content, purge_after)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?1 AND account = ?2 AND epoch = ?4)
      ON CONFLICT DO NOTHING""",
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content)
      SELECT ?1, ?2, ?3, ?4, ?5
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?1 AND account = ?2 AND epoch = ?4)
      ON CONFLICT (account, app, name) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content""",
      " ON CONFLICT DO NOTHING",
      """
      DELETE FROM monday_auth_record WHERE (app, account, name) IN
        (SELECT app, account, name FROM monday_auth_record WHERE purge_after < ? LIMIT ?)"""),
  /** The foreign key is the fence. */
  POSTGRESQL(
      JdbcDialect.INSERT + " ON CONFLICT DO NOTHING",
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account, app, name) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content""",
      " ON CONFLICT DO NOTHING",
      """
      DELETE FROM monday_auth_record WHERE (app, account, name) IN
        (SELECT app, account, name FROM monday_auth_record WHERE purge_after < ? LIMIT ?
         FOR UPDATE SKIP LOCKED)"""),
  /** MySQL and MariaDB; the root is locked. */
  MYSQL(JdbcDialect.INSERT, "", "", "DELETE FROM monday_auth_record WHERE purge_after < ? LIMIT ?"),
  /** The root is locked: foreign keys let a creation and a deletion pass each other. */
  H2(
      JdbcDialect.INSERT,
      "",
      "",
      "DELETE FROM monday_auth_record WHERE purge_after < ? FETCH FIRST ? ROWS ONLY");

  private static final String INSERT =
      "INSERT INTO monday_auth_record (app, account, name, epoch, content, purge_after)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  final String createRecord;

  /** An upsert; none where creating locks the root. */
  final String putRecord;

  final String createRoot;
  final String purge;

  JdbcDialect(String createRecord, String putRecord, String afterCreateRoot, String purge) {
    this.createRecord = createRecord;
    this.putRecord = putRecord;
    this.createRoot =
        "INSERT INTO monday_auth_root (app, account, epoch, content)"
            + " VALUES (?, ?, ?, ?)"
            + afterCreateRoot;
    this.purge = purge;
  }

  static JdbcDialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "sqlite" -> SQLITE;
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "h2" -> H2;
      default ->
          throw new IllegalArgumentException(
              "SQLite, PostgreSQL, MySQL, MariaDB or H2 expected, found " + product);
    };
  }

  /** Binds text so that it compares by its bytes. */
  void bind(PreparedStatement statement, int index, String text) throws SQLException {
    if (isBinary()) {
      statement.setBytes(index, text.getBytes(UTF_8));
    } else {
      statement.setString(index, text);
    }
  }

  String text(ResultSet row, int column) throws SQLException {
    return isBinary() ? new String(row.getBytes(column), UTF_8) : row.getString(column);
  }

  boolean isDuplicate(SQLException refused) {
    return this == MYSQL ? refused.getErrorCode() == 1062 : "23505".equals(refused.getSQLState());
  }

  /** Whether a record was refused because its root is not there. */
  boolean isRootMissing(SQLException refused) {
    return switch (this) {
      case SQLITE -> false;
      case POSTGRESQL -> "23503".equals(refused.getSQLState());
      case MYSQL -> refused.getErrorCode() == 1452 || refused.getErrorCode() == 1216;
      case H2 -> "23506".equals(refused.getSQLState());
    };
  }

  /** Whether a root was not deleted because there is a record of it. */
  boolean isReferenced(SQLException refused) {
    return this == POSTGRESQL && "23503".equals(refused.getSQLState());
  }

  /** Whether the database took everything back, so that the same can be tried again. */
  static boolean isRolledBack(SQLException failed) {
    return "40001".equals(failed.getSQLState()) || "40P01".equals(failed.getSQLState());
  }

  /** Whether creating a record locks its root first, so that no deletion can pass it. */
  boolean locksRoot() {
    return this == H2 || this == MYSQL;
  }

  private boolean isBinary() {
    return this == MYSQL || this == H2;
  }
}
