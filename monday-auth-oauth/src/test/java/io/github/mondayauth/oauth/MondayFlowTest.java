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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** monday.com's OAuth: requests, responses, the legacy flow, and the migration from it. */
final class MondayFlowTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI begin(MondayConnector connector) {
    Connections connections = fixture.instance(connector);
    return DirectBrowser.location(browser.open(connections, fixture.recipe(fixture.ada)));
  }

  @Test
  void requestsConsentAsDocumented() {
    URI address = begin(Connector.monday("boards:read", "me:read", "account:read"));

    assertThat(address.toString())
        .startsWith(fixture.monday.origin() + "/oauth2/authorize?response_type=code&redirect_uri=")
        .contains("client_id=" + fixture.app.clientId())
        .contains("scope=boards%3Aread%20me%3Aread%20account%3Aread")
        .contains("code_challenge_method=S256")
        .doesNotContain("app_version_id", "force_install", "subdomain");
    assertThat(DirectBrowser.parameter(address, "state").length()).isLessThan(560);
  }

  @Test
  void sendsAppVersionAndInstallationParametersIfConfigured() {
    URI address =
        begin(
            Connector.monday("me:read", "account:read").appVersion(10_123_456L).installIfNeeded());

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
    return DirectBrowser.location(step);
  }

  private static MondayConnector unscoped() {
    return Connector.monday().withoutIdentityScopes();
  }

  @Test
  void suggestsOrForcesTheAccountThatBackToUrlNames() {
    String back = "https://lovelace.monday.com/boards/1";

    assertThat(realBegin(unscoped(), back).toString())
        .startsWith("https://auth.monday.com/oauth2/authorize?")
        .doesNotContain("subdomain");
    assertThat(realBegin(unscoped().preferAccount(), back).toString())
        .startsWith("https://lovelace.monday.com/oauth2/authorize?")
        .doesNotContain("subdomain");
    assertThat(realBegin(unscoped().forceAccount(), back).toString())
        .startsWith("https://auth.monday.com/oauth2/authorize?")
        .contains("&subdomain=lovelace");
    assertThat(realBegin(unscoped().forceAccount(), "https://auth.monday.com/x").toString())
        .doesNotContain("subdomain");
  }

  @Test
  void exchangesTheCodeAsJsonWithPkce() {
    fixture.instance(fixture.mondayConnector());
    fixture.addRecipe();
    ReceivedRequest request = fixture.monday.tokenRequests().get(0);

    assertThat(request.path()).isEqualTo("/oauth_ms/oauth/token");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.parameters())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("client_id", fixture.app.clientId())
        .containsEntry("client_secret", fixture.app.clientSecret())
        .containsEntry("redirect_uri", fixture.testApp.origin() + "/callback/monday")
        .containsKey("code")
        .hasSize(6);
    assertThat(request.parameters().get("code_verifier")).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void revokesBothTokensOnDisconnect() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    fixture.addRecipe();
    connections.admin().disconnect(fixture.adaUser(), "monday");

    assertThat(fixture.monday.liveTokens(fixture.ada)).isZero();
    assertThat(fixture.monday.requests())
        .filteredOn(r -> r.path().equals("/oauth_ms/oauth/revoke"))
        .extracting(r -> r.parameters().get("token_type_hint"))
        .containsExactly("refresh_token", "access_token");
  }

  @Test
  void refusesAnIssuerOtherThanMonday() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    for (String iss : new String[] {"https%3A%2F%2Fevil.example", "http%3A%2F%2Flocalhost"}) {
      Step begun = browser.open(connections, fixture.recipe(fixture.ada));
      URI callback = URI.create(browser.consent(begun) + "&iss=" + iss);
      assertThat(DirectBrowser.reason(browser.open(connections, callback)))
          .isEqualTo(OAuthException.Reason.ISSUER);
    }
    assertThat(fixture.monday.tokenRequests()).isEmpty();
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    String right =
        java.net.URLEncoder.encode(
            fixture.monday.origin() + "/mcp", java.nio.charset.StandardCharsets.UTF_8);
    assertThat(browser.open(connections, URI.create(browser.consent(begun) + "&iss=" + right)))
        .isInstanceOf(Step.Done.class);
  }

  @Test
  void neitherExpiresNorRefreshesLegacyTokens() {
    try (FakeMonday legacy =
        FakeMonday.builder(fixture.app).clock(fixture.clock).legacyFlow().start()) {
      legacy.consent(Consent.allow());
      FakeUser ada = legacy.addUser("Ada", "lovelace");
      MondayApp app =
          MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
              .clientSecret(Secret.of(fixture.app.clientSecret()))
              .signingSecret(Secret.of(fixture.app.signingSecret()))
              .insecureMonday(legacy.origin())
              .timeSource(fixture.clock)
              .build();
      Connections connections =
          Connections.create(
              app,
              TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys)),
              Connector.monday("me:read", "boards:read").legacy().withoutIdentityScopes());
      Step begun = browser.open(connections, fixture.recipe(ada));
      assertThat(browser.open(connections, browser.consent(begun))).isInstanceOf(Step.Done.class);

      Credential credential = connections.credential(OAuthFixture.user(ada), "monday");
      assertThat(credential.expiresAt()).isNull();
      assertThat(credential.scopes()).containsExactlyInAnyOrder("me:read", "boards:read");
      fixture.clock.advance(Duration.ofDays(400));
      assertThat(connections.credential(OAuthFixture.user(ada), "monday").secret())
          .isEqualTo(credential.secret());
      assertThat(legacy.tokenRequests()).hasSize(1);
    }
  }

  @Test
  void migratesALegacyTokenOnceAndRefreshesItAfterwards() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    String legacy = fixture.monday.legacyToken(fixture.ada);
    connections.admin().put(fixture.adaUser(), "monday", Credential.of(Secret.of(legacy)));

    Credential migrated = connections.admin().migrate(fixture.adaUser());
    assertThat(migrated.secret()).isNotEqualTo(Secret.of(legacy));
    assertThat(migrated.expiresAt()).isEqualTo(OAuthFixture.NOW.plus(Duration.ofHours(1)));
    assertThat(connections.admin().migrate(fixture.adaUser()).secret())
        .isEqualTo(migrated.secret());
    assertThat(migrations()).isEqualTo(1);
    ReceivedRequest request =
        fixture.monday.requests().stream()
            .filter(r -> r.path().endsWith("/migrate"))
            .findFirst()
            .orElseThrow();
    assertThat(request.parameters())
        .containsOnlyKeys("api_token", "client_id", "client_secret")
        .containsEntry("api_token", legacy);
    fixture.clock.advance(Duration.ofHours(2));
    assertThat(connections.credential(fixture.adaUser(), "monday").secret())
        .isNotEqualTo(migrated.secret());
  }

  @Test
  void aLegacyTokenThatAnotherInstanceHasJustMigratedIsNotMigratedAgain() {
    Connections other = fixture.instance(fixture.mondayConnector());
    String legacy = fixture.monday.legacyToken(fixture.ada);
    other.admin().put(fixture.adaUser(), "monday", Credential.of(Secret.of(legacy)));
    TokenStore overtaken =
        HookedStore.beforeRead(fixture.store, 2, () -> other.admin().migrate(fixture.adaUser()));
    Connections connections =
        Connections.create(
            fixture.mondayApp(),
            TokenVault.open(fixture.mondayApp(), overtaken, KeyRing.of(fixture.keys)),
            fixture.mondayConnector());

    Secret migrated = connections.admin().migrate(fixture.adaUser()).secret();
    assertThat(migrated).isEqualTo(other.credential(fixture.adaUser(), "monday").secret());
    assertThat(migrations()).isEqualTo(1);
  }

  private long migrations() {
    return fixture.monday.requests().stream().filter(r -> r.path().endsWith("/migrate")).count();
  }

  @Test
  void requiresToReconnectIfTheLegacyTokenWasRevoked() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    connections.admin().put(fixture.adaUser(), "monday", Credential.of(Secret.of("ended")));

    assertThatThrownBy(() -> connections.admin().migrate(fixture.adaUser()))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
    assertThatThrownBy(
            () -> connections.admin().migrate(OAuthFixture.user(fixture.monday.addUser("B", "x"))))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void reportsARefusedMigrationAndKeepsTheTokenUsable() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    fixture.addRecipe();
    Secret modern = connections.credential(fixture.adaUser(), "monday").secret();
    connections.admin().put(fixture.adaUser(), "monday", Credential.of(modern));

    assertThatThrownBy(() -> connections.admin().migrate(fixture.adaUser()))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(OAuthException.Reason.MIGRATION);
              assertThat(e).hasMessageContaining("already_oauth_token");
            });
    assertThat(connections.credential(fixture.adaUser(), "monday").secret()).isEqualTo(modern);
  }

  @Test
  void waitsFiveMinutesAfterTheMigrationIsRateLimited() {
    AtomicInteger calls = new AtomicInteger();
    Connections connections =
        Connections.builder(fixture.mondayApp(), fixture.vault(), fixture.mondayConnector())
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
            fixture.adaUser(),
            "monday",
            Credential.of(Secret.of(fixture.monday.legacyToken(fixture.ada))));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> connections.admin().migrate(fixture.adaUser()))
          .isInstanceOfSatisfying(
              OAuthException.class,
              e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    }
    assertThat(calls.get()).isEqualTo(1);
    assertThat(connections.credential(fixture.adaUser(), "monday")).isNotNull();
    fixture.clock.advance(Duration.ofMinutes(5));
    assertThat(connections.admin().migrate(fixture.adaUser()).expiresAt()).isNotNull();
  }

  @Test
  void mapsErrorsOfTheConsentScreenToReasons() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    Map<String, OAuthException.Reason> reasons =
        Map.of(
            "access_denied", OAuthException.Reason.DENIED,
            "temporary_unavailable", OAuthException.Reason.UNAVAILABLE,
            "temporarily_unavailable", OAuthException.Reason.UNAVAILABLE,
            "invalid_scope", OAuthException.Reason.CLIENT,
            "unauthorized_client", OAuthException.Reason.UNINSTALLED,
            "something", OAuthException.Reason.PROVIDER);
    reasons.forEach(
        (error, reason) -> {
          Step begun = browser.open(connections, fixture.recipe(fixture.ada));
          String state = DirectBrowser.parameter(DirectBrowser.location(begun), "state");
          Step step =
              browser.open(
                  connections,
                  URI.create(
                      fixture.testApp.origin()
                          + "/callback/monday?error="
                          + error
                          + "&state="
                          + state));
          assertThat(DirectBrowser.reason(step)).isEqualTo(reason);
        });
    fixture.monday.tokenEndpoint(Fault.none());
    assertThat(fixture.monday.tokenRequests()).isEmpty();
  }
}
