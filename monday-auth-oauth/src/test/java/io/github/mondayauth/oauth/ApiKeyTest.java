package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
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
    assertThat(done.reply().body())
        .contains("<meta http-equiv=\"refresh\" content=\"0;url=" + fixture.monday.origin());
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
        .contains("<html lang=\"en\">")
        .contains("<label for=\"f-key\">API &lt;token&gt;</label>")
        .contains("aria-describedby=\"f-key-hint\"")
        .contains("id=\"f-key-hint\">Find it under &quot;Settings&quot;.")
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
        .contains("role=\"alert\"", "Please fill in every field")
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

    TestBrowser.Page again = OAuthFixture.click(fixture.browser, refused, "Start again");
    again.submit(Map.of("key", "right"));
    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Done.class);
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
