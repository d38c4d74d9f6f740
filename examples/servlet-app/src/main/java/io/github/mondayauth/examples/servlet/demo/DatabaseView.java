package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** The rows of the database as anyone with a copy of it sees them. */
final class DatabaseView {
  private static final String ROWS =
      "SELECT * FROM (SELECT account, 'root' AS name, content FROM monday_auth_root"
          + " UNION ALL SELECT account, name, content FROM monday_auth_record)"
          + " ORDER BY account, name <> 'root', name";

  private static final int VERSION_BYTES = 8;

  private final String url;

  DatabaseView(String url) {
    this.url = url;
  }

  ArrayNode json() throws SQLException {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(ROWS)) {
      while (found.next()) {
        byte[] content = found.getBytes("content");
        rows.addObject()
            .put("account", String.valueOf(found.getLong("account")))
            .put("name", found.getString("name"))
            .put("version", HexFormat.of().formatHex(content, 0, VERSION_BYTES))
            .put("bytes", content.length - VERSION_BYTES)
            .put("content", HexFormat.of().formatHex(content, VERSION_BYTES, excerptEnd(content)));
      }
    }
    return rows;
  }

  /** The number of credentials, without other kinds of records. */
  int credentials() throws SQLException {
    int count = 0;
    for (var row : json()) {
      count += row.path("name").asText().startsWith("credential/") ? 1 : 0;
    }
    return count;
  }

  /** The number of an account's claimed uninstalls. */
  int claims(long account) throws SQLException {
    int count = 0;
    for (var row : json()) {
      boolean isClaim = row.path("name").asText().startsWith("claim/");
      count += isClaim && row.path("account").asText().equals(String.valueOf(account)) ? 1 : 0;
    }
    return count;
  }

  /** The number of rows of an account. */
  int rows(long account) throws SQLException {
    int count = 0;
    for (var row : json()) {
      count += row.path("account").asText().equals(String.valueOf(account)) ? 1 : 0;
    }
    return count;
  }

  private static int excerptEnd(byte[] content) {
    return Math.min(content.length, VERSION_BYTES + 48);
  }
}
