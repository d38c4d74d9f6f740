package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong keys and altered rows cause a matching error, and never "not connected". */
class KeyFailureTest {
  @TempDir Path folder;
  private AppFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    fixture.connect(fixture.ada);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertDoesNotStart(VaultException.Reason reason) throws Exception {
    WebServer server = WebServer.open(0);
    assertThatThrownBy(
            () -> new ServletApp(server, fixture.settings(), new AuthListener() {}, fixture.clock))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void appWithAnotherKeyDoesNotStart() throws Exception {
    fixture.stopInstances();
    Files.delete(fixture.environment.keyFile());
    KeyRing.generate(fixture.environment.keyFile());
    assertDoesNotStart(VaultException.Reason.KEY_UNKNOWN);
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void appWithAnotherKeyUnderTheSameIdDoesNotStart() throws Exception {
    fixture.stopInstances();
    String keys = Files.readString(fixture.environment.keyFile());
    String other = keys.replaceFirst("(\"k\"\\s*:\\s*\")[^\"]{10}", "$1AAAAAAAAAA");
    assertThat(other).isNotEqualTo(keys);
    Files.writeString(fixture.environment.keyFile(), other);
    assertDoesNotStart(VaultException.Reason.KEY_MISMATCH);
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void appWithoutKeyFileDoesNotStart() throws Exception {
    Files.delete(fixture.environment.keyFile());
    assertDoesNotStart("cannot be read");
  }

  @Test
  void appWithAKeyFileThatOthersCanReadDoesNotStart() throws Exception {
    Files.setPosixFilePermissions(
        fixture.environment.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
    assertDoesNotStart("rw-r--r--");
  }

  private void assertDoesNotStart(String message) throws Exception {
    WebServer server = WebServer.open(0);
    assertThatThrownBy(
            () -> new ServletApp(server, fixture.settings(), new AuthListener() {}, fixture.clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void rejectsAnAlteredRowAndKeepsItUntilTheUserConnectsAgain() throws Exception {
    String name = name(fixture.ada, "monday");
    byte[] content = content(fixture.ada, name);
    content[content.length - 1] ^= 1;
    replace(fixture.ada, name, content);
    assertRefused(fixture.ada, "record_rejected");
    assertThat(content(fixture.ada, name)).isEqualTo(content);

    fixture.connect(fixture.ada);
    assertThat(content(fixture.ada, name)).isNotEqualTo(content);
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }

  /** The row may be intact and the key may come back, so nobody connects over it. */
  @Test
  void sendsNobodyToConsentForARowWhoseDataKeyIsUnknown() throws Exception {
    String name = name(fixture.ada, "monday");
    byte[] content = content(fixture.ada, name);
    int dataKeyId = 8 + 1; // after the row's version and the format's version
    content[dataKeyId] ^= 1;
    replace(fixture.ada, name, content);
    assertRefused(fixture.ada, "key_unknown");
    assertNotSentToConsent(fixture.ada);
    assertThat(content(fixture.ada, name)).isEqualTo(content);
  }

  @Test
  void rejectsTheRowOfAnotherUserAndKeepsIt() throws Exception {
    fixture.connect(fixture.grace);
    byte[] adas = content(fixture.ada, name(fixture.ada, "tracker"));
    replace(fixture.grace, name(fixture.grace, "tracker"), adas);
    assertRefused(fixture.grace, "record_rejected");
    assertThat(content(fixture.grace, name(fixture.grace, "tracker"))).isEqualTo(adas);
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }

  @Test
  void rejectsTheRowOfAnotherAccount() throws Exception {
    fixture.connect(fixture.linus);
    byte[] adas = content(fixture.ada, name(fixture.ada, "tracker"));
    replace(fixture.linus, name(fixture.linus, "tracker"), adas);
    AppReply reply = fixture.run(fixture.linus);
    assertThat(reply.status()).isEqualTo(503);
  }

  @Test
  void rejectsTheRowOfAnotherConnection() throws Exception {
    byte[] tracker = content(fixture.ada, name(fixture.ada, "tracker"));
    replace(fixture.ada, name(fixture.ada, "monday"), tracker);
    assertRefused(fixture.ada, "record_rejected");
  }

  @Test
  void rejectsTheRowOfAnotherProfile() throws Exception {
    String name = name(fixture.ada, "tracker");
    rename(fixture.ada, name, name + "work");
    Settings settings = fixture.settings();
    MondayApp app =
        MondayApp.builder(settings.clientId(), settings.baseUris().get(0))
            .clientSecret(settings.clientSecret())
            .signingSecret(settings.signingSecret())
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    try (HikariDataSource database = Database.open(fixture.databaseUrl)) {
      TokenVault vault =
          TokenVault.open(
              app, TokenStore.jdbc(database), KeyRing.fromFile(fixture.environment.keyFile()));
      Connections work =
          Connections.create(app, vault, Connector.apiKey("tracker", "Key")).profile("work");
      MondayUser ada = new MondayAccount(fixture.ada.accountId()).user(fixture.ada.id());
      assertThatThrownBy(() -> work.credential(ada, "tracker"))
          .isInstanceOfSatisfying(
              VaultException.class,
              e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.RECORD_REJECTED));
    }
  }

  /** Expects status 503, after which monday.com retries while an operator repairs the record. */
  private void assertRefused(FakeUser user, String reason) {
    AppReply reply = fixture.run(user);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.body()).isEqualTo("{\"error\":\"" + reason + "\"}");
  }

  private void assertNotSentToConsent(FakeUser user) {
    int requestsBefore = fixture.monday.requests().size();
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(user));
    assertThat(page.reply().status()).isEqualTo(503);
    assertThat(page.reply().body()).contains(LibraryText.UNAVAILABLE);
    assertThat(fixture.monday.requests()).hasSize(requestsBefore);
  }

  private static String name(FakeUser user, String connection) {
    return "credential/user:" + user.id() + "/" + connection + "/";
  }

  private byte[] content(FakeUser user, String name) throws SQLException {
    String sql = "SELECT content FROM monday_auth_record WHERE account = ? AND name = ?";
    try (Connection connection = DriverManager.getConnection(fixture.databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, user.accountId());
      statement.setString(2, name);
      try (ResultSet found = statement.executeQuery()) {
        assertThat(found.next()).as(name).isTrue();
        return found.getBytes(1);
      }
    }
  }

  private void replace(FakeUser user, String name, byte[] content) throws SQLException {
    String sql = "UPDATE monday_auth_record SET content = ? WHERE account = ? AND name = ?";
    try (Connection connection = DriverManager.getConnection(fixture.databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, content);
      statement.setLong(2, user.accountId());
      statement.setString(3, name);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private void rename(FakeUser user, String from, String to) throws SQLException {
    String sql =
        "UPDATE monday_auth_record SET key = account || char(9) || app || char(9) || ?"
            + " WHERE account = ? AND name = ?";
    try (Connection connection = DriverManager.getConnection(fixture.databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, to);
      statement.setLong(2, user.accountId());
      statement.setString(3, from);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
