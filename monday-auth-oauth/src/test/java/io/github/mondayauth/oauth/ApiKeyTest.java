package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** API keys that users enter into a form. */
final class ApiKeyTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ApiKeyConnector desk() {
    return Connector.apiKey("desk", "API <token>")
        .title("Help & Desk")
        .help("Find it under \"Settings\".")
        .field("address", "Address of your desk");
  }

  /** The form, which follows monday.com's leg without a confirmation page. */
  private TestBrowser.Page form(Connector connector) {
    fixture.instance(fixture.mondayConnector(), connector);
    return fixture.addRecipe();
  }

  @Test
  void storesTheKeyAndItsFieldsAndRedirectsThroughAPage() {
    TestBrowser.Page form = form(desk());
    TestBrowser.Page sent =
        form.submit(Map.of("key", " s3cret ", "field.address", "https://d.example"));

    Step done = fixture.testApp.lastStep();
    assertThat(done).isInstanceOf(Step.Done.class);
    assertThat(done.reply().status()).isEqualTo(200);
    assertThat(DirectBrowser.link(done, "Continue")).isEqualTo(sent.uri());
    assertThat(sent.uri().getPath()).startsWith("/boards/1111");
    assertThat(done.reply().headers().get("Refresh"))
        .startsWith("0;url=" + fixture.monday.origin() + "/boards/1111");
    Credential credential = connections().credential(fixture.adaUser(), "desk");
    assertThat(credential.secret()).isEqualTo(Secret.of("s3cret"));
    assertThat(credential.attributes()).containsEntry("address", "https://d.example");
    assertThat(credential.expiresAt()).isNull();
  }

  private Connections connections() {
    return Connections.create(
        fixture.mondayApp(), fixture.vault(), fixture.mondayConnector(), desk());
  }

  @Test
  void rendersTheFormAccessiblyAndEscaped() {
    String html = form(desk()).reply().body();

    assertThat(html)
        .contains("<html lang=\"en\" dir=\"ltr\">")
        .contains("<label for=\"f-key\">API &lt;token&gt;</label>")
        .contains("aria-describedby=\"f-key-hint\"")
        .contains("id=\"f-key-hint\"><bdi>Find it under &quot;Settings&quot;.")
        .contains("Connect Help &amp; Desk")
        .contains("type=\"password\"", "autocomplete=\"off\"")
        .doesNotContain("<script");
    assertThat(fixture.testApp.lastStep().reply().headers().get("Content-Security-Policy"))
        .contains("form-action 'self'");
  }

  @Test
  void showsTheFormAgainWithoutTheEnteredKeyIfAFieldIsEmpty() {
    TestBrowser.Page form = form(desk());
    TestBrowser.Page again = form.submit(Map.of("key", "typed-key"));

    assertThat(again.reply().status()).isEqualTo(422);
    assertThat(again.reply().body())
        .containsPattern("name=\"field.address\"[^>]* aria-invalid=\"true\"[^>]* autofocus>")
        .contains("id=\"f-field.address-error\">Please fill in this field.")
        .doesNotContain("typed-key");
    again.submit(Map.of("key", "k", "field.address", "a"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
  }

  @Test
  void doesNotStoreAKeyThatTheServiceRefuses() {
    TestBrowser.Page form =
        form(
            Connector.apiKey("desk", "Key")
                .check(offered -> offered.secret().reveal().equals("right")));
    TestBrowser.Page refused = form.submit(Map.of("key", "wrong"));
    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.KEY_REFUSED);
    assertThat(refused.reply().body()).doesNotContain("wrong");
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");

    refused.submit(Map.of("key", "right"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
  }

  @Test
  void showsTheFormAgainWithTheMessageAtTheKeyAndKeepsTheOtherFields() {
    TestBrowser.Page form = form(desk().check(offered -> false));
    TestBrowser.Page again =
        form.submit(Map.of("key", "typed-key", "field.address", "https://d.example"));

    assertThat(again.reply().status()).isEqualTo(422);
    assertThat(again.reply().body())
        .contains("aria-invalid=\"true\" aria-describedby=\"f-key-error f-key-hint\"")
        .contains("id=\"f-key-error\"")
        .contains("value=\"https://d.example\"")
        .doesNotContain("typed-key");
  }

  @Test
  @Tag("slow")
  void theFormIsNoOracleForStolenKeysAfterTenAttempts() {
    List<String> tried = new CopyOnWriteArrayList<>();
    TestBrowser.Page form =
        form(
            Connector.apiKey("desk", "Key")
                .check(
                    offered -> {
                      tried.add(offered.secret().reveal());
                      return offered.secret().reveal().equals("key 10");
                    }));
    for (int i = 0; i < 9; i++) {
      form.submit(Map.of("key", "key " + i));
    }
    // Starting again makes a new leg, but it belongs to the same origin.
    fixture.clock.advance(Duration.ofMinutes(15));
    form.submit(Map.of("key", "late"));
    TestBrowser.Page restarted =
        OAuthFixture.click(fixture.browser, fixture.browser.open(form.uri()), "Start again");
    restarted.submit(Map.of("key", "key 9"));
    assertThat(tried).hasSize(10);
    TestBrowser.Page refused = restarted.submit(Map.of("key", "key 10"));

    assertThat(tried).hasSize(10);
    assertThat(refused.reply().status()).isEqualTo(429);
    assertThat(refused.reply().body()).doesNotContain("<form", "Start again");
    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.KEY_REFUSED);
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");

    OAuthFixture.click(fixture.browser, fixture.addRecipe(), "Continue")
        .submit(Map.of("key", "key 10"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
  }

  @Test
  void acceptsNoApiKeySentByGet() {
    TestBrowser.Page form = form(Connector.apiKey("desk", "Key"));
    String proof = DirectBrowser.hidden(fixture.testApp.lastStep(), "proof");
    TestBrowser.Page shown =
        fixture.browser.open(URI.create(form.uri() + "&proof=" + proof + "&key=in-the-address"));

    assertThat(shown.hasForm()).isTrue();
    assertThat(shown.reply().body()).doesNotContain("in-the-address");
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void aFormThatIsTooLargeIsRefusedAndDoesNotUseUpTheFlow() {
    TestBrowser.Page form =
        form(
            Connector.apiKey("desk", "Key")
                .field("one", "One")
                .field("two", "Two")
                .field("three", "Three"));
    String state = DirectBrowser.hidden(fixture.testApp.lastStep(), "state");
    String proof = DirectBrowser.hidden(fixture.testApp.lastStep(), "proof");
    // Three bytes for each of 24,000 characters: too large for a record of the store.
    String large = "\u20ac".repeat(8_000);
    String body =
        "state="
            + state
            + "&proof="
            + proof
            + "&key=k&field.one="
            + large
            + "&field.two="
            + large
            + "&field.three="
            + large;
    Connections all =
        Connections.create(
            fixture.mondayApp(),
            fixture.vault(),
            fixture.mondayConnector(),
            Connector.apiKey("desk", "Key")
                .field("one", "One")
                .field("two", "Two")
                .field("three", "Three"));
    Step step =
        all.resume(
            DirectBrowser.withCookies(
                BrowserRequest.post("/callback/desk", body), List.of(cookie())));

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.PARAMETERS);
    assertThat(step.reply().status()).isEqualTo(422);
    assertThat(step.reply().body()).contains("<form");
    form.submit(Map.of("key", "k", "field.one", "1", "field.two", "2", "field.three", "3"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
  }

  /** The cookie of the form that the browser shows. */
  private String cookie() {
    return fixture.testApp.steps().stream()
        .flatMap(step -> step.reply().cookies().stream())
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .collect(Collectors.joining("; "));
  }

  @Test
  void reportsAFailingCheckAsUnavailableWithoutItsMessage() {
    TestBrowser.Page form =
        form(
            Connector.apiKey("desk", "Key")
                .check(
                    offered -> {
                      throw new IllegalStateException(offered.secret().reveal());
                    }));
    TestBrowser.Page refused = form.submit(Map.of("key", "planted"));

    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.UNAVAILABLE);
    assertThat(((Step.Refused) fixture.testApp.lastStep()).cause())
        .hasMessageNotContaining("planted")
        .hasNoCause();
    assertThat(refused.reply().body()).doesNotContain("planted");
  }

  @Test
  void storesNothingFromAFormWithoutProof() {
    TestBrowser.Page form = form(desk());
    TestBrowser.Page shown =
        form.submit(Map.of("key", "k", "field.address", "a", "proof", "A".repeat(43)));

    assertThat(shown.hasForm()).isTrue();
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void storesOnlyTheFirstOfTwoSubmissions() {
    TestBrowser.Page form = form(desk());
    form.submit(Map.of("key", "first", "field.address", "a"));
    form.submit(Map.of("key", "second", "field.address", "a"));

    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
    assertThat(connections().credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of("first"));
  }

  @Test
  void redirectsAUserWhoReturnsToACompletedForm() {
    TestBrowser.Page form = form(desk());
    form.submit(Map.of("key", "first", "field.address", "a"));

    TestBrowser.Page back = fixture.browser.open(form.uri());
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
    assertThat(back.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections().credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of("first"));
  }

  @Test
  void showsTheFormAgainToAUserWhoReloadsItWhileReconnecting() {
    form(desk()).submit(Map.of("key", "first", "field.address", "a"));
    fixture.testApp.add(connections().reconnect("desk"));
    fixture.testApp.switchTo(1);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    TestBrowser.Page form = OAuthFixture.click(fixture.browser, page, "Continue");
    assertThat(form.hasForm()).isTrue();
    assertThat(form.uri().getQuery()).doesNotContain("choice=");

    TestBrowser.Page reloaded = fixture.browser.open(form.uri());
    assertThat(reloaded.hasForm()).isTrue();
    reloaded.submit(Map.of("key", "second", "field.address", "a"));
    assertThat(connections().credential(fixture.adaUser(), "desk").secret())
        .isEqualTo(Secret.of("second"));
  }

  @Test
  void letsTheUserSkipAnOptionalKeyOnTheForm() {
    TestBrowser.Page form = form(desk().optional());
    TestBrowser.Page back = OAuthFixture.click(fixture.browser, form, "Skip this connection");

    assertThat(back.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void keepsTheFormUsableUntilItsStateExpires() {
    TestBrowser.Page form = form(desk());
    fixture.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(fixture.browser.open(form.uri()).hasForm()).isTrue();
    fixture.clock.advance(Duration.ofSeconds(1));
    form.submit(Map.of("key", "late", "field.address", "a"));

    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.EXPIRED);
    assertThat(connections().connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void storesNothingIfTheAppIsUninstalledWhileTheFormIsOpen() {
    TestBrowser.Page form = form(desk());
    connections().admin().forget(fixture.adaUser().account());
    form.submit(Map.of("key", "late", "field.address", "a"));

    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(connections().connected(fixture.adaUser())).isEmpty();
  }
}
