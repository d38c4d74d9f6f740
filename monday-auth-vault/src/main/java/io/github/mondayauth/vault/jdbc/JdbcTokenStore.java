package io.github.mondayauth.vault.jdbc;

import io.github.mondayauth.vault.TokenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Keeps roots and records in the two tables of {@link JdbcSchema}. */
public final class JdbcTokenStore implements TokenStore {
  private static final String FIND_ROOT = "SELECT content, epoch FROM monday_auth_root WHERE ";
  private static final String FIND_RECORD = "SELECT content FROM monday_auth_record WHERE ";
  private static final String REPLACE_ROOT = "UPDATE monday_auth_root SET content = ? WHERE ";
  private static final String REPLACE_RECORD = "UPDATE monday_auth_record SET content = ? WHERE ";
  private static final String DELETE_RECORD = "DELETE FROM monday_auth_record WHERE ";
  private static final String RECORDS =
      "SELECT content, epoch, name FROM monday_auth_record WHERE ";
  private static final String ROOTS =
      "SELECT content, epoch, account FROM monday_auth_root"
          + " WHERE app = ? AND account > ? ORDER BY account LIMIT ?";

  private static final String HAS_VERSION = " AND substr(content, 1, 8) = ?";

  /** Matches content without a version of this store; the parameter is the lowest such version. */
  private static final String NEVER_WRITTEN =
      " AND (octet_length(content) < 8 OR substr(content, 1, 8) >= ?)";

  private final JdbcSession session;
  private final JdbcDialect dialect;
  private final JdbcAccountDeletion deletion;

  /** Opens a store over existing tables, and logs settings that weaken durability. */
  public JdbcTokenStore(DataSource source) {
    this.session = new JdbcSession(source);
    this.dialect = session.read(JdbcDialect::of);
    if (dialect == JdbcDialect.SQLITE) {
      session.queueWriters(session.read(JdbcDurability::busyTimeout));
    }
    this.deletion = new JdbcAccountDeletion(dialect);
    session.read(
        connection -> {
          JdbcSchema.requireCurrent(connection, dialect);
          return JdbcDurability.report(connection, dialect);
        });
  }

  @Override
  public Optional<Row> find(Key key) {
    return session.read(connection -> find(connection, key));
  }

