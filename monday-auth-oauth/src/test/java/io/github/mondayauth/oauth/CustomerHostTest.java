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
    return instance(
        OAuthServer.perHost("/oauth/authorizations/new", "/oauth/tokens", allowed)
            .revocationEndpoint(URI.create("/oauth/revoke")));
  }

  private Connections instance(OAuthServer server) {
    OAuthConnector connector = Connector.oauth("desk", server, "id", Secret.of("secret"));
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
    assertThat(narrowed.admin().disconnect(fixture.adaUser(), "desk").records()).isEqualTo(1);
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

  @Test
  void startingAgainAfterConsentKeepsTheHostThatTheUserEntered() {
    DirectBrowser browser = new DirectBrowser();
    Step form = browser.openPage(connections, fixture.recipe(fixture.ada));
    URI callback = fixture.testApp.origin().resolve("/callback/desk");
    Step asked =
        browser.post(
            connections,
            callback,
            "state="
                + DirectBrowser.hidden(form, "state")
                + "&proof="
                + DirectBrowser.hidden(form, "proof")
                + "&host=acme.zendesk.com");
    URI consent = DirectBrowser.link(asked, "Continue");
    Step denied =
        browser.open(
            connections,
            URI.create(
                callback
                    + "?error=access_denied&state="
                    + DirectBrowser.parameter(consent, "state")));

    Step again = browser.open(connections, DirectBrowser.link(denied, "Start again"));
    assertThat(DirectBrowser.location(again).getHost()).isEqualTo("acme.zendesk.com");
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
    URI back = URI.create(callback + "?code=c&state=" + DirectBrowser.parameter(consent, "state"));
    Step done = browser.open(connections, back);

    assertThat(done).isInstanceOf(Step.Done.class);
    return connections.credential(fixture.adaUser(), "desk");
  }

  /** Mallory runs evil.desk.example, which the pattern allows, and relays the victim's consent. */
  @Test
  void sendsNoCodeOfOneHostToAnotherIfTheIssuerNamesTheHost() {
    Connections issuing =
        instance(
            OAuthServer.perHost("/authorize", "/token", "*.desk.example")
                .issuer("https://{host}/oauth")
                .requireIssuer());
    DirectBrowser browser = new DirectBrowser();
    URI callback = fixture.testApp.origin().resolve("/callback/desk");
    for (String iss :
        List.of(
            "",
            "&iss=https%3A%2F%2Facme.desk.example%2Foauth",
            "&iss=https%3A%2F%2F%7Bhost%7D%2Foauth")) {
      String state = stateOf(issuing, browser, "evil.desk.example");
      Step step = browser.open(issuing, URI.create(callback + "?code=c&state=" + state + iss));
      assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.ISSUER);
    }
    assertThat(called).isEmpty();

    String state = stateOf(issuing, browser, "acme.desk.example");
    String iss = "&iss=https%3A%2F%2Facme.desk.example%2Foauth";
    assertThat(browser.open(issuing, URI.create(callback + "?code=c&state=" + state + iss)))
        .isInstanceOf(Step.Done.class);
  }

  private String stateOf(Connections issuing, DirectBrowser browser, String host) {
    Step form = browser.openPage(issuing, fixture.recipe(fixture.ada));
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&host="
            + host;
    Step asked = browser.post(issuing, fixture.testApp.origin().resolve("/callback/desk"), body);
    return DirectBrowser.parameter(DirectBrowser.link(asked, "Continue"), "state");
  }

  @Test
  void anIssuerTemplateNeedsAHostForEachCustomer() {
    OAuthServer oneHost =
        OAuthServer.of(URI.create("https://a.example/a"), URI.create("https://a.example/t"));
    assertThatThrownBy(() -> oneHost.issuer("https://{host}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{host}");
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
    for (String pattern :
        List.of("*", "*.*.com", "https://x.example", "127.0.0.1", "*.0.0.1", "")) {
      assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t", pattern))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OAuthServer.perHost("//evil.example/a", "/t", "x.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
