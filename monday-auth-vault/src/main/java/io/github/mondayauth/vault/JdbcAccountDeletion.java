package io.github.mondayauth.vault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an account within a transaction. The root is locked first: creations that checked it are
 * waited for, so that their records are seen, and later ones wait and find it gone.
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

  /** The number of records that were deleted. */
  int run(Connection connection, String app, long account) throws SQLException {
    if (dialect != JdbcDialect.SQLITE) {
      lock(connection, app, account);
    }
    int records = delete(connection, DELETE_RECORDS, app, account);
    deleteRoot(connection, app, account);
    return records;
  }

  /**
   * Where the foreign key finds a record that was created after all, everything is done again:
   * PostgreSQL now and then gives a lock while a holder of a weaker one is still at work.
   */
  private void deleteRoot(Connection connection, String app, long account) throws SQLException {
    try {
      delete(connection, DELETE_ROOT, app, account);
    } catch (SQLException refused) {
      throw dialect.isReferenced(refused)
          ? new SQLTransactionRollbackException("a record was created meanwhile", "40001", refused)
          : refused;
    }
  }

  /** Locks the account's root until the transaction ends; null if there is none. */
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
