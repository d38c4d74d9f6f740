package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.TokenStore;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Connecting, refreshing, ending and disconnecting over HTTP at providers that differ from the RFCs
 * in several ways at once.
 */
final class ProviderQuirksTest {
  private static final String ENDED = "{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"gone\"}";

  private OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections connected(
      FakeOAuthServer.Builder provider,
      UnaryOperator<OAuthServer> options,
      UnaryOperator<OAuthConnector> connector) {
    fixture.close();
    fixture = new OAuthFixture(TokenStore.inMemory(), provider);
    OAuthServer server =
        options.apply(
            OAuthServer.of(fixture.acme.authorizationEndpoint(), fixture.acme.tokenEndpoint()));
    Connections connections =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    connector.apply(
                        Connector.oauth(
                            "acme",
                            server,
                            fixture.acme.clientId(),
                            Secret.of(fixture.acme.clientSecret()))))
                .insecureWithoutConfirmation());
    TestBrowser.Page page = fixture.addRecipe();
    assertThat(connections.connected(fixture.adaUser()))
        .as(page.reply().body())
        .containsExactly("acme");
    return connections;
  }

  private Credential credential(Connections connections) {
    return connections.credential(fixture.adaUser(), "acme");
  }

  private void expire() {
    fixture.clock.advance(Duration.ofHours(1));
  }

  @Test
  void slackLike() {
    Connections connections =
        connected(
            FakeOAuthServer.builder()
                .clientSecretBasic()
                .tokensIn("authed_user")
                .errorsWithStatus200(),
            server -> server.clientSecretBasic().tokensIn("authed_user").scopeSeparator(","),
            connector -> connector.scopes("chat:write", "users:read"));
    Secret first = credential(connections).secret();
    expire();
    assertThat(credential(connections).secret()).isNotEqualTo(first);

    fixture.acme.revokeGrants();
    expire();
    assertThatThrownBy(() -> credential(connections)).isInstanceOf(NotConnectedException.class);
  }

  @Test
  void notionLike() {
    Connections connections =
        connected(
            FakeOAuthServer.builder()
                .clientSecretBasic()
                .jsonTokenRequests()
                .withoutExpiresIn()
                .endedGrant(400, ENDED),
            server ->
                server
                    .clientSecretBasic()
                    .jsonTokenRequests()
                    .grantEndedBy(400, "status", "BAD_REFRESH_TOKEN"),
            connector -> connector);
    Credential first = credential(connections);
    expire();
    assertThat(connections.renew(first).secret()).isNotEqualTo(first.secret());

    fixture.acme.revokeGrants();
    expire();
    Credential rejected = credential(connections);
    assertThatThrownBy(() -> connections.renew(rejected))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
  }

  @Test
  void figmaLike() {
    Connections connections =
        connected(
            FakeOAuthServer.builder()
                .clientSecretBasic()
                .separateRefreshEndpoint()
                .withoutRotation(),
            server -> server.clientSecretBasic().refreshEndpoint(fixture.acme.refreshEndpoint()),
            connector -> connector.scopes("files"));
    Secret first = credential(connections).secret();
    expire();

    assertThat(credential(connections).secret()).isNotEqualTo(first);
  }

  @Test
  void shopifyLike() {
    Connections connections =
        connected(
            FakeOAuthServer.builder()
                .codeParameter("expiring", "1")
                .callbackParameter("shop", "acme.myshopify.com")
                .callbackHmac("hmac")
                .grantedScope("write_orders")
                .refreshTokenLifetime(Duration.ofDays(90))
                .refreshTokenLifetimeIn("refresh_token_expires_in")
                .refreshTokenReuse(Duration.ofDays(30))
                .revocationByBearer(),
            server ->
                server
                    .codeParameter("expiring", "1")
                    .requireCallbackParameter("shop")
                    .requireCallbackHmac("hmac")
                    .scopeIncludes("write_*", "read_*")
                    .refreshTokenLifetime("refresh_token_expires_in")
                    .refreshTokenReuse(Duration.ofDays(30))
                    .revokesAccessTokens()
                    .revocation(
                        ServiceRequest.delete(fixture.acme.revocationEndpoint().toString())),
            connector -> connector.scopes("write_orders", "read_orders"));
    assertThat(credential(connections).attributes()).containsEntry("shop", "acme.myshopify.com");
    assertThat(connections.admin().list(fixture.adaUser().account()).get(0).refreshTokenExpiresAt())
        .isEqualTo(OAuthFixture.NOW.plus(Duration.ofDays(90)));

    Secret first = credential(connections).secret();
    expire();
    fixture.acme.tokenEndpoint(Fault.cutOff().afterProcessing().times(1));
    assertThat(credential(connections).secret())
        .as("the provider rotated the refresh token, and its response got lost")
        .isNotEqualTo(first);
    assertThat(fixture.acme.tokenRequests()).hasSize(3);

    assertThat(connections.admin().forget(fixture.adaUser().account()).unrevoked()).isZero();
    assertThat(fixture.acme.liveTokens()).isZero();
  }

  @Test
  void legacyServerThatRefusesPkceAndNamesItsUser() {
    Connections connections =
        connected(
            FakeOAuthServer.builder().refusesPkce().withoutRefreshTokens(),
            server ->
                server
                    .insecureWithoutPkce()
                    .accountLabel(ServiceRequest.get(fixture.acme.resource().toString()), "login"),
            connector -> connector);

    assertThat(connections.admin().list(fixture.adaUser().account()))
        .extracting(ConnectionStatus::label)
        .containsExactly("ada");
  }
}
