package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** monday.com's OAuth: requests, responses, the legacy flow, and the migration from it. */
final class MondayFlowTest {
  private final World world = new World();
  private final Device device = new Device();

  @AfterEach
  void close() {
    world.close();
  }

  private URI begin(MondayConnector connector) {
    Connections connections = world.node(connector);
    return Device.location(
        device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
  }

  @Test
  void requestsConsentAsDocumented() {
    URI address = begin(Connector.monday("boards:read", "me:read"));

    assertThat(address.toString())
        .startsWith(world.monday.origin() + "/oauth2/authorize?response_type=code&redirect_uri=")
        .contains("client_id=" + world.app.clientId())
        .contains("scope=boards%3Aread%20me%3Aread")
        .contains("code_challenge_method=S256")
        .doesNotContain("app_version_id", "force_install", "subdomain");
    assertThat(Device.parameter(address, "state").length()).isLessThan(560);
  }

  @Test
  void sendsAppVersionAndInstallationParametersIfConfigured() {
    URI address = begin(Connector.monday("me:read").appVersion(10_123_456L).installIfNeeded());

    assertThat(address.getRawQuery())
        .contains("app_version_id=10123456")
        .contains("force_install_if_needed=true");
  }

  /** Starts with the addresses of the real monday.com, which this test never calls. */
  private static URI realBegin(MondayConnector connector, String backToUrl) {
    RegisteredApp registered = RegisteredApp.random();
    MondayApp app =
        MondayApp.builder(registered.clientId(), URI.create("https://app.example.com"))
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    String token =
        MondayTokens.of(registered, java.time.InstantSource.system())
            .authorization(URI.create("https://app.example.com/authorize"), URI.create(backToUrl))
            .sign();
    Step step =
        Connections.create(app, vault, connector)
            .begin(BrowserRequest.get("/authorize", "token=" + token));
    assertThat(step.reply().cookies())
        .singleElement()
        .asString()
        .startsWith("__Host-monday-auth-")
        .contains("; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
    return Device.location(step);
  }

  @Test
  void suggestsOrForcesTheAccountThatBackToUrlNames() {
    String back = "https://lovelace.monday.com/boards/1";

    assertThat(realBegin(Connector.monday(), back).toString())
        .startsWith("https://auth.monday.com/oauth2/authorize?")
        .doesNotContain("subdomain");
    assertThat(realBegin(Connector.monday().preferAccount(), back).toString())
        .startsWith("https://lovelace.monday.com/oauth2/authorize?")
        .doesNotContain("subdomain");
    assertThat(realBegin(Connector.monday().forceAccount(), back).toString())
        .startsWith("https://auth.monday.com/oauth2/authorize?")
        .contains("&subdomain=lovelace");
    assertThat(realBegin(Connector.monday().forceAccount(), "https://auth.monday.com/x").toString())
        .doesNotContain("subdomain");
  }

  @Test
  void exchangesTheCodeAsJsonWithPkce() {
    world.node(world.mondayConnector());
    world.addRecipe();
    ReceivedRequest request = world.monday.tokenRequests().get(0);

    assertThat(request.path()).isEqualTo("/oauth_ms/oauth/token");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.parameters())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("client_id", world.app.clientId())
        .containsEntry("client_secret", world.app.clientSecret())
        .containsEntry("redirect_uri", world.site.origin() + "/callback/monday")
        .containsKey("code")
        .hasSize(6);
    assertThat(request.parameters().get("code_verifier")).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void revokesBothTokensOnDisconnect() {
    Connections connections = world.node(world.mondayConnector());
    world.addRecipe();
    connections.admin().disconnect(world.adaUser(), "monday");

    assertThat(world.monday.liveTokens(world.ada)).isZero();
    assertThat(world.monday.requests())
        .filteredOn(r -> r.path().equals("/oauth_ms/oauth/revoke"))
        .extracting(r -> r.parameters().get("token_type_hint"))
        .containsExactly("refresh_token", "access_token");
  }

  @Test
  void refusesAnIssuerOtherThanMonday() {
    Connections connections = world.node(world.mondayConnector());
    for (String iss : new String[] {"https%3A%2F%2Fevil.example", "http%3A%2F%2Flocalhost"}) {
      Step begun = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
      URI callback = URI.create(device.consent(begun) + "&iss=" + iss);
      assertThat(Device.reason(device.open(connections, callback)))
          .isEqualTo(OAuthException.Reason.ISSUER);
    }
    assertThat(world.monday.tokenRequests()).isEmpty();
    Step begun = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    String right =
        java.net.URLEncoder.encode(
            world.monday.origin() + "/mcp", java.nio.charset.StandardCharsets.UTF_8);
    assertThat(device.open(connections, URI.create(device.consent(begun) + "&iss=" + right)))
        .isInstanceOf(Step.Done.class);
  }

  @Test
  void neitherExpiresNorRefreshesLegacyTokens() {
    try (FakeMonday legacy =
        FakeMonday.builder(world.app).clock(world.clock).legacyFlow().start()) {
      legacy.consent(Consent.allow());
      FakeUser ada = legacy.addUser("Ada", "lovelace");
      MondayApp app =
          MondayApp.builder(world.app.clientId(), world.site.origin())
              .clientSecret(Secret.of(world.app.clientSecret()))
              .signingSecret(Secret.of(world.app.signingSecret()))
              .insecureMonday(legacy.origin())
              .timeSource(world.clock)
              .build();
      Connections connections =
          Connections.create(
              app,
              TokenVault.open(app, world.store, KeyRing.of(world.keys)),
              Connector.monday("me:read", "boards:read").legacy());
      Step begun = device.open(connections, ada.addRecipe(world.site.authorizeUrl()));
      assertThat(device.open(connections, device.consent(begun))).isInstanceOf(Step.Done.class);

      Credential credential = connections.credential(World.user(ada), "monday");
      assertThat(credential.expiresAt()).isNull();
      assertThat(credential.scopes()).containsExactlyInAnyOrder("me:read", "boards:read");
      world.clock.advance(Duration.ofDays(400));
      assertThat(connections.credential(World.user(ada), "monday").secret())
          .isEqualTo(credential.secret());
      assertThat(legacy.tokenRequests()).hasSize(1);
    }
  }

  @Test
  void migratesALegacyTokenOnceAndRefreshesItAfterwards() {
    Connections connections = world.node(world.mondayConnector());
    String legacy = world.monday.legacyToken(world.ada);
    connections.admin().put(world.adaUser(), "monday", Credential.of(Secret.of(legacy)));

    Credential migrated = connections.admin().migrate(world.adaUser());
    assertThat(migrated.secret()).isNotEqualTo(Secret.of(legacy));
    assertThat(migrated.expiresAt()).isEqualTo(World.NOW.plus(Duration.ofHours(1)));
    assertThat(connections.admin().migrate(world.adaUser()).secret()).isEqualTo(migrated.secret());
    assertThat(migrations()).isEqualTo(1);
    ReceivedRequest request =
        world.monday.requests().stream()
            .filter(r -> r.path().endsWith("/migrate"))
            .findFirst()
            .orElseThrow();
    assertThat(request.parameters())
        .containsOnlyKeys("api_token", "client_id", "client_secret")
        .containsEntry("api_token", legacy);
    world.clock.advance(Duration.ofHours(2));
    assertThat(connections.credential(world.adaUser(), "monday").secret())
        .isNotEqualTo(migrated.secret());
  }

  private long migrations() {
    return world.monday.requests().stream().filter(r -> r.path().endsWith("/migrate")).count();
  }

  @Test
  void requiresToReconnectIfTheLegacyTokenWasRevoked() {
    Connections connections = world.node(world.mondayConnector());
    connections.admin().put(world.adaUser(), "monday", Credential.of(Secret.of("ended")));

    assertThatThrownBy(() -> connections.admin().migrate(world.adaUser()))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
    assertThatThrownBy(
            () -> connections.admin().migrate(World.user(world.monday.addUser("B", "x"))))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void reportsARefusedMigrationAndKeepsTheTokenUsable() {
    Connections connections = world.node(world.mondayConnector());
    world.addRecipe();
    Secret modern = connections.credential(world.adaUser(), "monday").secret();
    connections.admin().put(world.adaUser(), "monday", Credential.of(modern));

    assertThatThrownBy(() -> connections.admin().migrate(world.adaUser()))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(OAuthException.Reason.MIGRATION);
              assertThat(e).hasMessageContaining("already_oauth_token");
            });
    assertThat(connections.credential(world.adaUser(), "monday").secret()).isEqualTo(modern);
  }

  @Test
  void waitsFiveMinutesAfterTheMigrationIsRateLimited() {
    java.util.concurrent.atomic.AtomicInteger calls =
        new java.util.concurrent.atomic.AtomicInteger();
    Connections connections =
        Connections.builder(world.mondayApp(), world.vault(), world.mondayConnector())
            .httpTransport(
                request ->
                    calls.incrementAndGet() == 1
                        ? new HttpTransport.Response(
                            429, Map.of(), "{\"error\":\"too_many_requests\"}")
                        : HttpTransport.standard().send(request))
            .build();
    connections
        .admin()
        .put(
            world.adaUser(),
            "monday",
            Credential.of(Secret.of(world.monday.legacyToken(world.ada))));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> connections.admin().migrate(world.adaUser()))
          .isInstanceOfSatisfying(
              OAuthException.class,
              e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    }
    assertThat(calls.get()).isEqualTo(1);
    assertThat(connections.credential(world.adaUser(), "monday")).isNotNull();
    world.clock.advance(Duration.ofMinutes(5));
    assertThat(connections.admin().migrate(world.adaUser()).expiresAt()).isNotNull();
  }

  @Test
  void mapsErrorsOfTheConsentScreenToReasons() {
    Connections connections = world.node(world.mondayConnector());
    Map<String, OAuthException.Reason> reasons =
        Map.of(
            "access_denied", OAuthException.Reason.DENIED,
            "temporary_unavailable", OAuthException.Reason.UNAVAILABLE,
            "temporarily_unavailable", OAuthException.Reason.UNAVAILABLE,
            "invalid_scope", OAuthException.Reason.CLIENT,
            "unauthorized_client", OAuthException.Reason.CLIENT,
            "something", OAuthException.Reason.PROVIDER);
    reasons.forEach(
        (error, reason) -> {
          Step begun = device.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
          String state = Device.parameter(Device.location(begun), "state");
          Step step =
              device.open(
                  connections,
                  URI.create(
                      world.site.origin() + "/callback/monday?error=" + error + "&state=" + state));
          assertThat(Device.reason(step)).isEqualTo(reason);
        });
    world.monday.tokenEndpoint(Fault.none());
    assertThat(world.monday.tokenRequests()).isEmpty();
  }
}
