package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact requests that providers expect, and the responses that they send. */
final class ProviderShapesTest {
  private static final Instant NOW = OAuthFixture.NOW;

  @StartStop private final MockWebServer provider = new MockWebServer();
  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private OAuthServer server() {
    return OAuthServer.of(provider.url("/authorize?tenant=a").uri(), provider.url("/token").uri());
  }

  private OAuthConnector connector(OAuthServer server) {
    return Connector.oauth("svc", server, "client id", Secret.of("s&cret +%"));
  }

  private Connections connections(Connector connector) {
    return fixture.add(
        Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
            .insecureWithoutConfirmation());
  }

  private static MockResponse json(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  /** Starts at the authorize path and returns with a code. */
  private Step connect(Connections connections, MockResponse response) {
    provider.enqueue(response);
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    return back(connections, begun, "code=c0de");
  }

  private Step back(Connections connections, Step begun, String parameters) {
    String state = DirectBrowser.parameter(DirectBrowser.location(begun), "state");
    return browser.open(
        connections,
        URI.create(fixture.testApp.origin() + "/callback/svc?" + parameters + "&state=" + state));
  }

  private Credential credential(Connections connections) {
    return connections.credential(fixture.adaUser(), "svc");
  }

  @Test
  void requestsAuthorizationWithPkceAndKeepsTheQueryOfTheEndpoint() {
    Connections connections =
        connections(
            connector(server().scopeSeparator(","))
                .scopes("repo:read", "user")
                .parameter("access_type", "offline")
                .parameter("prompt", "consent me"));
    URI address = DirectBrowser.location(browser.open(connections, fixture.recipe(fixture.ada)));

    assertThat(address.toString()).startsWith(provider.url("/authorize?tenant=a&").toString());
    assertThat(address.getRawQuery())
        .contains("response_type=code")
        .contains("client_id=client%20id")
        .contains("scope=repo%3Aread%2Cuser")
        .contains("access_type=offline&prompt=consent%20me")
        .contains("code_challenge_method=S256")
        .contains(
            "redirect_uri=http%3A%2F%2Flocalhost%3A"
                + fixture.testApp.origin().getPort()
                + "%2Fcallback%2Fsvc");
    assertThat(DirectBrowser.parameter(address, "code_challenge")).hasSize(43);
  }

  @Test
  void sendsTheSecretInTheBody() throws Exception {
    Connections connections =
        connections(connector(server()).tokenParameter("resource", "https://r/"));
    connect(connections, json("{\"access_token\":\"at\",\"token_type\":\"bearer\"}"));

    RecordedRequest request = provider.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getUrl().encodedPath()).isEqualTo("/token");
    assertThat(request.getHeaders().get("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("Authorization")).isNull();
    assertThat(request.getBody().utf8())
        .matches(
            "grant_type=authorization_code&code=c0de&redirect_uri=http%3A%2F%2Flocalhost%3A\\d+"
                + "%2Fcallback%2Fsvc&code_verifier=[A-Za-z0-9_-]{43}&resource=https%3A%2F%2Fr%2F"
                + "&client_id=client\\+id&client_secret=s%26cret\\+%2B%25");
  }

  @Test
  void sendsTheSecretInTheHeaderFormEncodedByRfc6749() throws Exception {
    Connections connections = connections(connector(server().clientSecretBasic()));
    connect(connections, json("{\"access_token\":\"at\",\"token_type\":\"BEARER\"}"));

    RecordedRequest request = provider.takeRequest();
    String expected = "client+id:s%26cret+%2B%25";
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8)));
    assertThat(request.getBody().utf8()).doesNotContain("client_secret", "client_id");
    assertThat(credential(connections).secret()).isEqualTo(Secret.of("at"));
  }

  @Test
  void sendsOnlyTheClientIdOfAPublicClient() throws Exception {
    Connections connections = connections(Connector.oauth("svc", server(), "public"));
    connect(connections, json("{\"access_token\":\"at\"}"));

    assertThat(provider.takeRequest().getBody().utf8())
        .contains("client_id=public", "code_verifier=")
        .doesNotContain("client_secret");
    assertThat(credential(connections).secret()).isEqualTo(Secret.of("at"));
  }

  static Stream<Arguments> lifetimes() {
    return Stream.of(
        Arguments.of("3600", NOW.plusSeconds(3600)),
        Arguments.of("\"3600\"", NOW.plusSeconds(3600)),
        Arguments.of("3600.7", NOW.plusSeconds(3600)),
        Arguments.of("3.6e3", NOW.plusSeconds(3600)),
        Arguments.of("0", null),
        Arguments.of("-1", null),
        Arguments.of("\"\"", null),
        Arguments.of("\"soon\"", null),
        Arguments.of("null", null),
        Arguments.of("true", null),
        Arguments.of("{}", null),
        Arguments.of("99999999999999999999", null),
        Arguments.of("1e400", null),
        Arguments.of("\"00000000000000003600\"", NOW.plusSeconds(3600)),
        Arguments.of("\"000000000000000003600\"", null),
        Arguments.of("\"3600." + "0".repeat(60_000) + "\"", null));
  }

  @ParameterizedTest
  @MethodSource("lifetimes")
  void readsExpiresInAsNumberOrStringAndIgnoresImplausibleValues(String value, Instant expected) {
    Connections connections = connections(connector(server()));
    connect(connections, json("{\"access_token\":\"at\",\"expires_in\":" + value + "}"));

    assertThat(credential(connections).expiresAt()).isEqualTo(expected);
  }

  @Test
  void readsExpFromTheTokenIfExpiresInIsAbsent() {
    String payload =
        Base64Url.encode(
            ("{\"exp\":" + NOW.plusSeconds(77).getEpochSecond() + "}")
                .getBytes(StandardCharsets.UTF_8));
    Connections connections = connections(connector(server()));
    connect(connections, json("{\"access_token\":\"e30." + payload + ".sig\"}"));

    assertThat(credential(connections).expiresAt()).isEqualTo(NOW.plusSeconds(77));
  }

  @Test
  void readsAFormEncodedResponse() {
    Connections connections = connections(connector(server()).scopes("repo"));
    Step step =
        connect(
            connections,
            new MockResponse.Builder()
                .addHeader("Content-Type", "application/x-www-form-urlencoded")
                .body("access_token=gho%2B1&scope=repo%2Cgist&token_type=bearer&expires_in=60")
                .build());

    assertThat(step).isInstanceOf(Step.Done.class);
    Credential credential = credential(connections);
    assertThat(credential.secret()).isEqualTo(Secret.of("gho+1"));
    assertThat(credential.scopes()).containsExactlyInAnyOrder("repo", "gist");
    assertThat(credential.expiresAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void readsAFormEncodedErrorResponse() {
    Connections connections = connections(connector(server()));
    Step step =
        connect(
            connections,
            new MockResponse.Builder()
                .body("error=bad_verification_code&error_description=The+code+is+incorrect")
                .build());

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.GRANT);
  }

  static Stream<Arguments> scopes() {
    return Stream.of(
        Arguments.of("\"a b\"", new String[] {"a", "b"}),
        Arguments.of("\"a,b\"", new String[] {"a", "b"}),
        Arguments.of("\"a, b\"", new String[] {"a", "b"}),
        Arguments.of("[\"a\",\"b\"]", new String[] {"a", "b"}),
        Arguments.of("\"\"", new String[0]),
        Arguments.of("null", new String[0]));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void recordsOnlyTheScopesThatWereGranted(String value, String[] expected) {
    Connections connections = connections(connector(server()).scopes("a"));
    connect(connections, json("{\"access_token\":\"at\",\"scope\":" + value + "}"));

    assertThat(credential(connections).scopes()).containsExactlyInAnyOrder(expected);
  }

  @Test
  void refusesAGrantWithFewerScopesThanRequired() {
    Connections connections = connections(connector(server()).scopes("read", "write"));
    Step step = connect(connections, json("{\"access_token\":\"at\",\"scope\":\"read\"}"));

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.SCOPES);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  @Tag("slow")
  void doesNotRequireOpenidAndOfflineAccessInTheResponseAndCanIgnoreRenamedScopes() {
    Connections offline =
        connections(connector(server()).scopes("openid", "read", "offline_access"));
    assertThat(connect(offline, json("{\"access_token\":\"at\",\"scope\":\"read\"}")))
        .isInstanceOf(Step.Done.class);

    Connections renamed = connections(connector(server().ignoreGrantedScopes()).scopes("email"));
    Step step =
        connect(
            renamed.reconnect("svc"),
            json("{\"access_token\":\"at\",\"scope\":\"https://x/userinfo.email\"}"));
    assertThat(step).isInstanceOf(Step.Done.class);
    assertThat(renamed.connected(fixture.adaUser())).containsExactly("svc");
    Connections more =
        connections(connector(server().ignoreGrantedScopes()).scopes("email", "files"));
    assertThat(more.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void treatsAMissingScopeAsNotConnectedAndUnknownScopesAsSufficient() {
    Connections before = connections(connector(server()).scopes("read"));
    connect(before, json("{\"access_token\":\"at\",\"scope\":\"read\"}"));
    Connections after = connections(connector(server()).scopes("read", "write"));

    assertThat(after.connected(fixture.adaUser())).isEmpty();
    assertThat(after.credential(fixture.adaUser(), "svc").scopes()).containsExactly("read");
    after.admin().put(fixture.adaUser(), "svc", Credential.of(Secret.of("imported")));
    assertThat(after.connected(fixture.adaUser())).containsExactly("svc");
  }

  @Test
  void acceptsAnotherTokenTypeOnlyIfAllowed() {
    String body = "{\"access_token\":\"xoxb\",\"token_type\":\"bot\"}";
    assertThat(DirectBrowser.reason(connect(connections(connector(server())), json(body))))
        .isEqualTo(OAuthException.Reason.PROVIDER);

    Connections slack = connections(connector(server().allowTokenType("Bot")));
    assertThat(connect(slack, json(body))).isInstanceOf(Step.Done.class);
  }

  @Test
  void keepsTheMembersThatTheConnectorNames() {
    Connections connections =
        connections(
            connector(server()).keepField("instance_url").keepField("team_id").keepField("absent"));
    connect(
        connections,
        json(
            "{\"access_token\":\"at\",\"instance_url\":\"https://x.example\",\"team_id\":7,"
                + "\"absent\":null,\"other\":\"no\"}"));

    assertThat(credential(connections).attributes())
        .containsExactly(
            java.util.Map.entry("instance_url", "https://x.example"),
            java.util.Map.entry("team_id", "7"));
  }

  @Test
  void refreshesWithTheSameAuthenticationAndKeepsWhatTheResponseLeavesOut() throws Exception {
    Connections connections =
        connections(connector(server().clientSecretBasic()).scopes("a").keepField("instance_url"));
    connect(
        connections,
        json(
            "{\"access_token\":\"at1\",\"refresh_token\":\"r&1\",\"expires_in\":3600,"
                + "\"scope\":\"a b\",\"instance_url\":\"https://x\"}"));
    provider.takeRequest();
    fixture.clock.advance(Duration.ofHours(2));
    provider.enqueue(json("{\"access_token\":\"at2\",\"expires_in\":3600}"));
    Credential refreshed = credential(connections);

    assertThat(refreshed.secret()).isEqualTo(Secret.of("at2"));
    assertThat(refreshed.scopes()).containsExactlyInAnyOrder("a", "b");
    assertThat(refreshed.attributes()).containsEntry("instance_url", "https://x");
    RecordedRequest request = provider.takeRequest();
    assertThat(request.getBody().utf8()).isEqualTo("grant_type=refresh_token&refresh_token=r%261");
    assertThat(request.getHeaders().get("Authorization")).startsWith("Basic ");

    fixture.clock.advance(Duration.ofHours(2));
    provider.enqueue(json("{\"access_token\":\"at3\"}"));
    assertThat(credential(connections).secret()).isEqualTo(Secret.of("at3"));
    assertThat(provider.takeRequest().getBody().utf8()).contains("refresh_token=r%261");
  }

  @Test
  void refusesAMissingRequiredIssuerAndAnotherIssuer() {
    OAuthServer issuing = server().issuer("https://issuer.example").requireIssuer();
    for (String parameters : new String[] {"code=c", "code=c&iss=https%3A%2F%2Fevil.example"}) {
      Connections connections = connections(connector(issuing));
      Step begun = browser.open(connections, fixture.recipe(fixture.ada));
      assertThat(DirectBrowser.reason(back(connections, begun, parameters)))
          .isEqualTo(OAuthException.Reason.ISSUER);
    }
    assertThat(provider.getRequestCount()).isZero();

    Connections right = connections(connector(issuing));
    provider.enqueue(json("{\"access_token\":\"at\"}"));
    Step begun = browser.open(right, fixture.recipe(fixture.ada));
    assertThat(back(right, begun, "code=c&iss=https%3A%2F%2Fissuer.example"))
        .isInstanceOf(Step.Done.class);
  }

  @Test
  void doesNotSendTheSecretToARedirectTarget() {
    Connections connections = connections(connector(server()));
    Step step =
        connect(
            connections,
            new MockResponse.Builder()
                .code(307)
                .addHeader("Location", provider.url("/elsewhere").toString())
                .build());

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.UNAVAILABLE);
    assertThat(((Step.Refused) step).cause())
        .hasMessage("localhost responded with 307, a redirect, which is not followed");
    assertThat(provider.getRequestCount()).isEqualTo(1);
  }

  @Test
  void revokesBothTokensByRfc7009OnDisconnect() throws Exception {
    Connections connections =
        connections(connector(server().revocationEndpoint(provider.url("/revoke").uri())));
    connect(connections, json("{\"access_token\":\"at\",\"refresh_token\":\"rt\"}"));
    provider.takeRequest();
    provider.enqueue(new MockResponse.Builder().code(200).build());
    provider.enqueue(new MockResponse.Builder().code(200).build());

    assertThat(connections.admin().disconnect(fixture.adaUser(), "svc").records()).isEqualTo(1);
    assertThat(connections.admin().disconnect(fixture.adaUser(), "svc").records()).isZero();
    assertThat(provider.takeRequest().getBody().utf8())
        .startsWith("token=rt&token_type_hint=refresh_token&client_id=");
    assertThat(provider.takeRequest().getBody().utf8())
        .startsWith("token=at&token_type_hint=access_token&client_id=");
  }

  @Test
  void revokesAnUnusableTokenOnlyIfRevocationEndsOneToken() {
    UnaryOperator<OAuthConnector> scoped = c -> c.scopes("read", "write");
    OAuthServer revoking = server().revocationEndpoint(provider.url("/revoke").uri());
    String body = "{\"access_token\":\"at\",\"scope\":\"read\"}";
    connect(connections(scoped.apply(connector(revoking))), json(body));
    assertThat(provider.getRequestCount()).isEqualTo(1);

    Connections declared = connections(scoped.apply(connector(revoking)).revocationEndsOneToken());
    provider.enqueue(json(body));
    connect(declared, new MockResponse.Builder().code(200).build());
    assertThat(provider.getRequestCount()).isEqualTo(3);
  }

  @Test
  void findsTheAccountsCredentialForEveryUser() {
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    Connections connections =
        connections(connector(server()).perAccount(user -> user.id() == fixture.ada.id()));
    Step refused = new DirectBrowser().open(connections, fixture.recipe(bob));
    assertThat(DirectBrowser.reason(refused)).isEqualTo(OAuthException.Reason.NOT_ALLOWED);
    assertThat(refused.reply().body())
        .contains("Only an administrator can connect Svc for this account");

    connect(connections, json("{\"access_token\":\"shared\"}"));
    MondayUser bobsId = OAuthFixture.user(bob);
    assertThat(connections.credential(bobsId, "svc").secret()).isEqualTo(Secret.of("shared"));
    assertThat(connections.credential(bobsId.account(), "svc").secret())
        .isEqualTo(Secret.of("shared"));
    assertThat(connections.connected(bobsId.account())).containsExactly("svc");
    assertThat(new DirectBrowser().open(connections, fixture.recipe(bob)))
        .isInstanceOf(Step.Done.class);
  }
}
