package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.Secret;
import java.time.Duration;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Works with a server nobody here wrote: navikt's mock-oauth2-server as a third party. */
@Tag("long")
final class MockOAuth2ServerTest {
  private final World world = new World();
  private final MockOAuth2Server server = new MockOAuth2Server();
  private final Device device = new Device();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void close() {
    server.shutdown();
    world.close();
  }

  private OAuthServer endpoints() {
    return OAuthServer.of(
            server.authorizationEndpointUrl("acme").uri(), server.tokenEndpointUrl("acme").uri())
        .revocationEndpoint(server.revocationEndpointUrl("acme").uri());
  }

  private Connections connections(OAuthConnector connector) {
    return world.add(
        Connections.builder(world.mondayApp(), world.vault(), connector)
            .insecureWithoutConfirmation());
  }

  private Step connect(Connections connections) {
    Step begun = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    return device.open(connections, device.consent(begun));
  }

  private void connectsAndRefreshes(OAuthConnector connector) {
    Connections connections = connections(connector.scopes("openid", "offline_access"));
    assertThat(connect(connections)).isInstanceOf(Step.Done.class);
    Credential first = connections.credential(world.adaUser(), "svc");
    assertThat(first.secret().reveal().split("\\.", -1)).hasSize(3);
    assertThat(first.expiresAt()).isNotNull();

    world.clock.advance(Duration.ofHours(2));
    Credential second = connections.credential(world.adaUser(), "svc");
    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(connections.admin().disconnect(world.adaUser(), "svc")).isTrue();
  }

  @Test
  void codeFlowWithPkceAndRefreshAsAConfidentialClientWithBasic() {
    connectsAndRefreshes(
        Connector.oauth("svc", endpoints().clientSecretBasic(), "client", Secret.of("secret")));
  }

  @Test
  void codeFlowWithPkceAndRefreshAsAConfidentialClientWithPost() {
    connectsAndRefreshes(Connector.oauth("svc", endpoints(), "client", Secret.of("secret")));
  }

  @Test
  void codeFlowWithPkceAsAPublicClient() {
    connectsAndRefreshes(Connector.oauth("svc", endpoints(), "client"));
  }

  @Test
  void itsCodeWorksOnceAndOnlyWithItsVerifier() {
    Connections connections =
        connections(Connector.oauth("svc", endpoints(), "client").scopes("openid"));
    Step first = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    Step second = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    var injected =
        Device.with(
            device.consent(second), "code", Device.parameter(device.consent(first), "code"));

    assertThat(Device.reason(device.open(connections, injected)))
        .isEqualTo(OAuthException.Reason.GRANT);
  }
}
