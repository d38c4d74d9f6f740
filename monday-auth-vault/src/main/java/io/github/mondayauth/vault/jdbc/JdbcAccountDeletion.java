package io.github.mondayauth.vault.jdbc;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.DeletedAccount;
import io.github.mondayauth.vault.TokenStore.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes an account in one transaction, and returns what it deleted. It locks the root first:
 * creations that already checked the root finish before the deletion, which then sees their
 * records; later ones wait and find no root. Writes to the records wait for the deletion, or it
 * sees them.
 */
final class JdbcAccountDeletion {
  private static final String LOCK =
      "SELECT epoch FROM monday_auth_root WHERE app = ? AND account = ? FOR UPDATE";
  private static final String SELECT_RECORDS =
      "SELECT content, epoch, name FROM monday_auth_record WHERE ";
  private static final String SELECT_ROOT =
      "SELECT content, epoch FROM monday_auth_root WHERE app = ? AND account = ? FOR UPDATE";
  private static final String DELETE_RECORDS = "DELETE FROM monday_auth_record WHERE ";
  private static final String DELETE_ROOT =
      "DELETE FROM monday_auth_root WHERE app = ? AND account = ?";

  private final JdbcDialect dialect;

  JdbcAccountDeletion(JdbcDialect dialect) {
    this.dialect = dialect;
  }

  DeletedAccount run(Connection connection, String app, long account) throws SQLException {
    if (dialect != JdbcDialect.SQLITE) {
      lock(connection, app, account);
    }
    String ofAccount = dialect.matchesAccount();
    List<Row> records;
    if (dialect.returnsDeleted()) {
      String delete = DELETE_RECORDS + ofAccount + " RETURNING content, epoch, name";
      records = records(connection, delete, app, account);
    } else {
      records = records(connection, SELECT_RECORDS + ofAccount + " FOR UPDATE", app, account);
      try (PreparedStatement delete =
          prepareRecords(connection, DELETE_RECORDS + ofAccount, app, account)) {
        delete.executeUpdate();
      }
    }
    return new DeletedAccount(deleteRoot(connection, app, account), records);
  }

  /**
   * Deletes the root, or reports a rollback if the foreign key finds a record, so that the whole
   * transaction runs again: PostgreSQL sometimes grants the lock while the holder of a weaker one
   * still inserts.
   */
  private @Nullable Row deleteRoot(Connection connection, String app, long account)
      throws SQLException {
    try {
      if (dialect.returnsDeleted()) {
        return root(connection, DELETE_ROOT + " RETURNING content, epoch", app, account);
      }
      Row root = root(connection, SELECT_ROOT, app, account);
      delete(connection, DELETE_ROOT, app, account);
      return root;
    } catch (SQLException refused) {
      throw dialect.isReferenced(refused)
          ? new SQLTransactionRollbackException(
              "a record was created during the deletion", "40001", refused)
          : refused;
    }
  }

  /** Locks the account's root until the transaction ends, and returns its epoch or null. */
  @Nullable String lock(Connection connection, String app, long account) throws SQLException {
    try (PreparedStatement select = prepare(connection, LOCK, app, account);
        ResultSet row = select.executeQuery()) {
      return row.next() ? dialect.text(row, 1) : null;
    }
  }

  private List<Row> records(Connection connection, String sql, String app, long account)
      throws SQLException {
    List<Row> records = new ArrayList<>();
    try (PreparedStatement statement = prepareRecords(connection, sql, app, account);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        TokenStore.Key key = JdbcTokenStore.key(app, account, dialect.text(row, 3));
        if (key != null) {
          records.add(VersionedContent.of(row.getBytes(1)).row(key, dialect.text(row, 2)));
        }
      }
    }
    return records;
  }

  private @Nullable Row root(Connection connection, String sql, String app, long account)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, app, account);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? VersionedContent.of(row.getBytes(1))
              .row(TokenStore.Key.root(app, account), dialect.text(row, 2))
          : null;
    }
  }

  private void delete(Connection connection, String sql, String app, long account)
      throws SQLException {
    try (PreparedStatement delete = prepare(connection, sql, app, account)) {
      delete.executeUpdate();
    }
  }

  private PreparedStatement prepare(Connection connection, String sql, String app, long account)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      dialect.bind(statement, 1, app);
      statement.setLong(2, account);
      return statement;
    } catch (SQLException failed) {
      statement.close();
      throw failed;
    }
  }

  private PreparedStatement prepareRecords(
      Connection connection, String sql, String app, long account) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      dialect.bindAccount(statement, 1, app, account);
      return statement;
    } catch (SQLException failed) {
      statement.close();
      throw failed;
    }
  }
}
