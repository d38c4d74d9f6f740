package io.github.mondayauth.vault;

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
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Two tables, one of roots and one of records; the tables are those of {@link JdbcSchema}. */
final class JdbcTokenStore implements TokenStore {
  private static final String FIND_ROOT =
      "SELECT epoch, version, content FROM monday_auth_root WHERE app = ? AND account = ?";
  private static final String FIND_RECORD =
      "SELECT epoch, version, content, purge_after FROM monday_auth_record"
          + " WHERE app = ? AND account = ? AND name = ?";
  private static final String REPLACE_ROOT =
      "UPDATE monday_auth_root SET content = ?, version = ?"
          + " WHERE app = ? AND account = ? AND version = ?";
  private static final String REPLACE_RECORD =
      "UPDATE monday_auth_record SET content = ?, version = ?"
          + " WHERE app = ? AND account = ? AND version = ? AND name = ?";
  private static final String DELETE_RECORD =
      "DELETE FROM monday_auth_record WHERE app = ? AND account = ? AND version = ? AND name = ?";
  private static final String RECORDS =
      "SELECT epoch, version, content, purge_after, name FROM monday_auth_record"
          + " WHERE app = ? AND account = ? AND name > ? ORDER BY name LIMIT ?";
  private static final String ROOTS =
      "SELECT epoch, version, content, account FROM monday_auth_root"
          + " WHERE app = ? AND account > ? ORDER BY account LIMIT ?";

  private final JdbcSession session;
  private final JdbcDialect dialect;
  private final JdbcAccountDeletion deletion;

  JdbcTokenStore(DataSource source) {
    this.session = new JdbcSession(source);
    this.dialect = session.read(JdbcDialect::of);
    if (dialect == JdbcDialect.SQLITE) {
      session.queueWriters();
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
        connection.prepareStatement(key.isRoot() ? FIND_ROOT : FIND_RECORD)) {
      dialect.bind(select, 1, key.app());
      select.setLong(2, key.account());
      if (!key.isRoot()) {
        dialect.bind(select, 3, key.name());
      }
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row(key, row)) : Optional.empty();
      }
    }
  }

  private Row row(Key key, ResultSet row) throws SQLException {
    return new Row(
        key,
        row.getLong(2),
        dialect.text(row, 1),
        row.getBytes(3),
        key.isRoot() ? null : instant(row));
  }

  private static @Nullable Instant instant(ResultSet row) throws SQLException {
    long millis = row.getLong(4);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  @Override
  public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
    if (dialect.locksRoot() && !key.isRoot()) {
      return session.transact(
          connection ->
              epoch.equals(deletion.lock(connection, key.app(), key.account()))
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
      Optional<Row> present = find(connection, key);
      if (present.isPresent()) {
        boolean counts = key.isRoot() || present.get().epoch().equals(epoch);
        return counts ? Created.EXISTS : Created.FENCED;
      }
      if (!key.isRoot() && !hasRoot(connection, key, epoch)) {
        return Created.FENCED;
      }
      // What was in the way is gone meanwhile.
    }
  }

  private boolean hasRoot(Connection connection, Key key, String epoch) throws SQLException {
    return find(connection, Key.root(key.app(), key.account()))
        .filter(root -> root.epoch().equals(epoch))
        .isPresent();
  }

  /** False if something is in the way: the record, or the lack of its root. */
  private boolean insert(
      Connection connection, Key key, String epoch, byte[] value, @Nullable Instant purgeAfter)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(key.isRoot() ? dialect.createRoot : dialect.createRecord)) {
      int next = 1;
      dialect.bind(insert, next++, key.app());
      insert.setLong(next++, key.account());
      if (!key.isRoot()) {
        dialect.bind(insert, next++, key.name());
      }
      dialect.bind(insert, next++, epoch);
      insert.setLong(next++, firstVersion());
      insert.setBytes(next++, value);
      if (!key.isRoot()) {
        insert.setObject(next, purgeAfter == null ? null : purgeAfter.toEpochMilli(), Types.BIGINT);
      }
      return insert.executeUpdate() == 1;
    } catch (SQLException refused) {
      if (dialect.isDuplicate(refused) || dialect.isRootMissing(refused)) {
        return false;
      }
      throw refused;
    }
  }

  /** Later creations start higher, so that no version of a deleted record returns. */
  private static long firstVersion() {
    return (System.currentTimeMillis() << 20) | ThreadLocalRandom.current().nextInt(1 << 20);
  }

  @Override
  public OptionalLong replace(Key key, long version, byte[] value) {
    return session.write(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(key.isRoot() ? REPLACE_ROOT : REPLACE_RECORD)) {
            update.setBytes(1, value);
            update.setLong(2, version + 1);
            bindVersion(update, 3, key, version);
            return update.executeUpdate() == 1
                ? OptionalLong.of(version + 1)
                : OptionalLong.empty();
          }
        });
  }

  @Override
  public boolean delete(Key key, long version) {
    if (key.isRoot()) {
      throw new IllegalArgumentException("a root is deleted with its account");
    }
    return session.write(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(DELETE_RECORD)) {
            bindVersion(delete, 1, key, version);
            return delete.executeUpdate() == 1;
          }
        });
  }

  private void bindVersion(PreparedStatement statement, int first, Key key, long version)
      throws SQLException {
    dialect.bind(statement, first, key.app());
    statement.setLong(first + 1, key.account());
    statement.setLong(first + 2, version);
    if (!key.isRoot()) {
      dialect.bind(statement, first + 3, key.name());
    }
  }

  @Override
  public int deleteAccount(String app, long account) {
    return session.transact(connection -> deletion.run(connection, app, account));
  }

  @Override
  public List<Row> records(String app, long account, @Nullable Key after, int limit) {
    return session.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(RECORDS)) {
            dialect.bind(select, 1, app);
            select.setLong(2, account);
            dialect.bind(select, 3, after == null ? "" : after.name());
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
              List<Row> page = new ArrayList<>();
              while (row.next()) {
                page.add(row(new Key(app, account, dialect.text(row, 5)), row));
              }
              return page;
            }
          }
        });
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
                page.add(row(Key.root(app, row.getLong(4)), row));
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
