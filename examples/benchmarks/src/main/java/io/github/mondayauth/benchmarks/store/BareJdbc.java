package io.github.mondayauth.benchmarks.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Stores credentials unencrypted in a table, with one select or one upsert by primary key. */
final class BareJdbc implements CredentialStore {
  private static final String SELECT =
      "SELECT credential FROM bare WHERE account = ? AND person = ? AND service = ?";
  private static final String UPSERT =
      "INSERT INTO bare (account, person, service, credential) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (account, person, service)"
          + " DO UPDATE SET credential = excluded.credential";

  private final DataSource source;

  BareJdbc(DataSource source) throws SQLException {
    this.source = source;
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
      statement.execute(
          "CREATE TABLE bare (account bigint NOT NULL, person bigint NOT NULL, service text NOT NULL,"
              + " credential "
              + (sqlite ? "blob" : "bytea")
              + " NOT NULL, PRIMARY KEY (account, person, service))"
              + (sqlite ? " WITHOUT ROWID" : ""));
    }
  }

  @Override
  public long find(MondayUser user) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT)) {
      bind(select, user);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("Expected a credential of " + user + ", found none");
        }
        return new String(row.getBytes(1), UTF_8).length();
      }
    }
  }

  @Override
  public void put(MondayUser user, String credential) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      bind(upsert, user);
      upsert.setBytes(4, credential.getBytes(UTF_8));
      upsert.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, MondayUser user) throws SQLException {
    statement.setLong(1, user.account().id());
    statement.setLong(2, user.id());
    statement.setString(3, SERVICE);
  }
}
