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

/**
 * Wrong keys and rows that were tampered with: an error that says so, and never "not connected".
 */
class KeyTroubleTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    scene.connect(scene.stage.ada);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void doesNotStart(VaultException.Reason reason) throws Exception {
    WebServer server = WebServer.open(0);
    assertThatThrownBy(
            () -> new ServletApp(server, scene.settings(), new AuthListener() {}, scene.clock))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void appWithAnotherKeyDoesNotStart() throws Exception {
    scene.stopInstances();
    Files.delete(scene.stage.keyFile());
    KeyRing.generate(scene.stage.keyFile());
    doesNotStart(VaultException.Reason.KEY_UNKNOWN);
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void appWithAnotherKeyUnderTheSameIdDoesNotStart() throws Exception {
    scene.stopInstances();
    String keys = Files.readString(scene.stage.keyFile());
    String other = keys.replaceFirst("(\"k\"\\s*:\\s*\")[^\"]{10}", "$1AAAAAAAAAA");
    assertThat(other).isNotEqualTo(keys);
    Files.writeString(scene.stage.keyFile(), other);
    doesNotStart(VaultException.Reason.KEY_MISMATCH);
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void appWithoutKeyFileDoesNotStart() throws Exception {
    Files.delete(scene.stage.keyFile());
    doesNotStart("cannot be read");
  }

  @Test
  void appWithAKeyFileThatOthersCanReadDoesNotStart() throws Exception {
    Files.setPosixFilePermissions(
        scene.stage.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
    doesNotStart("rw-r--r--");
  }

  private void doesNotStart(String message) throws Exception {
    WebServer server = WebServer.open(0);
    assertThatThrownBy(
            () -> new ServletApp(server, scene.settings(), new AuthListener() {}, scene.clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void alteredRowIsATypedErrorAndStaysAsItWas() throws Exception {
    String name = name(scene.stage.ada, "monday");
    byte[] content = content(scene.stage.ada, name);
    content[content.length - 1] ^= 1;
    replace(scene.stage.ada, name, content);
    keyTrouble(scene.stage.ada, "record_rejected");
    assertThat(content(scene.stage.ada, name)).isEqualTo(content);
    nobodyIsAskedToConnect(scene.stage.ada);
  }

  @Test
  void rowOfAnotherUserIsATypedErrorAndStaysAsItWas() throws Exception {
    scene.connect(scene.stage.grace);
    byte[] adas = content(scene.stage.ada, name(scene.stage.ada, "tracker"));
    replace(scene.stage.grace, name(scene.stage.grace, "tracker"), adas);
    keyTrouble(scene.stage.grace, "record_rejected");
    assertThat(content(scene.stage.grace, name(scene.stage.grace, "tracker"))).isEqualTo(adas);
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
  }

  @Test
  void rowOfAnotherAccountIsATypedError() throws Exception {
    scene.connect(scene.stage.linus);
    byte[] adas = content(scene.stage.ada, name(scene.stage.ada, "tracker"));
    replace(scene.stage.linus, name(scene.stage.linus, "tracker"), adas);
    AppReply reply = scene.run(scene.stage.linus);
    assertThat(reply.status()).isEqualTo(503);
  }

  @Test
  void rowOfAnotherConnectionIsATypedError() throws Exception {
    byte[] tracker = content(scene.stage.ada, name(scene.stage.ada, "tracker"));
    replace(scene.stage.ada, name(scene.stage.ada, "monday"), tracker);
    keyTrouble(scene.stage.ada, "record_rejected");
  }

  @Test
  void rowOfAnotherProfileIsATypedError() throws Exception {
    String name = name(scene.stage.ada, "tracker");
    rename(scene.stage.ada, name, name + "work");
    Settings settings = scene.settings();
    MondayApp app =
        MondayApp.builder(settings.clientId(), settings.baseUri())
            .clientSecret(settings.clientSecret())
            .signingSecret(settings.signingSecret())
            .insecureMonday(scene.stage.monday.origin())
            .timeSource(scene.clock)
            .build();
    try (HikariDataSource database = Database.open(scene.databaseUrl)) {
      TokenVault vault =
          TokenVault.open(app, TokenStore.jdbc(database), KeyRing.fromFile(scene.stage.keyFile()));
      Connections work =
          Connections.create(app, vault, Connector.apiKey("tracker", "Key")).profile("work");
      MondayUser ada = new MondayAccount(scene.stage.ada.accountId()).user(scene.stage.ada.id());
      assertThatThrownBy(() -> work.credential(ada, "tracker"))
          .isInstanceOfSatisfying(
              VaultException.class,
              e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.RECORD_REJECTED));
    }
  }

  private void keyTrouble(FakeUser user, String reason) {
    AppReply reply = scene.run(user);
    assertThat(reply.status())
        .as("monday.com tries again, while somebody repairs it")
        .isEqualTo(503);
    assertThat(reply.body()).isEqualTo("{\"error\":\"" + reason + "\"}");
  }

  private void nobodyIsAskedToConnect(FakeUser user) {
    int asked = scene.stage.monday.requests().size();
    TestBrowser.Page page = scene.browser.open(scene.recipe(user));
    assertThat(page.reply().status()).isEqualTo(503);
    assertThat(page.reply().body()).contains("This does not work right now");
    assertThat(scene.stage.monday.requests()).hasSize(asked);
  }

  private static String name(FakeUser user, String connection) {
    return "credential/user:" + user.id() + "/" + connection + "/";
  }

  private byte[] content(FakeUser user, String name) throws SQLException {
    String sql = "SELECT content FROM monday_auth_record WHERE account = ? AND name = ?";
    try (Connection connection = DriverManager.getConnection(scene.databaseUrl);
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
    try (Connection connection = DriverManager.getConnection(scene.databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, content);
      statement.setLong(2, user.accountId());
      statement.setString(3, name);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private void rename(FakeUser user, String from, String to) throws SQLException {
    String sql = "UPDATE monday_auth_record SET name = ? WHERE account = ? AND name = ?";
    try (Connection connection = DriverManager.getConnection(scene.databaseUrl);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, to);
      statement.setLong(2, user.accountId());
      statement.setString(3, from);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }
}
