package io.github.mondayauth.benchmarks.action;

import io.github.mondayauth.MondayUser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Selects a ciphertext by primary key, without decrypting it. */
final class BareStore implements HmacServlet.Credentials {
  private static final String SELECT =
      "SELECT credential FROM bare WHERE account = ? AND person = ? AND service = ?";

  private final DataSource source;

  BareStore(DataSource source) {
    this.source = source;
  }

  @Override
  public int length(MondayUser user, String connection) throws SQLException {
    try (Connection jdbc = source.getConnection();
        PreparedStatement select = jdbc.prepareStatement(SELECT)) {
      select.setLong(1, user.account().id());
      select.setLong(2, user.id());
      select.setString(3, connection);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("Expected a credential of " + user + ", found none");
        }
        return row.getBytes(1).length;
      }
    }
  }
}