  private Optional<Row> find(Connection connection, Key key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            (key.isRoot() ? FIND_ROOT : FIND_RECORD) + dialect.matches(key))) {
      dialect.bindKey(select, 1, key);
      try (ResultSet row = select.executeQuery()) {
        // A record's epoch is its root's, since deleting an account is atomic here.
        return row.next()
            ? Optional.of(row(key, row, key.isRoot() ? dialect.text(row, 2) : ""))
            : Optional.empty();
      }
    }
  }

  private static Row row(Key key, ResultSet row, String epoch) throws SQLException {
    return VersionedContent.of(row.getBytes(1)).row(key, epoch);
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    if (dialect.locksRoot() && !key.isRoot()) {
      return session.transact(
          connection ->
              locksRoot(connection, key, epoch)
                  ? create(connection, key, epoch, value, purgeAfter)
                  : Created.FENCED);
    }
    return session.write(connection -> create(connection, key, epoch, value, purgeAfter));
  }

  private Created create(
      Connection connection, Key key, String epoch, byte[] value, @Nullable Instant purgeAfter)
      throws SQLException {
    while (true) {
      if (insert(connection, key, epoch, value, purgeAfter)) {
        return Created.CREATED;
      }
      if (!key.isRoot() && !hasRoot(connection, key, epoch)) {
        return Created.FENCED;
      }
      if (find(connection, key).isPresent()) {
        return Created.EXISTS;
      }
      // The record that blocked the insertion was deleted: try again.
    }
  }

  /** Locks the record's root; false if it does not exist or has another epoch. */
  private boolean locksRoot(Connection connection, Key key, String epoch) throws SQLException {
    return epoch.equals(deletion.lock(connection, key.app(), key.account()));
  }

  private boolean hasRoot(Connection connection, Key key, String epoch) throws SQLException {
    return find(connection, Key.root(key.app(), key.account()))
        .filter(root -> root.epoch().equals(epoch))
        .isPresent();
  }

  /** Inserts; false if the record exists or its root does not. */
  private boolean insert(
      Connection connection, Key key, String epoch, byte[] value, @Nullable Instant purgeAfter)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(key.isRoot() ? dialect.createRoot : dialect.createRecord)) {
      int next = dialect.bindKey(insert, 1, key);
      dialect.bind(insert, next, epoch);
      insert.setBytes(next + 1, VersionedContent.next(value).toBytes());
      if (!key.isRoot()) {
        Long due = purgeAfter == null ? null : purgeAfter.toEpochMilli();
        insert.setObject(next + 2, due, Types.BIGINT);
        dialect.bindRoot(insert, next + 3, key);
      }
      return insert.executeUpdate() == 1;
    } catch (SQLException refused) {
      if (dialect.isDuplicate(refused) || dialect.isRootMissing(refused)) {
        return false;
      }
      throw refused;
    }
  }

  @Override
  public boolean put(Key key, String epoch, byte[] value) {
    if (dialect.locksRoot()) {
      return TokenStore.super.put(key, epoch, value);
    }
    Key record = requireRecord(key);
    return session.write(connection -> upsert(connection, record, epoch, value));
  }

  private static Key requireRecord(Key key) {
    if (key.isRoot()) {
      throw new IllegalArgumentException("expected the key of a record, found the key of a root");
    }
    return key;
  }

  private boolean upsert(Connection connection, Key key, String epoch, byte[] value)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(dialect.putRecord)) {
      int next = dialect.bindKey(upsert, 1, key);
      dialect.bind(upsert, next, epoch);
      upsert.setBytes(next + 1, VersionedContent.next(value).toBytes());
      dialect.bindRoot(upsert, next + 2, key);
      return upsert.executeUpdate() == 1;
    } catch (SQLException refused) {
      if (dialect.isRootMissing(refused)) {
        return false;
      }
      throw refused;
    }
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    VersionedContent next = VersionedContent.next(value);
    return session.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  matching(key.isRoot() ? REPLACE_ROOT : REPLACE_RECORD, key, version))) {
            update.setBytes(1, next.toBytes());
            bindVersion(update, 2, key, version);
            return update.executeUpdate() == 1
                ? OptionalLong.of(next.version())
                : OptionalLong.empty();
          }
        });
  }

  @Override
  public boolean delete(Key key, long version) {
    Key record = requireRecord(key);
    return session.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(matching(DELETE_RECORD, record, version))) {
            bindVersion(delete, 1, record, version);
            return delete.executeUpdate() == 1;
          }
        });
  }

  private String matching(String sql, Key key, long version) {
    return sql + dialect.matches(key) + (version < 0 ? NEVER_WRITTEN : HAS_VERSION);
  }

  private void bindVersion(PreparedStatement statement, int first, Key key, long version)
      throws SQLException {
    int next = dialect.bindKey(statement, first, key);
    statement.setBytes(next, VersionedContent.bytes(version < 0 ? Long.MIN_VALUE : version));
  }

  @Override
  public DeletedAccount deleteAccount(String app, long account) {
    return session.transact(connection -> deletion.run(connection, app, account));
  }

  @Override
  public List<Row> records(String app, long account, @Nullable Key after, int limit) {
    return session.read(
        connection -> {
          String sql =
              RECORDS + dialect.matchesAfter() + " ORDER BY " + dialect.nameOrder() + " LIMIT ?";
          List<Row> page = new ArrayList<>();
          String name = after == null ? "" : after.name();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            boolean mayBeMore = true;
            while (mayBeMore && page.size() < limit) {
              int asked = limit - page.size();
              int found = 0;
              select.setInt(dialect.bindAfter(select, 1, app, account, name), asked);
              try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  found++;
                  name = dialect.text(row, 3);
                  Key key = key(app, account, name);
                  if (key != null) {
                    page.add(row(key, row, dialect.text(row, 2)));
                  }
                }
              }
              mayBeMore = found == asked;
            }
          }
          return page;
        });
  }

  /**
   * The key of a row, or null if its name cannot be one. The library writes no such row. It must
   * not keep the rest of an account from being listed or deleted.
   */
  static @Nullable Key key(String app, long account, String name) {
    try {
      return name.isEmpty() ? null : new Key(app, account, name);
    } catch (IllegalArgumentException impossible) {
      return null;
    }
  }

  @Override
  public List<Row> roots(String app, @Nullable Key after, int limit) {
    return session.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(ROOTS)) {
            dialect.bind(select, 1, app);
            select.setLong(2, after == null ? -1 : after.account());
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              List<Row> page = new ArrayList<>();
              while (row.next()) {
                page.add(row(Key.root(app, row.getLong(3)), row, dialect.text(row, 2)));
              }
              return page;
            }
          }
        });
  }

  @Override
  public int purge(Instant before, int limit) {
    return session.write(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(dialect.purge)) {
            delete.setLong(1, before.toEpochMilli());
            delete.setInt(2, limit);
            return delete.executeUpdate();
          }
        });
  }

  @Override
  public String toString() {
    return "TokenStore[JDBC, " + dialect + "]";
  }
}
