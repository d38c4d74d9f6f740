package io.github.mondayauth.vault.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * What differs between databases: binding text, creating behind the fence, purging, error codes.
 */
enum JdbcDialect {
  /** Has one writer at a time, so that the statements are the fence; needs no foreign keys. */
  SQLITE(
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content, purge_after)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?1 AND account = ?2 AND epoch = ?4)
      ON CONFLICT (account, app, name) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content, purge_after = excluded.purge_after
      WHERE epoch <> excluded.epoch\
      """,
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content)
      SELECT ?1, ?2, ?3, ?4, ?5
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?1 AND account = ?2 AND epoch = ?4)
      ON CONFLICT (account, app, name) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content\
      """,
      " ON CONFLICT DO NOTHING",
      """
      DELETE FROM monday_auth_record WHERE (app, account, name) IN
        (SELECT app, account, name FROM monday_auth_record WHERE purge_after < ? LIMIT ?)\
      """),
  /** The foreign key is the fence. */
  POSTGRESQL(
      JdbcDialect.INSERT + " ON CONFLICT DO NOTHING",
      """
      INSERT INTO monday_auth_record (app, account, name, epoch, content)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (account, app, name) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content\
      """,
      " ON CONFLICT DO NOTHING",
      """
      DELETE FROM monday_auth_record WHERE (app, account, name) IN
        (SELECT app, account, name FROM monday_auth_record WHERE purge_after < ? LIMIT ?
         FOR UPDATE SKIP LOCKED)\
      """),
  /** MySQL and MariaDB. Creating a record locks its root. */
  MYSQL(JdbcDialect.INSERT, "", "", "DELETE FROM monday_auth_record WHERE purge_after < ? LIMIT ?"),
  /** Creating a record locks its root, since a creation and a deletion can pass a foreign key. */
  H2(
      JdbcDialect.INSERT,
      "",
      "",
      "DELETE FROM monday_auth_record WHERE purge_after < ? FETCH FIRST ? ROWS ONLY");

  private static final String INSERT =
      "INSERT INTO monday_auth_record (app, account, name, epoch, content, purge_after)"
          + " VALUES (?, ?, ?, ?, ?, ?)";

  final String createRecord;

  /** An upsert; empty if creating locks the root. */
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
              "expected SQLite, PostgreSQL, MySQL, MariaDB or H2, found " + product);
    };
  }

  /** Binds text so that the database compares its bytes. */
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

  /** Whether a record was refused because its root does not exist. */
  boolean isRootMissing(SQLException refused) {
    return switch (this) {
      case SQLITE -> false;
      case POSTGRESQL -> "23503".equals(refused.getSQLState());
      case MYSQL -> refused.getErrorCode() == 1452 || refused.getErrorCode() == 1216;
      case H2 -> "23506".equals(refused.getSQLState());
    };
  }

  /** Whether a root was not deleted because it has a record. */
  boolean isReferenced(SQLException refused) {
    return this == POSTGRESQL && "23503".equals(refused.getSQLState());
  }

  /** Whether the database rolled the transaction back, so that it can run again. */
  static boolean isRolledBack(SQLException failed) {
    return "40001".equals(failed.getSQLState()) || "40P01".equals(failed.getSQLState());
  }

  /** Whether a DELETE can return the rows that it deletes. */
  boolean returnsDeleted() {
    return this == SQLITE || this == POSTGRESQL;
  }

  /** Whether creating a record locks its root first, as the fence against a deletion. */
  boolean locksRoot() {
    return this == H2 || this == MYSQL;
  }

  private boolean isBinary() {
    return this == MYSQL || this == H2;
  }
}
