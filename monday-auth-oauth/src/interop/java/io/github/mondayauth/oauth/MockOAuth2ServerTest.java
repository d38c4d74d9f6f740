package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import java.time.Duration;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests against an independent implementation: navikt's mock-oauth2-server. */
@Tag("long")
final class MockOAuth2ServerTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final MockOAuth2Server server = new MockOAuth2Server();
  private final DirectBrowser browser = new DirectBrowser();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void close() {
    server.shutdown();
    fixture.close();
  }

  private OAuthServer endpoints() {
    return OAuthServer.of(
            server.authorizationEndpointUrl("acme").uri(), server.tokenEndpointUrl("acme").uri())
        .revocationEndpoint(server.revocationEndpointUrl("acme").uri());
  }

  private Connections connections(OAuthConnector connector) {
    return fixture.add(
        Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
            .insecureWithoutConfirmation());
  }

  private Step connect(Connections connections) {
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    return browser.open(connections, browser.consent(begun));
  }

  private void connectsAndRefreshes(OAuthConnector connector) {
    Connections connections = connections(connector.scopes("openid", "offline_access"));
    assertThat(connect(connections)).isInstanceOf(Step.Done.class);
    Credential first = connections.credential(fixture.adaUser(), "svc");
    assertThat(first.secret().reveal().split("\\.", -1)).hasSize(3);
    assertThat(first.expiresAt()).isNotNull();

    fixture.clock.advance(Duration.ofHours(2));
    Credential second = connections.credential(fixture.adaUser(), "svc");
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(connections.admin().disconnect(fixture.adaUser(), "svc").records()).isEqualTo(1);
  }

  @Test
  void connectsAndRefreshesAsAConfidentialClientWithBasicAuthentication() {
    connectsAndRefreshes(
        Connector.oauth("svc", endpoints().clientSecretBasic(), "client", Secret.of("secret")));
  }

  @Test
  void connectsAndRefreshesAsAConfidentialClientWithTheSecretInTheBody() {
    connectsAndRefreshes(Connector.oauth("svc", endpoints(), "client", Secret.of("secret")));
  }

  @Test
  void connectsAndRefreshesAsAPublicClient() {
    connectsAndRefreshes(Connector.oauth("svc", endpoints(), "client"));
  }

  @Test
  void refusesACodeWithTheVerifierOfAnotherState() {
    Connections connections =
        connections(Connector.oauth("svc", endpoints(), "client").scopes("openid"));
    Step first = browser.open(connections, fixture.recipe(fixture.ada));
    Step second = browser.open(connections, fixture.recipe(fixture.ada));
    var injected =
        DirectBrowser.with(
            browser.consent(second),
            "code",
            DirectBrowser.parameter(browser.consent(first), "code"));

    assertThat(DirectBrowser.reason(browser.open(connections, injected)))
        .isEqualTo(OAuthException.Reason.GRANT);
  }
}
