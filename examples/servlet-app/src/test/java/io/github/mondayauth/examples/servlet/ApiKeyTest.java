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

/** The third leg: a service without OAuth, whose API key the user enters in a form. */
class ApiKeyTest {
  private static final Pattern HIDDEN = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"");

  @TempDir Path folder;
  private AppFixture fixture;
  private FakeUser ada;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqliteWithMailer(folder);
    ada = fixture.ada;
    fixture.allowAs(ada);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TestBrowser.Page form() {
    TestBrowser.Page form = fixture.browser.open(fixture.recipe(ada));
    assertThat(form.uri().getPath()).isEqualTo("/callback/mailer");
    assertThat(form.reply().status()).isEqualTo(200);
    return form;
  }

  private void connect() {
    TestBrowser.Page end = form().submit(Map.of("key", fixture.mailer.newKey("ada")));
    assertThat(end.uri()).hasToString(fixture.backToUrl());
  }

  private void assertNotified(String title) throws Exception {
    AppReply reply = fixture.run(ada);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json()).containsEntry("notificationErrorTitle", title);
  }

  @Test
  void formIsTheLastLegAndTheActionUsesTheKey() throws Exception {
    connect();
    assertThat(fixture.credentials()).isEqualTo(3);
    assertThat(fixture.run(ada).body()).contains("Ada tracks issues as ada and sends mail as ada");
    assertThat(fixture.browser.open(fixture.recipe(ada)).uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.tokenRequests()).isEqualTo(2);
  }

  @Test
  void doesNotStoreARejectedKeyAndShowsTheFormAgain() throws Exception {
    TestBrowser.Page refused = form().submit(Map.of("key", "key-mistyped"));
    assertThat(refused.reply().status()).isEqualTo(422);
    assertThat(refused.reply().body()).doesNotContain("key-mistyped");
    assertThat(fixture.credentials()).isEqualTo(2);
    assertNotified(LibraryText.connect("the mail service"));

    assertThat(refused.uri().getPath()).isEqualTo("/callback/mailer");
    TestBrowser.Page end = refused.submit(Map.of("key", fixture.mailer.newKey("ada")));
    assertThat(end.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.tokenRequests()).as("codes exchanged").isEqualTo(2);
  }

  @Test
  void doesNotStoreAKeyWhileTheServiceIsUnavailable() throws Exception {
    fixture.mailer.resource(Fault.html(504));
    String key = fixture.mailer.newKey("ada");
    TestBrowser.Page page = form().submit(Map.of("key", key));
    assertThat(page.reply().status()).isEqualTo(503);
    assertThat(page.reply().body()).doesNotContain(key);
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void showsTheFormAgainForAnEmptyKey() throws Exception {
    TestBrowser.Page page = form().submit(Map.of("key", "  "));
    assertThat(page.reply().status()).isEqualTo(422);
    assertThat(page.hasForm()).isTrue();
    assertThat(fixture.mailer.requests()).isEmpty();
    assertThat(page.submit(Map.of("key", fixture.mailer.newKey("ada"))).uri())
        .hasToString(fixture.backToUrl());
  }

  @Test
  void doesNotStoreAKeyFromAFormOfAnotherSite() throws Exception {
    TestBrowser.Page form = form();
    Map<String, String> fields = hiddenFields(form);
    fields.put("key", fixture.mailer.newKey("mallory"));
    fields.remove("proof");
    TestBrowser.Page page = fixture.browser.post(form.uri(), fields);
    assertThat(page.hasForm()).isTrue();
    assertThat(fixture.credentials()).isEqualTo(2);

    fields.putAll(hiddenFields(form));
    assertThat(new TestBrowser().post(form.uri(), fields).reply().status()).isEqualTo(403);
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.mailer.requests()).isEmpty();
  }

  private static Map<String, String> hiddenFields(TestBrowser.Page form) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = HIDDEN.matcher(form.reply().body());
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    assertThat(fields).containsKeys("state", "proof");
    return fields;
  }

  @Test
  void asksOnlyForANewKeyAfterTheKeyWasRevoked() throws Exception {
    connect();
    fixture.mailer.revokeKeys();
    assertNotified(LibraryText.reconnect("the mail service"));
    assertNotified(LibraryText.reconnect("the mail service"));
    TestBrowser.Page form = fixture.confirm(fixture.browser, ada);
    assertThat(form.submit(Map.of("key", fixture.mailer.newKey("ada"))).uri())
        .hasToString(fixture.backToUrl());
    assertThat(fixture.run(ada).status()).isEqualTo(200);
    assertThat(fixture.tokenRequests()).isEqualTo(2);
  }

  @Test
  void uninstallDeletesTheKey() throws Exception {
    connect();
    fixture.clock.advance(java.time.Duration.ofSeconds(5));
    assertThat(ada.uninstall(fixture.lifecycleUrl()).status()).isEqualTo(200);
    assertThat(fixture.rows(ada)).isZero();
  }
}
