package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services with a host for each customer. */
final class CustomerHostTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final List<URI> called = new CopyOnWriteArrayList<>();
  private final Connections connections = instance("*.zendesk.com");

  /** An instance that allows these hosts. */
  private Connections instance(String allowed) {
    OAuthConnector connector =
        Connector.oauth(
            "desk",
            OAuthServer.perHost("/oauth/authorizations/new", "/oauth/tokens", allowed)
                .revocationEndpoint(URI.create("/oauth/revoke")),
            "id",
            Secret.of("secret"));
    return Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
        .insecureWithoutConfirmation()
        .httpTransport(
            request -> {
              called.add(request.uri());
              return new HttpTransport.Response(
                  200,
                  Map.of(),
                  "{\"access_token\":\"at"
                      + called.size()
                      + "\",\"refresh_token\":\"rt\",\"expires_in\":3600}");
            })
        .build();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void sendsNothingToAStoredHostThatIsNoLongerAllowed() {
    connect();
    Connections narrowed = instance("other.zendesk.com");
    called.clear();

    for (Duration later : List.of(Duration.ZERO, Duration.ofHours(2))) {
      fixture.clock.advance(later);
      assertThatThrownBy(() -> narrowed.credential(fixture.adaUser(), "desk"))
          .isInstanceOf(NotConnectedException.class);
    }
    assertThat(called).isEmpty();
    assertThat(connections.credential(fixture.adaUser(), "desk").attributes())
        .as("the credential is still stored")
        .containsEntry("host", "acme.zendesk.com");

    called.clear();
    assertThat(narrowed.admin().disconnect(fixture.adaUser(), "desk")).isTrue();
    assertThat(called).isEmpty();
  }

  @Test
  void requestsTheHostAndStoresItWithTheCredential() {
    assertThat(connect().attributes()).containsEntry("host", "acme.zendesk.com");
    fixture.clock.advance(Duration.ofHours(2));
    assertThat(connections.credential(fixture.adaUser(), "desk").attributes())
        .containsEntry("host", "acme.zendesk.com");
    connections.admin().disconnect(fixture.adaUser(), "desk");
    assertThat(called)
        .extracting(URI::toString)
        .containsExactly(
            "https://acme.zendesk.com/oauth/tokens",
            "https://acme.zendesk.com/oauth/tokens",
            "https://acme.zendesk.com/oauth/revoke",
            "https://acme.zendesk.com/oauth/revoke");
  }

  private Credential connect() {
    DirectBrowser browser = new DirectBrowser();
    Step form = browser.openPage(connections, fixture.recipe(fixture.ada));
    URI callback = fixture.testApp.origin().resolve("/callback/desk");
    String hidden =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof");
    Step wrong = browser.post(connections, callback, hidden + "&host=evil.example");
    assertThat(wrong.reply().status()).isEqualTo(422);
    assertThat(called).isEmpty();

    Step asked = browser.post(connections, callback, hidden + "&host=acme.zendesk.com");
    URI consent = DirectBrowser.link(asked, "Continue");
    assertThat(consent.toString())
        .startsWith("https://acme.zendesk.com/oauth/authorizations/new?response_type=code");
    Step done =
        browser.open(
            connections,
            URI.create(callback + "?code=c&state=" + DirectBrowser.parameter(consent, "state")));

    assertThat(done).isInstanceOf(Step.Done.class);
    return connections.credential(fixture.adaUser(), "desk");
  }

  @Test
  void servesTheFormOverHttp() {
    fixture.testApp.add(connections);
    TestBrowser.Page page = fixture.addRecipe();

    assertThat(page.hasForm()).isTrue();
    assertThat(page.reply().body()).contains("Address of your Desk account");
  }

  @Test
  void rejectsMalformedHostsAndPaths() {
    for (String pattern : List.of("*", "*.*.com", "https://x.example", "x.example:1", "")) {
      assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t", pattern))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OAuthServer.perHost("//evil.example/a", "/t", "x.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
