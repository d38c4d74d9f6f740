package io.github.mondayauth.oauth;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.credential.NodeScript;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FakeUser.Role;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * The rows of a SQLite database, as docs/vault-format.md specifies them. A script in another
 * language reads every row with nothing but the JWK set, and writes rows that the library reads.
 */
final class StoredRowsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET_NAME = "a/b 100% 🎉";

  /** Only decrypts, so the second key of a set that begins with it is the primary key. */
  private static final String RETIRED =
      "{\"kty\":\"oct\",\"kid\":\"retired\",\"key_ops\":[\"unwrapKey\"],"
          + "\"k\":\"jpbmwNwAiSKDBzMNj6eExS0RCLPLbDcGsiJRtkmMPCM\"},";

  @TempDir private Path folder;
  private final SQLiteDataSource database = new SQLiteDataSource();
  private final OAuthFixture fixture = new OAuthFixture(store());
  private final MondayUser ada = fixture.adaUser();
  private final MondayAccount account = ada.account();

  @AfterEach
  void close() {
    fixture.close();
  }

  private TokenStore store() {
    try {
      Path file = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rows");
      database.setUrl("jdbc:sqlite:" + file.resolve("vault.db") + "?journal_mode=WAL");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    TokenStore.createTables(database);
    return TokenStore.jdbc(database);
  }

  /** Connects Ada with monday.com, acme and desk. */
  private Connections connect() {
    Connections connections =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector(), Connector.apiKey("desk", "Key"));
    TestBrowser.Page form = fixture.addRecipe();
    form.submit(Map.of("key", "s3cret"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
    return connections;
  }

  /** Stores a record of every kind, and a root with two data keys. */
  private Connections fill() {
    Connections connections = connect();
    TokenVault vault = fixture.vault();
    vault.put(ada, SECRET_NAME, Secret.of("secret ✓"));
    vault.put(account, "webhook", Secret.of("of the account"));
    connections.admin().maintain();
    vault.forget(new MondayAccount(404));
    fixture.clock.advance(Duration.ofMinutes(1));
    vault.rotation().reencrypt().run();
    vault.put(account, "webhook", Secret.of("under the new data key"));
    FakeUser mel = fixture.monday.addUser("Mel", "lovelace", Role.MEMBER);
    LifecycleEvent uninstall = mel.uninstall();
    AppLifecycleEvent event =
        fixture.mondayApp().appLifecycleVerifier().verify(uninstall.token(), uninstall.body());
    assertThat(connections.forget(event).isClaimed()).isTrue();
    return connections;
  }

  /** The set with a retired key in front. */
  private String jwkSet() {
    return fixture.keys.reveal().replace("{\"keys\":[", "{\"keys\":[" + RETIRED);
  }

  @Test
  @Requirement({"F3", "F12", "F25", "F31"})
  void namesOfAllRecords() throws Exception {
    fill();
    Map<String, String> purgeAfter = new TreeMap<>();
    for (Map<String, Object> row : rows("monday_auth_record")) {
      String name = (String) row.get("name");
      String shown =
          name.replaceFirst("(flow/.*/)[A-Za-z0-9_-]{43}/", "$1LEG/")
              .replace("user:" + ada.id(), "ADA")
              .replaceFirst("key-check/.*", "key-check/ID");
      purgeAfter.merge(shown, String.valueOf(row.get("purge_after")), (a, b) -> a + " " + b);
      byte[] content = HEX.parseHex((String) ((Map<?, ?>) row.get("content")).get("hex"));
      assertThat(content.length == 8).as(name).isEqualTo(name.startsWith("flow/"));
    }

    Instant begun = OAuthFixture.NOW;
    String legEnd = integer(begun.plus(Duration.ofMinutes(75)));
    String hour = Long.toString(begun.getEpochSecond() / 3600);
    Instant hourEnd = begun.plus(Duration.ofHours(1));
    assertThat(purgeAfter)
        .isEqualTo(
            Map.ofEntries(
                entry("claim/account/uninstall/", "null"),
                entry("credential/ADA/acme/", "null"),
                entry("credential/ADA/desk/", "null"),
                entry("credential/ADA/monday/", "null"),
                entry("flow/ADA/LEG/", legEnd + " " + legEnd + " " + legEnd),
                entry(
                    "flow/ADA/key-" + begun.getEpochSecond() + "-1/",
                    integer(begun.plus(Duration.ofMinutes(135)))),
                entry("key-check/ID", "null"),
                entry("maintenance", "null"),
                entry("secret/ADA/a%2Fb 100%25 🎉/", "null"),
                entry("secret/account/webhook/", "null"),
                entry(
                    "uninstalled/404/" + hour,
                    integer(hourEnd.plus(Duration.ofMinutes(75)).plusSeconds(30)))));
  }

  private static String integer(Instant time) {
    return Map.of("integer", Long.toString(time.toEpochMilli())).toString();
  }

  @Test
  @Requirement({"F1", "F3", "F12", "F13", "F15", "F16", "F17", "F22", "F24", "F25", "F27", "F32"})
  void nodeReadsEveryRowWithTheKeySetAlone() throws Exception {
    NodeScript.assumeInstalled();
    Connections connections = fill();
    JsonNode records = node(jwkSet(), List.of()).get("records");

    assertThat(records).hasSize(rows("monday_auth_record").size());
    JsonNode acme = record(records, "credential/user:" + ada.id() + "/acme/").get("credential");
    Credential stored = connections.credential(ada, "acme");
    assertThat(acme.get("secret").asText()).isEqualTo(stored.secret().reveal());
    assertThat(acme.get("expires_at").asLong()).isEqualTo(stored.expiresAt().toEpochMilli());
    assertThat(acme.get("connected_by").asLong()).isEqualTo(ada.id());
    assertThat(acme.get("origin").asLong()).isEqualTo(OAuthFixture.NOW.toEpochMilli());
    assertThat(acme.get("ended").asText()).isEqualTo("NONE");
    JsonNode desk = record(records, "credential/user:" + ada.id() + "/desk/").get("credential");
    assertThat(desk.get("secret").asText()).isEqualTo("s3cret");
    assertThat(desk.get("refresh_token").isNull()).isTrue();

    JsonNode secret = record(records, "secret/user:" + ada.id() + "/a%2Fb 100%25 🎉/");
    assertThat(secret.get("connection").asText()).isEqualTo(SECRET_NAME);
    assertThat(secret.get("secret").asText()).isEqualTo("secret ✓");
    assertThat(record(records, "secret/account/webhook/").get("secret").asText())
        .isEqualTo("under the new data key");
    JsonNode claim = record(records, "claim/account/uninstall/");
    assertThat(claim.get("received_at").asLong()).isEqualTo(fixture.clock.instant().toEpochMilli());
    assertThat(claim.get("user").asLong()).isNotZero().isNotEqualTo(ada.id());
    JsonNode tombstone = record(records, "uninstalled/404/");
    assertThat(tombstone.get("time").asLong()).isEqualTo(OAuthFixture.NOW.toEpochMilli());
    assertThat(record(records, "key-check/").get("purpose").asText()).isEqualTo("key-check");
    assertThat(record(records, "maintenance").get("lease").asLong()).isZero();
  }

  /** Shows that the test before this one needs the key. */
  @Test
  void nodeReadsNothingWithAnotherKeyOfTheSameId() throws Exception {
    NodeScript.assumeInstalled();
    connect();
    String id = fixture.keys.reveal().replaceFirst("(?s).*\"(key-[^\"]*)\".*", "$1");
    String other = KeyRing.generate().reveal().replaceFirst("\"key-[^\"]*\"", '"' + id + '"');
    assertThatThrownBy(() -> node(other, List.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("unable to authenticate data");
  }

  @Test
  @Requirement({"F16", "F17", "F22", "F24", "F32"})
  void libraryReadsRefreshesAndReplacesWhatNodeWrites() throws Exception {
    NodeScript.assumeInstalled();
    Connections connections = fill();
    Secret before = connections.credential(ada, "acme").secret();
    JsonNode acme =
        record(node(jwkSet(), List.of()).get("records"), "credential/user:" + ada.id() + "/acme/")
            .get("credential");
    MondayUser ben = account.user(77);
    MondayAccount other = new MondayAccount(990_099);
    Instant now = fixture.clock.instant();

    JsonNode result =
        node(
            jwkSet(),
            List.of(
                write(ada, "credential", "acme")
                    .and(
                        "credential",
                        Map.of(
                            "secret",
                            "expired",
                            "refresh_token",
                            acme.get("refresh_token").asText(),
                            "expires_at",
                            Long.toString(now.toEpochMilli() - 1))),
                write(ben, "credential", "acme")
                    .and(
                        "credential",
                        Map.of(
                            "secret",
                            "Ben's",
                            "granted",
                            List.of("read", "write"),
                            "attributes",
                            Map.of("site", "é"),
                            "label",
                            "ben ✓",
                            "expires_at",
                            Long.toString(now.plusSeconds(3600).toEpochMilli()))),
                write(ada, "secret", SECRET_NAME).and("secret", "replaced"),
                write(other, "secret", "new/account").and("secret", "in a root of node's")));
    assertThat(result.get("replaced")).hasSize(2);
    apply(result);

    int requests = fixture.acme.tokenRequests().size();
    fixture.clock.advance(Duration.ofSeconds(30));
    Secret refreshed = connections.credential(ada, "acme").secret();
    assertThat(fixture.acme.tokenRequests()).hasSize(requests + 1);
    assertThat(fixture.acme.tokenRequests().get(requests).parameters())
        .containsEntry("refresh_token", acme.get("refresh_token").asText());
    assertThat(refreshed).isNotEqualTo(before).isNotEqualTo(Secret.of("expired"));

    Credential bens = connections.credential(ben, "acme");
    assertThat(bens.secret()).isEqualTo(Secret.of("Ben's"));
    assertThat(bens.scopes()).containsExactlyInAnyOrder("read", "write");
    assertThat(bens.attributes()).containsEntry("site", "é");
    assertThat(connections.connected(ben)).containsExactly("acme");
    assertThat(connections.admin().disconnect(ben, "acme").records()).isEqualTo(1);

    TokenVault vault = fixture.vault();
    assertThat(vault.find(ada, SECRET_NAME)).contains(Secret.of("replaced"));
    assertThat(vault.find(other, "new/account")).contains(Secret.of("in a root of node's"));
    vault.put(other, "new/account", Secret.of("and a record of the library's"));
    assertThat(vault.rotation().reencrypt().run().failures()).isEmpty();
    assertThat(fixture.vault().find(other, "new/account"))
        .contains(Secret.of("and a record of the library's"));
    assertThat(vault.forget(other)).isEqualTo(1);
  }

  @Test
  @Requirement({"F16", "F17", "F22", "F28", "F32"})
  void libraryOpensADatabaseThatNodeFilled() throws Exception {
    NodeScript.assumeInstalled();
    JsonNode result =
        node(
            jwkSet(),
            List.of(
                write(ada, "secret", SECRET_NAME).and("secret", "from node"),
                write(ada, "credential", "desk").and("credential", Map.of("secret", "API key"))));
    assertThat(result.get("records")).isEmpty();
    apply(result);

    KeyRing ring = KeyRing.of(Secret.of(jwkSet()));
    TokenVault vault = TokenVault.open(fixture.mondayApp(), fixture.store, ring);
    assertThat(vault.find(ada, SECRET_NAME)).contains(Secret.of("from node"));
    Connections connections =
        Connections.create(
            fixture.mondayApp(), vault, fixture.mondayConnector(), Connector.apiKey("desk", "Key"));
    assertThat(connections.credential(ada, "desk").secret()).isEqualTo(Secret.of("API key"));

    String key = KeyRing.generate().reveal().replaceFirst("(?s).*\"k\":\"([^\"]*)\".*", "$1");
    String otherBytes = jwkSet().replaceAll("\"k\":\"[^\"]*\"", "\"k\":\"" + key + '"');
    assertThatExceptionOfType(VaultException.class)
        .as("node's key check")
        .isThrownBy(
            () ->
                TokenVault.open(
                    fixture.mondayApp(), fixture.store, KeyRing.of(Secret.of(otherBytes))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.KEY_MISMATCH));
  }

  /** What node is to write. */
  private record Write(Map<String, Object> fields) {
    Write and(String name, Object value) {
      fields.put(name, value);
      return this;
    }
  }

  private static Write write(MondayUser owner, String kind, String connection) {
    return write(owner.account(), "user:" + owner.id(), kind, connection);
  }

  private static Write write(MondayAccount owner, String kind, String connection) {
    return write(owner, "account", kind, connection);
  }

  private static Write write(MondayAccount account, String owner, String kind, String connection) {
    return new Write(new LinkedHashMap<>())
        .and("account", Long.toString(account.id()))
        .and("owner", owner)
        .and("kind", kind)
        .and("connection", connection)
        .and("profile", "");
  }

  /**
   * Passes all rows to node, as {@code SELECT *} returns them, and returns what it read and wrote.
   */
  private JsonNode node(String jwkSet, List<Write> writes) throws Exception {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (String table : List.of("monday_auth_root", "monday_auth_record", "monday_auth_schema")) {
      rows.put(table, rows(table));
    }
    Path task = folder.resolve("task.json");
    Path result = folder.resolve("result.json");
    JSON.writeValue(
        task.toFile(),
        Map.of(
            "app",
            fixture.app.clientId(),
            "now",
            Long.toString(fixture.clock.instant().toEpochMilli()),
            "jwk_set",
            jwkSet,
            "rows",
            rows,
            "write",
            writes.stream().map(Write::fields).toList()));
    NodeScript.run("database.mjs", task, result);
    return JSON.readTree(result.toFile());
  }

  private static JsonNode record(JsonNode records, String prefix) {
    List<JsonNode> found = new ArrayList<>();
    records.forEach(
        record -> {
          if (record.get("name").asText().startsWith(prefix)) {
            found.add(record);
          }
        });
    assertThat(found).as(prefix).hasSize(1);
    return found.get(0);
  }

  private List<Map<String, Object>> rows(String table) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
      ResultSetMetaData columns = row.getMetaData();
      while (row.next()) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          values.put(columns.getColumnName(i), toJson(row.getObject(i)));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static @Nullable Object toJson(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Map.of("hex", HEX.formatHex(bytes));
    }
    return value instanceof Number number ? Map.of("integer", number.toString()) : value;
  }

  private static @Nullable Object fromJson(JsonNode value) {
    if (value.has("hex")) {
      return HEX.parseHex(value.get("hex").asText());
    }
    if (value.has("integer")) {
      return Long.parseLong(value.get("integer").asText());
    }
    return value.isNull() ? null : value.asText();
  }

  /** Writes node's rows in one transaction, and replaces only versions that node read. */
  private void apply(JsonNode result) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (JsonNode insert : result.get("inserted")) {
        List<String> columns = new ArrayList<>();
        insert.get("row").fieldNames().forEachRemaining(columns::add);
        String parameters = ", ?".repeat(columns.size()).substring(2);
        assertThat(
                update(
                    connection,
                    "INSERT INTO "
                        + insert.get("table").asText()
                        + " ("
                        + String.join(", ", columns)
                        + ") VALUES ("
                        + parameters
                        + ")",
                    columns.stream().map(insert.get("row")::get).toList()))
            .isEqualTo(1);
      }
      for (JsonNode replace : result.get("replaced")) {
        assertThat(
                update(
                    connection,
                    "UPDATE monday_auth_record SET content = ?"
                        + " WHERE key = ? AND substr(content, 1, 8) = ?",
                    List.of(replace.get("content"), replace.get("key"), replace.get("version"))))
            .isEqualTo(1);
      }
      connection.commit();
    }
  }

  private static int update(Connection connection, String sql, List<JsonNode> values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, fromJson(values.get(i)));
      }
      return statement.executeUpdate();
    }
  }
}
