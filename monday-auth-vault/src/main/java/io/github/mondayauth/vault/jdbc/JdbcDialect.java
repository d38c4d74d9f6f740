package io.github.mondayauth.vault.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * What differs between databases: the key of a record, creating behind the fence, purging, error
 * codes.
 */
enum JdbcDialect {
  /**
   * Has one writer at a time, so that the statements are the fence; needs no foreign keys. The key
   * of a record is one column, because a select prepares its statement every time, and each
   * condition and each parameter adds to its time.
   */
  SQLITE(
      """
      INSERT INTO monday_auth_record (key, epoch, content, purge_after)
      SELECT ?1, ?2, ?3, ?4
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?5 AND account = ?6 AND epoch = ?2)
      ON CONFLICT (key) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content, purge_after = excluded.purge_after
      WHERE epoch <> excluded.epoch\
      """,
      """
      INSERT INTO monday_auth_record (key, epoch, content)
      SELECT ?1, ?2, ?3
      WHERE EXISTS (SELECT 1 FROM monday_auth_root WHERE app = ?4 AND account = ?5 AND epoch = ?2)
      ON CONFLICT (key) DO UPDATE
      SET epoch = excluded.epoch, content = excluded.content\
      """,
      " ON CONFLICT DO NOTHING",
      """
      DELETE FROM monday_auth_record WHERE key IN
        (SELECT key FROM monday_auth_record WHERE purge_after < ? LIMIT ?)\
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

  /** Between the parts of SQLite's key, since no part has a control character. */
  private static final char SEPARATOR = '\t';

  /** Greater than the separator, and less than any character of a part. */
  private static final char AFTER_SEPARATOR = '\n';

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

  /**
   * The dialect of a database that the library supports.
   *
   * @throws IllegalArgumentException if it is not supported
   * @throws VaultException with FORMAT_UNKNOWN if it is SQLite with an encoding other than UTF-8
   */
  static JdbcDialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "sqlite" -> sqlite(connection);
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "h2" -> H2;
      default ->
          throw new IllegalArgumentException(
              "expected SQLite, PostgreSQL, MySQL, MariaDB or H2, found " + product);
    };
  }

  /**
   * Checks how SQLite stores text. It compares keys by their bytes, and in UTF-16 a range of keys
   * would contain those of other apps.
   */
  private static JdbcDialect sqlite(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("PRAGMA encoding")) {
      String encoding = row.next() ? row.getString(1) : "none";
      if (!"UTF-8".equals(encoding)) {
        throw new VaultException(
            Reason.FORMAT_UNKNOWN,
            "expected a SQLite database with the encoding UTF-8, found "
                + encoding
                + ": use another database file");
      }
      return SQLITE;
    }
  }

  /** The condition that matches a root or record, for {@link #bindKey}. */
  String matches(TokenStore.Key key) {
    if (key.isRoot()) {
      return "app = ? AND account = ?";
    }
    return this == SQLITE ? "key = ?" : "app = ? AND account = ? AND name = ?";
  }

  /** Binds the key of a root or record, and returns the index of the next parameter. */
  int bindKey(PreparedStatement statement, int first, TokenStore.Key key) throws SQLException {
    if (this == SQLITE && !key.isRoot()) {
      statement.setString(first, key(key.app(), key.account(), SEPARATOR) + key.name());
      return first + 1;
    }
    bind(statement, first, key.app());
    statement.setLong(first + 1, key.account());
    if (key.isRoot()) {
      return first + 2;
    }
    bind(statement, first + 2, key.name());
    return first + 3;
  }

  /** Binds the root that {@link #createRecord} and {@link #putRecord} require, if they name it. */
  void bindRoot(PreparedStatement statement, int first, TokenStore.Key key) throws SQLException {
    if (this == SQLITE) {
      statement.setString(first, key.app());
      statement.setLong(first + 1, key.account());
    }
  }

  /** The condition that matches the records of an account, for {@link #bindAccount}. */
  String matchesAccount() {
    return this == SQLITE ? "key >= ? AND key < ?" : "app = ? AND account = ?";
  }

  /** Binds an account, for {@link #matchesAccount}. */
  void bindAccount(PreparedStatement statement, int first, String app, long account)
      throws SQLException {
    if (this == SQLITE) {
      bindAfter(statement, first, app, account, "");
    } else {
      bind(statement, first, app);
      statement.setLong(first + 1, account);
    }
  }

  /** The condition that matches the records of an account after a name. */
  String matchesAfter() {
    return this == SQLITE ? "key > ? AND key < ?" : "app = ? AND account = ? AND name > ?";
  }

  /** The column that sorts the records of an account by name. */
  String nameOrder() {
    return this == SQLITE ? "key" : "name";
  }

  /**
   * Binds an account and a name, for {@link #matchesAfter}, and returns the index of the next
   * parameter.
   */
  int bindAfter(PreparedStatement statement, int first, String app, long account, String name)
      throws SQLException {
    if (this == SQLITE) {
      statement.setString(first, key(app, account, SEPARATOR) + name);
      statement.setString(first + 1, key(app, account, AFTER_SEPARATOR));
      return first + 2;
    }
    bind(statement, first, app);
    statement.setLong(first + 1, account);
    bind(statement, first + 2, name);
    return first + 3;
  }

  private static String key(String app, long account, char end) {
    return Long.toString(account) + SEPARATOR + app + end;
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
