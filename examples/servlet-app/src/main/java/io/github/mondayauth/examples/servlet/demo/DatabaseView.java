package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Owner;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The rows of the database, and what a thief with a copy of it learns from each. */
final class DatabaseView {
  private static final String ROWS =
      "SELECT * FROM (SELECT account, 'root' AS name, content FROM monday_auth_root"
          + " UNION ALL SELECT account, name, content FROM monday_auth_record)"
          + " ORDER BY account = 0, account, name = 'root', name";

  private static final int VERSION_CHARACTERS = 16;
  private static final int SHOWN_CHARACTERS = 48;

  /** A row, with its content in hex: a version, and the ciphertext. */
  private record Row(long account, String name, String hex) {
    String version() {
      return hex.substring(0, VERSION_CHARACTERS);
    }

    String ciphertext() {
      return hex.substring(VERSION_CHARACTERS);
    }

    int bytes() {
      return ciphertext().length() / 2;
    }

    boolean isKind(String kind) {
      return name.startsWith(kind + "/");
    }

    /** The part of the name after the given number of slashes, or empty. */
    String part(int index) {
      String[] parts = name.split("/", -1);
      return index < parts.length ? parts[index] : "";
    }

    /** Rows of the vault itself, which belong to no account. */
    boolean isInternal() {
      return account == 0;
    }
  }

  private record Description(String title, String learned) {}

  private final DemoEnvironment environment;
  private final String url;

  DatabaseView(DemoEnvironment environment, String url) {
    this.environment = environment;
    this.url = url;
  }

  /** The rows with content, described; rows that only mark a link as used have none. */
  ArrayNode json() throws SQLException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows()) {
      if (row.bytes() > 0 && !row.isKind("flow")) {
        Description description = describe(row);
        ObjectNode each = array.addObject();
        each.put("key", row.account() + "/" + row.name());
        each.put("version", row.version());
        each.put("title", description.title());
        each.put("learned", description.learned());
        each.put("bytes", row.bytes());
        each.put("content", excerpt(row.ciphertext()));
      }
    }
    return array;
  }

  /** The number of credentials, without other kinds of records. */
  int credentials() throws SQLException {
    return (int) rows().stream().filter(row -> row.isKind("credential")).count();
  }

  /** The number of an account's claimed uninstalls. */
  int claims(long account) throws SQLException {
    return (int)
        rows().stream().filter(row -> row.account() == account && row.isKind("claim")).count();
  }

  /** The number of rows of an account. */
  int rows(long account) throws SQLException {
    return (int) rows().stream().filter(row -> row.account() == account).count();
  }

  /** The number of rows that only mark a link or callback as used. */
  int markers() throws SQLException {
    return (int) rows().stream().filter(row -> row.isKind("flow")).count();
  }

  private List<Row> rows() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(ROWS)) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getLong("account"),
                found.getString("name"),
                HexFormat.of().formatHex(found.getBytes("content"))));
      }
    }
    return rows;
  }

  private Description describe(Row row) {
    if (row.isInternal()) {
      return switch (row.part(0)) {
        case "maintenance" -> new Description("Maintenance", "Which account is visited next.");
        case "uninstalled" ->
            new Description(
                "Uninstall for " + nameOfAccount(row.part(1)),
                "The account's number, and when it uninstalled the app.");
        default -> new Description("Key check", "Nothing. It detects a wrong key at startup.");
      };
    }
    String account = environment.nameOf(new MondayAccount(row.account()));
    String connection = row.part(2);
    return switch (row.part(0)) {
      case "root" ->
          new Description(
              "Data key of the account " + account,
              "The account's number. The key is itself encrypted, with a key kept elsewhere.");
      case "credential" ->
          new Description(
              DemoEnvironment.title(connection)
                  + " credential of "
                  + environment.nameOf(owner(row)),
              "The user's number, “%s” and the length, %d bytes. No %s."
                  .formatted(
                      connection, row.bytes(), connection.equals("mailer") ? "API key" : "token"));
      case "secret" ->
          new Description(
              "Trigger URL of " + environment.nameOf(owner(row)),
              "The user's number and “"
                  + URLDecoder.decode(connection, StandardCharsets.UTF_8).split("-", 2)[0]
                  + "…”. No URL.");
      case "claim" ->
          new Description("Reported uninstall for " + account, "That somebody reported it.");
      default -> new Description("Internal record of " + account, "That it exists.");
    };
  }

  private String nameOfAccount(String id) {
    return environment.nameOf(new MondayAccount(Long.parseLong(id)));
  }

  private static Owner owner(Row row) {
    String owner = row.part(1);
    MondayAccount account = new MondayAccount(row.account());
    String prefix = "user:";
    if (!owner.startsWith(prefix)) {
      return account;
    }
    return account.user(Long.parseLong(owner.substring(prefix.length())));
  }

  private static String excerpt(String ciphertext) {
    return ciphertext.substring(0, Math.min(ciphertext.length(), SHOWN_CHARACTERS));
  }
}
