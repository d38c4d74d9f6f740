package io.github.mondayauth.vault.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an account in one transaction. It locks the root first: creations that already checked
 * the root finish before the deletion, which then sees their records; later ones wait and find no
 * root.
 */
final class JdbcAccountDeletion {
  private static final String LOCK =
      "SELECT epoch FROM monday_auth_root WHERE app = ? AND account = ? FOR UPDATE";
  private static final String DELETE_RECORDS =
      "DELETE FROM monday_auth_record WHERE app = ? AND account = ?";
  private static final String DELETE_ROOT =
      "DELETE FROM monday_auth_root WHERE app = ? AND account = ?";

  private final JdbcDialect dialect;

  JdbcAccountDeletion(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  /** Deletes the account and returns the number of its records. */
  int run(Connection connection, String app, long account) throws SQLException {
    if (dialect != JdbcDialect.SQLITE) {
      lock(connection, app, account);
    }
    int records = delete(connection, DELETE_RECORDS, app, account);
    deleteRoot(connection, app, account);
    return records;
  }

  /**
   * Deletes the root, or reports a rollback if the foreign key finds a record, so that the whole
   * transaction runs again: PostgreSQL sometimes grants the lock while the holder of a weaker one
   * still inserts.
   */
  private void deleteRoot(Connection connection, String app, long account) throws SQLException {
    try {
      delete(connection, DELETE_ROOT, app, account);
    } catch (SQLException refused) {
      throw dialect.isReferenced(refused)
          ? new SQLTransactionRollbackException(
              "a record was created during the deletion", "40001", refused)
          : refused;
    }
  }

  /** Locks the account's root until the transaction ends, and returns its epoch or null. */
  @Nullable String lock(Connection connection, String app, long account) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LOCK)) {
      dialect.bind(select, 1, app);
      select.setLong(2, account);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? dialect.text(row, 1) : null;
      }
    }
  }

  private int delete(Connection connection, String sql, String app, long account)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      dialect.bind(delete, 1, app);
      delete.setLong(2, account);
      return delete.executeUpdate();
    }
  }
}
