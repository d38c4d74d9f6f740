package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The third leg: a service without OAuth, whose key the user types into a form. */
class ApiKeyTest {
  private static final Pattern HIDDEN = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"");

  @TempDir Path folder;
  private Scene scene;
  private FakeUser ada;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqliteWithMailer(folder);
    ada = scene.stage.ada;
    scene.allowAs(ada);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TestBrowser.Page form() {
    TestBrowser.Page form = scene.browser.open(scene.recipe(ada));
    assertThat(form.uri().getPath()).isEqualTo("/callback/mailer");
    assertThat(form.reply().status()).isEqualTo(200);
    return form;
  }

  private void connect() {
    TestBrowser.Page end = form().submit(Map.of("key", scene.stage.mailer.newKey("ada")));
    assertThat(end.uri()).hasToString(scene.backToUrl());
  }

  private void assertNotified(String title) throws Exception {
    AppReply reply = scene.run(ada);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json()).containsEntry("notificationErrorTitle", title);
  }

  @Test
  void theKeyIsAskedForLastAndTheActionUsesIt() throws Exception {
    connect();
    assertThat(scene.credentials()).isEqualTo(3);
    assertThat(scene.run(ada).body()).contains("Ada works as ada and writes as ada");
    assertThat(scene.browser.open(scene.recipe(ada)).uri()).hasToString(scene.backToUrl());
    assertThat(scene.tokenRequests()).isEqualTo(2);
  }

  @Test
  void aKeyTheServiceRefusesIsNotStoredAndTheFormComesAgain() throws Exception {
    TestBrowser.Page refused = form().submit(Map.of("key", "key-mistyped"));
    assertThat(refused.reply().status()).isEqualTo(422);
    assertThat(refused.reply().body()).doesNotContain("key-mistyped");
    assertThat(scene.credentials()).isEqualTo(2);
    assertNotified("Connect the mail service");

    TestBrowser.Page again = scene.browser.open(Scene.link(refused));
    assertThat(again.uri().getPath()).isEqualTo("/callback/mailer");
    TestBrowser.Page end = again.submit(Map.of("key", scene.stage.mailer.newKey("ada")));
    assertThat(end.uri()).hasToString(scene.backToUrl());
    assertThat(scene.tokenRequests()).as("no consent twice").isEqualTo(2);
  }

  @Test
  void whileTheServiceIsDownNoKeyIsStored() throws Exception {
    scene.stage.mailer.resource(Fault.html(504));
    String key = scene.stage.mailer.newKey("ada");
    TestBrowser.Page page = form().submit(Map.of("key", key));
    assertThat(page.reply().status()).isEqualTo(503);
    assertThat(page.reply().body()).doesNotContain(key);
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void anEmptyKeyIsAskedForAgain() throws Exception {
    TestBrowser.Page page = form().submit(Map.of("key", "  "));
    assertThat(page.reply().status()).isEqualTo(422);
    assertThat(page.hasForm()).isTrue();
    assertThat(scene.stage.mailer.requests()).isEmpty();
    assertThat(page.submit(Map.of("key", scene.stage.mailer.newKey("ada"))).uri())
        .hasToString(scene.backToUrl());
  }

  @Test
  void aFormThatAnotherSiteSendsStoresNothing() throws Exception {
    TestBrowser.Page form = form();
    Map<String, String> fields = hidden(form);
    fields.put("key", scene.stage.mailer.newKey("mallory"));
    fields.remove("proof");
    TestBrowser.Page answer = scene.browser.post(form.uri(), fields);
    assertThat(answer.hasForm()).isTrue();
    assertThat(scene.credentials()).isEqualTo(2);

    fields.putAll(hidden(form));
    assertThat(new TestBrowser().post(form.uri(), fields).reply().status()).isEqualTo(403);
    assertThat(scene.credentials()).isEqualTo(2);
    assertThat(scene.stage.mailer.requests()).isEmpty();
  }

  private static Map<String, String> hidden(TestBrowser.Page form) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = HIDDEN.matcher(form.reply().body());
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    assertThat(fields).containsKeys("state", "proof");
    return fields;
  }

  @Test
  void aRevokedKeyIsAskedForAgainAndNothingElse() throws Exception {
    connect();
    scene.stage.mailer.revokeKeys();
    assertNotified("Reconnect the mail service");
    assertNotified("Reconnect the mail service");
    TestBrowser.Page form = scene.confirm(scene.browser, ada);
    assertThat(form.submit(Map.of("key", scene.stage.mailer.newKey("ada"))).uri())
        .hasToString(scene.backToUrl());
    assertThat(scene.run(ada).status()).isEqualTo(200);
    assertThat(scene.tokenRequests()).isEqualTo(2);
  }

  @Test
  void anUninstallForgetsTheKey() throws Exception {
    connect();
    scene.clock.advance(java.time.Duration.ofSeconds(5));
    assertThat(ada.uninstall(scene.stage.lifecycle()).status()).isEqualTo(200);
    assertThat(scene.rows(ada)).isZero();
  }
}
