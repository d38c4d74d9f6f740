package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers do in their own way: the requests that they get, and what is read and kept. */
final class OAuthServerOptionsTest {
  private static final Instant NOW = OAuthFixture.NOW;
  private static final String TOKENS =
      "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600}";

  /** Tokens and scopes that are short enough, but leave no room in a record for attributes. */
  private static final String LARGE =
      "{\"access_token\":\"planted-%s\",\"refresh_token\":\"%s\",\"scope\":\"%s\"}"
          .formatted("x".repeat(23_992), "y".repeat(24_000), shortScopes(2_600));

  private final ProviderBench bench = new ProviderBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static OAuthServer server() {
    return ProviderBench.server();
  }

  private static String basic() {
    return "Basic " + Base64.getEncoder().encodeToString("id:s3cret".getBytes(UTF_8));
  }

  private Connections connected(OAuthServer server) {
    Connections connections = bench.connections(server);
    bench.then(200, TOKENS);
    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    return connections;
  }

  private void expire() {
    bench.fixture.clock.advance(Duration.ofHours(2));
  }

  // Requests

  @Test
  void addsTheServersParametersAndScopesToThoseOfTheConnector() {
    OAuthServer server =
        server()
            .parameter("access_type", "offline")
            .parameter("prompt", "consent")
            .addScopes("offline_access")
            .scopeSeparator(",");
    URI screen =
        bench.consentScreen(
            bench.connections(server, c -> c.scopes("read").parameter("prompt", "none")));

    assertThat(screen.getRawQuery())
        .contains("access_type=offline", "prompt=none", "scope=read%2Coffline_access")
        .doesNotContain("prompt=consent");
  }

  @Test
  void namesScopesInAnotherParameterAndSendsNoneIfThereAreNone() {
    OAuthServer server = server().scopeParameter("user_scope");
    URI some = bench.consentScreen(bench.connections(server, c -> c.scopes("chat:write")));
    assertThat(some.getRawQuery()).contains("user_scope=chat%3Awrite").doesNotContain("&scope=");

    URI none = bench.consentScreen(bench.connections(server));
    assertThat(none.getRawQuery()).doesNotContain("scope=");
  }

  @Test
  void leavesOutPkceOnlyWhereAnOptionSaysSo() {
    Connections without = bench.connections(server().insecureWithoutPkce());
    URI screen = bench.consentScreen(without);
    bench.then(200, TOKENS).callback(without, screen, "");

    assertThat(screen.getRawQuery()).doesNotContain("code_challenge");
    assertThat(bench.last().body()).doesNotContain("code_verifier").contains("code=c0de");
  }

  @Test
  void sendsJsonWithBasicAuthenticationAndAnExtraHeader() {
    connected(
        server().jsonTokenRequests().clientSecretBasic().tokenRequestHeader("Api-Version", "7"));

    assertThat(bench.last().headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Authorization", basic())
        .containsEntry("Api-Version", "7");
    assertThat(bench.last().body())
        .startsWith("{\"grant_type\":\"authorization_code\",\"code\":\"c0de\",\"redirect_uri\":")
        .doesNotContain("s3cret");
  }

  @Test
  void sendsCodeParametersOnlyWithTheCode() {
    Connections connections =
        bench.connections(
            server().codeParameter("expiring", "1").tokenParameter("resource", "r"),
            c -> c.codeParameter("expires_in", "600").tokenParameter("audience", "a"));
    bench.then(200, TOKENS).connect(connections);
    assertThat(bench.last().body()).contains("&resource=r&audience=a&expiring=1&expires_in=600");

    expire();
    bench.then(200, TOKENS).credential(connections);
    assertThat(bench.last().body())
        .contains("&resource=r&audience=a")
        .doesNotContain("expiring", "expires_in");
  }

  @Test
  void exchangesRefreshTokensAtAnEndpointOfTheirOwnWithoutGrantType() {
    Connections connections =
        connected(
            server()
                .clientSecretBasic()
                .refreshEndpoint(URI.create("https://svc.example/v1/refresh")));
    expire();
    bench.then(200, "{\"access_token\":\"at2\",\"expires_in\":3600}");

    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at2"));
    assertThat(bench.last().uri()).hasToString("https://svc.example/v1/refresh");
    assertThat(bench.last().body()).isEqualTo("refresh_token=rt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "code", "client_id", "code_verifier", "scope"})
  void refusesParametersThatTheLibrarySets(String name) {
    assertThatThrownBy(() -> server().parameter(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server().tokenParameter(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server().codeParameter(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server().keepCallbackParameter(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Responses

  private static final String SLACK =
      "{\"ok\":true,\"access_token\":\"bot\",\"token_type\":\"bot\",\"team\":{\"id\":\"T1\"},"
          + "\"authed_user\":{\"id\":\"U1\",\"access_token\":\"user\",\"refresh_token\":\"rt\","
          + "\"expires_in\":43200,\"scope\":\"chat:write\",\"token_type\":\"user\"}}";

  @Test
  void readsTokensFromANestedObjectAndTheTopLevelAtRefresh() {
    OAuthServer server = server().tokensIn("authed_user").allowTokenType("user");
    Connections connections = bench.connections(server, c -> c.scopes("chat:write"));
    bench.then(200, SLACK).connect(connections);

    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("user"));
    assertThat(bench.credential(connections).scopes()).containsExactly("chat:write");
    bench.fixture.clock.advance(Duration.ofHours(13));
    bench.then(
        200, "{\"ok\":true,\"access_token\":\"user2\",\"token_type\":\"user\",\"expires_in\":9}");
    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("user2"));
  }

  @Test
  void neverTakesTheTokenOfSomebodyElseForANestedOne() {
    Connections connections = bench.connections(server().tokensIn("authed_user"));
    bench.then(200, "{\"access_token\":\"bot\",\"authed_user\":{\"id\":\"U1\"}}");

    assertThat(DirectBrowser.reason(bench.connect(connections)))
        .isEqualTo(OAuthException.Reason.PROVIDER);
  }

  @Test
  void keepsNestedFieldsAndTheOnlyElementOfAnArray() {
    OAuthServer server =
        server()
            .keepField("team.id")
            .keepField("sites.*.id")
            .keepField("accounts.*main.id")
            .keepField("accounts.*.id")
            .keepField("list.1")
            .keepField("owner");
    Connections connections = bench.connections(server, c -> c.keepField("team.name"));
    bench.then(
        200,
        "{\"access_token\":\"at\",\"team\":{\"id\":7,\"name\":\"Ops\"},\"sites\":[{\"id\":\"s\"}],"
            + "\"accounts\":[{\"id\":1,\"main\":false},{\"id\":2,\"main\":true}],"
            + "\"list\":[\"a\",\"b\"],\"owner\":{\"x\":[1]}}");
    bench.connect(connections);

    assertThat(bench.credential(connections).attributes())
        .isEqualTo(
            Map.of(
                "team.id", "7",
                "team.name", "Ops",
                "sites.*.id", "s",
                "accounts.*main.id", "2",
                "list.1", "b",
                "owner", "{\"x\":[1]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "a..b", "a b", ".a", "a.", "a.b.c.d.e.f.g.h.i.j.k"})
  void refusesMalformedPaths(String path) {
    assertThatThrownBy(() -> server().keepField(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://acme.my.salesforce.com, true",
    "https://acme.my.salesforce.com/, true",
    "https://my.salesforce.com, false",
    "https://a.b.my.salesforce.com, false",
    "http://acme.my.salesforce.com, false",
    "https://acme.my.salesforce.com:8443, false",
    "https://ada@acme.my.salesforce.com, false",
    "https://acme.my.salesforce.com?x=1, false",
    "https://acme.my.salesforce.com#x, false",
    "https://evil.example/acme.my.salesforce.com, false",
    "https://acme.my.salesforce.com.evil.example, false",
    "//acme.my.salesforce.com, false",
    "acme.my.salesforce.com, false",
    "https://127.0.0.1, false"
  })
  void keepsTheAddressOfAnApiOnlyOnAllowedHosts(String address, boolean kept) {
    Connections connections =
        bench.connections(server().keepAddress("instance_url", "*.my.salesforce.com"));
    bench.then(200, "{\"access_token\":\"at\",\"instance_url\":\"" + address + "\"}");
    Step step = bench.connect(connections);

    if (kept) {
      assertThat(bench.credential(connections).attributes()).containsEntry("instance_url", address);
    } else {
      assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.PROVIDER);
    }
  }

  @Test
  void readsScopesFromAnArrayNamedScopes() {
    Connections connections = bench.connections(server(), c -> c.scopes("a", "b"));
    bench.then(200, "{\"access_token\":\"at\",\"scopes\":[\"a\",\"b\",\"c\"]}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).scopes()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({
    "repo:status, repo, true",
    "repo, repo:status, false",
    "read_orders, write_orders, true",
    "read_orders, write_products, false",
    "write_orders, read_orders, false",
    "User.Read, https://graph.example/User.Read, true",
    "User.Read, https://graph.example/User.ReadWrite, false",
    "read_, write_, true"
  })
  void acceptsAGrantedScopeThatIncludesTheRequestedOne(
      String requested, String granted, boolean accepted) {
    OAuthServer server =
        server()
            .scopeIncludes("repo", "repo:status", "public_repo")
            .scopeIncludes("write_*", "read_*")
            .scopeIncludes("https://graph.example/*", "*");
    Connections connections = bench.connections(server, c -> c.scopes(requested));
    bench.then(200, "{\"access_token\":\"at\",\"scope\":\"" + granted + "\"}");
    Step step = bench.connect(connections);

    assertThat(step instanceof Step.Done).isEqualTo(accepted);
    assertThat(connections.connected(bench.fixture.adaUser()).contains("svc")).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"a*b*, c", "a, b*", "a, b c"})
  void refusesMalformedScopePatterns(String granted, String included) {
    assertThatThrownBy(() -> server().scopeIncludes(granted, included))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Lifetimes

  @Test
  void assumesALifetimeOnlyIfTheResponseNamesNone() {
    Connections connections = bench.connections(server().assumedLifetime(Duration.ofHours(2)));
    bench.then(200, "{\"access_token\":\"at\",\"refresh_token\":\"rt\"}").connect(connections);
    assertThat(bench.credential(connections).expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(2)));

    bench.fixture.clock.advance(Duration.ofHours(2));
    bench.then(200, "{\"access_token\":\"at2\",\"expires_in\":60}");
    assertThat(bench.credential(connections).expiresAt())
        .isEqualTo(NOW.plus(Duration.ofHours(2)).plusSeconds(60));
  }

  @Test
  void keepsTheLifetimeIfARefreshResponseNamesNone() {
    Connections connections = connected(server());
    expire();
    bench.then(200, "{\"access_token\":\"at2\"}");

    assertThat(bench.credential(connections).expiresAt())
        .isEqualTo(NOW.plus(Duration.ofHours(2)).plusSeconds(3600));
  }

  @Test
  void doesNotKeepTheShortRestOfAnImportedAccessTokensLifetime() {
    Connections connections = bench.connections(server());
    connections
        .admin()
        .put(
            bench.fixture.adaUser(),
            "svc",
            Credential.of(Secret.of("at"))
                .withRefreshToken(Secret.of("rt"))
                .withExpiresAt(NOW.plusSeconds(299)));
    expire();
    bench.then(200, "{\"access_token\":\"at2\"}");

    assertThat(bench.credential(connections).expiresAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1795862400, true", "1000000000, false", "1795262400, false", "2400000000, false"})
  void readsATimeInExpiresInIfItIsWithinTenYears(long value, boolean isTime) {
    Connections connections = bench.connections(server());
    bench.then(200, "{\"access_token\":\"at\",\"expires_in\":" + value + "}").connect(connections);

    Instant lifetime = value <= 1_000_000_000 ? NOW.plusSeconds(value) : null;
    assertThat(bench.credential(connections).expiresAt())
        .isEqualTo(isTime ? Instant.ofEpochSecond(value) : lifetime);
  }

  @Test
  void listsWhenARefreshTokenExpiresFromDisuse() {
    Connections connections =
        bench.connections(
            server()
                .refreshTokenLifetime("x_refresh_token_expires_in")
                .refreshTokenLifetime(Duration.ofDays(90)));
    bench
        .then(
            200,
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600,"
                + "\"x_refresh_token_expires_in\":86400}")
        .connect(connections);
    assertThat(bench.status(connections).refreshTokenExpiresAt())
        .isEqualTo(NOW.plus(Duration.ofDays(1)));

    expire();
    bench.then(200, "{\"access_token\":\"at2\",\"expires_in\":3600}").credential(connections);
    assertThat(bench.status(connections).refreshTokenExpiresAt())
        .as("without the field, the refresh token lives as long as the server says")
        .isEqualTo(NOW.plus(Duration.ofHours(2)).plus(Duration.ofDays(90)));

    Connections unknown = bench.connections(server());
    bench.then(200, TOKENS).connect(unknown.reconnect("svc"));
    assertThat(bench.status(unknown).refreshTokenExpiresAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P36501D"})
  void refusesImplausibleLifetimes(Duration lifetime) {
    assertThatThrownBy(() -> server().assumedLifetime(lifetime))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server().refreshTokenLifetime(lifetime))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server().refreshTokenReuse(lifetime))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Error responses

  @Test
  void errorResponsesMeanWhatTheServerDeclares() {
    OAuthServer server =
        server()
            .clientRefusedBy(400, "error", "access_denied")
            .unavailableBy(200, "error", "fatal_error")
            .unavailableBy(400, "error_description", "ip restricted")
            .grantEndedBy(401, "detail.code", "gone");
    Connections connections = connected(server);
    Map<String, OAuthException.Reason> reasons =
        Map.of(
            "400{\"error\":\"access_denied\"}", OAuthException.Reason.CLIENT,
            "403{\"error\":\"access_denied\"}", OAuthException.Reason.PROVIDER,
            "200{\"error\":\"fatal_error\"}", OAuthException.Reason.UNAVAILABLE,
            "400{\"error\":\"invalid_grant\",\"error_description\":\"ip restricted\"}",
                OAuthException.Reason.UNAVAILABLE,
            "400{\"message\":\"ip restricted\",\"error\":\"x\"}", OAuthException.Reason.PROVIDER);
    expire();
    for (Map.Entry<String, OAuthException.Reason> response : reasons.entrySet()) {
      bench.then(
          Integer.parseInt(response.getKey().substring(0, 3)), response.getKey().substring(3));
      assertThatThrownBy(() -> bench.credential(connections))
          .as(response.getKey())
          .isInstanceOfSatisfying(
              OAuthException.class, e -> assertThat(e.reason()).isEqualTo(response.getValue()));
      bench.fixture.clock.advance(Duration.ofSeconds(31));
    }
    bench.then(401, "{\"detail\":{\"code\":\"gone\"}}");
    assertThatThrownBy(() -> bench.credential(connections))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
  }

  // Lost responses

  private static final HttpTransport CUT_OFF =
      request -> {
        throw new IOException("cut off");
      };

  @Test
  void sendsARefreshOnceMoreAfterALostResponseIfTheServerAllowsReuse() {
    Connections connections = connected(server().refreshTokenReuse(Duration.ofMinutes(30)));
    expire();
    bench.then(CUT_OFF).then(200, "{\"access_token\":\"at2\",\"expires_in\":3600}");

    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at2"));
    assertThat(bench.requests).hasSize(3);
  }

  @Test
  void sendsARefreshTokenThatMayBeUsedUpOnlyOnceIfReuseIsNotAllowed() {
    Connections connections = connected(server());
    expire();
    bench.then(CUT_OFF);

    assertThatThrownBy(() -> bench.credential(connections)).isInstanceOf(OAuthException.class);
    assertThat(bench.requests).hasSize(2);
  }

  @Test
  void repeatsNoRefreshThatWasNotSentOrThatTheServerAnswered() {
    Connections connections = connected(server().refreshTokenReuse(Duration.ofMinutes(30)));
    expire();
    bench.then(
        request -> {
          throw new ConnectException("refused");
        });
    assertThatThrownBy(() -> bench.credential(connections)).isInstanceOf(OAuthException.class);
    bench.fixture.clock.advance(Duration.ofSeconds(31));
    bench.then(503, "");
    assertThatThrownBy(() -> bench.credential(connections)).isInstanceOf(OAuthException.class);
    assertThat(bench.requests).hasSize(3);
  }

  @Test
  void repeatsNoRefreshThatTookLongerThanTheLeaseAllows() {
    Connections connections = connected(server().refreshTokenReuse(Duration.ofMinutes(30)));
    expire();
    bench.then(
        request -> {
          bench.fixture.clock.advance(Duration.ofSeconds(5));
          throw new IOException("timeout");
        });

    assertThatThrownBy(() -> bench.credential(connections)).isInstanceOf(OAuthException.class);
    assertThat(bench.requests).hasSize(2);
  }

  @Test
  void triesAgainWithinTheTimeOfReuseWhateverRetryAfterSays() {
    Connections connections = connected(server().refreshTokenReuse(Duration.ofMinutes(30)));
    expire();
    bench.then(request -> new HttpTransport.Response(503, Map.of("Retry-After", "3600"), "busy"));
    assertThatThrownBy(() -> bench.credential(connections)).isInstanceOf(OAuthException.class);

    bench.fixture.clock.advance(Duration.ofMinutes(15));
    bench.then(200, "{\"access_token\":\"at2\",\"expires_in\":3600}");
    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at2"));
  }

  // Revocation

  private List<String> disconnect(Connections connections) {
    int before = bench.requests.size();
    assertThat(connections.admin().disconnect(bench.fixture.adaUser(), "svc").records())
        .isEqualTo(1);
    return bench.requests.subList(before, bench.requests.size()).stream()
        .map(
            r ->
                r.method()
                    + " "
                    + r.uri()
                    + " "
                    + r.headers().get("Authorization")
                    + " "
                    + r.body())
        .toList();
  }

  @Test
  void revokesWithTheTokenInTheHeaderAndAnEmptyBody() {
    Connections connections =
        connected(
            server()
                .revokesAccessTokens()
                .revocation(ServiceRequest.post("https://api.svc.example/revoke")));
    bench.then(200, "");

    assertThat(disconnect(connections))
        .containsExactly("POST https://api.svc.example/revoke Bearer at ");
  }

  @Test
  void revokesWithDeleteBasicAndJson() {
    Connections connections =
        connected(
            server()
                .revokesAccessTokens()
                .revocation(
                    ServiceRequest.delete("https://api.svc.example/apps/{client_id}/grant")
                        .clientSecretBasic()
                        .json("access_token", "{token}")));
    bench.then(204, "");

    assertThat(disconnect(connections))
        .containsExactly(
            "DELETE https://api.svc.example/apps/id/grant "
                + basic()
                + " {\"access_token\":\"at\"}");
  }

  @Test
  void revokesOnlyTheRefreshTokenWithAForm() {
    Connections connections =
        connected(
            server()
                .revokesRefreshTokens()
                .revocation(
                    ServiceRequest.post("https://svc.example/revoke")
                        .withoutAuthorization()
                        .form("token", "{token}")));
    bench.then(200, "");

    assertThat(disconnect(connections))
        .containsExactly("POST https://svc.example/revoke null token=rt");
  }

  @Test
  void revokesWithAHeaderOfItsOwnAndTheAttributesOfTheCredential() {
    Connections connections =
        bench.connections(
            server()
                .keepField("stripe_user_id")
                .revokesAccessTokens()
                .revocation(
                    ServiceRequest.post("https://svc.example/users/{stripe_user_id}?x={client_id}")
                        .withoutAuthorization()
                        .header("Authorization", "Bearer {client_secret}")
                        .form("client_id", "{client_id}")
                        .form("user", "{stripe_user_id}")));
    bench.then(200, "{\"access_token\":\"at\",\"stripe_user_id\":\"a/b c\"}").connect(connections);
    bench.then(200, "");

    assertThat(disconnect(connections))
        .containsExactly(
            "POST https://svc.example/users/a%2Fb%20c?x=id Bearer s3cret"
                + " client_id=id&user=a%2Fb+c");
  }

  @ParameterizedTest
  @CsvSource({
    "200, '{\"ok\":true,\"revoked\":true}', 1",
    "200, '{\"ok\":false,\"error\":\"token_revoked\"}', 0",
    "200, '', 0",
    "404, '', 1",
    "401, '', 0",
    "500, '', 0"
  })
  void countsARevocationOnlyIfItIsConfirmed(int status, String body, int revoked) {
    Connections connections =
        connected(
            server()
                .revokesAccessTokens()
                .revocation(
                    ServiceRequest.post("https://svc.example/revoke")
                        .successField("ok", "true")
                        .successStatus(404)));
    bench.then(status, body);

    ForgetResult result = connections.admin().forget(bench.fixture.adaUser().account());
    assertThat(result.revoked()).isEqualTo(revoked);
    assertThat(result.unrevoked()).isEqualTo(1 - revoked);
  }

  @Test
  void sendsNoRevocationWithAValueThatIsNotKnown() {
    Connections connections =
        connected(server().revocation(ServiceRequest.post("https://svc.example/{unknown}/revoke")));

    assertThat(connections.admin().forget(bench.fixture.adaUser().account()).unrevoked())
        .isEqualTo(1);
    assertThat(bench.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/revoke",
        "svc.example/revoke",
        "https://svc.example{token}",
        "https://{token}/revoke",
        "https://{host}/revoke",
        "{instance_url}/revoke",
        "https://svc.example/{client_secret}"
      })
  void refusesARequestWhoseHostAValueDecides(String address) {
    assertThatThrownBy(() -> server().revocation(ServiceRequest.post(address)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> server().keepField("instance_url").accountLabel(ServiceRequest.get(address), "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesThePageOnWhichUsersRemoveTheApplication() {
    URI page = URI.create("https://svc.example/settings/apps");
    assertThat(server().settingsPage(page).settingsPage()).isEqualTo(page);
    assertThat(server().settingsPage()).isNull();
  }

  // Lookups

  @Test
  void namesTheAccountByAFieldOfTheTokenResponse() {
    Connections connections = bench.connections(server().accountLabel("team.name", "team.id"));
    bench.then(200, "{\"access_token\":\"at\",\"team\":{\"id\":\"T1\",\"name\":\" \"}}");
    bench.connect(connections);

    assertThat(bench.status(connections).label()).isEqualTo("T1");
  }

  @Test
  void namesTheAccountByAnotherResponseAndKeepsTheNameAcrossRefreshes() {
    Connections connections =
        bench.connections(
            server()
                .accountLabel(
                    ServiceRequest.get("https://api.svc.example/me"), "email", "user.name"));
    bench.then(200, TOKENS).then(200, "{\"user\":{\"name\":\"Ada\\u202e\\nL\"}}");
    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);

    assertThat(bench.last().headers()).containsEntry("Authorization", "Bearer at");
    assertThat(bench.status(connections).label()).isEqualTo("AdaL");
    expire();
    bench.then(200, TOKENS).credential(connections);
    assertThat(bench.status(connections).label()).isEqualTo("AdaL");
    assertThat(bench.requests).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"401, '{\"error\":\"x\"}'", "200, '<html>'", "200, '{}'", "503, ''"})
  void connectsWithoutANameIfItCannotBeLookedUp(int status, String body) {
    Connections connections =
        bench.connections(
            server().accountLabel(ServiceRequest.get("https://api.svc.example/me"), "email"));
    bench.then(200, TOKENS).then(status, body);

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.status(connections).label()).isEmpty();
  }

  @Test
  void looksUpAttributesAndTheNameWithOneRequest() {
    ServiceRequest sites = ServiceRequest.get("https://api.svc.example/sites");
    Connections connections =
        bench.connections(
            server()
                .lookUp(sites, "cloud_id", "*.id")
                .lookUp(sites, "sites", "")
                .accountLabel(sites, "*.name"));
    bench.then(200, TOKENS).then(200, "[{\"id\":\"c1\",\"name\":\"acme\"}]");
    bench.connect(connections);

    assertThat(bench.requests).hasSize(2);
    assertThat(bench.credential(connections).attributes())
        .containsEntry("cloud_id", "c1")
        .containsEntry("sites", "[{\"id\":\"c1\",\"name\":\"acme\"}]");
    assertThat(bench.status(connections).label()).isEqualTo("acme");
  }

  @Test
  void guessesNoneOfSeveralSitesAndLeavesTheChoiceToTheApplication() {
    ServiceRequest sites = ServiceRequest.get("https://api.svc.example/sites");
    OAuthServer server = server().lookUp(sites, "cloud_id", "*.id").lookUp(sites, "sites", "");
    Connections connections =
        bench.connections(
            server,
            c ->
                c.onConnected(
                    credential ->
                        Map.of(
                            "chosen",
                            credential.secret().reveal()
                                + credential.attributes().get("sites").length())));
    bench.then(200, TOKENS).then(200, "[{\"id\":\"c1\"},{\"id\":\"c2\"}]");
    bench.connect(connections);

    assertThat(bench.credential(connections).attributes())
        .doesNotContainKey("cloud_id")
        .containsEntry("chosen", "at25");
  }

  @Test
  void leavesOutLookedUpAttributesForWhichARecordHasNoRoom() {
    ServiceRequest sites = ServiceRequest.get("https://api.svc.example/sites");
    ServiceRequest me = ServiceRequest.get("https://api.svc.example/me");
    Connections connections =
        bench.connections(
            server().lookUp(sites, "a", "a").lookUp(sites, "b", "b").lookUp(me, "c", "c"));
    bench
        .then(200, TOKENS)
        .then(200, "{\"a\":\"" + "\u00e9".repeat(1_999) + "\",\"b\":\"three\"}")
        .then(200, "{\"c\":\"ok\"}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).attributes()).containsOnlyKeys("a", "c");
  }

  @Test
  void storesTheLargestGrantThatItAccepts() {
    String token = "x".repeat(24_000);
    Connections connections =
        bench.connections(
            server()
                .keepField("kept")
                .lookUp(ServiceRequest.get("https://api.svc.example/me"), "found", "found"),
            c -> c.onConnected(credential -> Map.of("more", "m".repeat(2_996))));
    bench
        .then(
            200,
            "{\"access_token\":\"a"
                + token.substring(1)
                + "\",\"refresh_token\":\""
                + token
                + "\",\"kept\":\""
                + "k".repeat(8_000)
                + "\"}")
        .then(200, "{\"found\":\"" + "f".repeat(4_000) + "\"}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).attributes())
        .containsOnlyKeys("kept", "found", "more");
  }

  /** Each takes two bytes in a response, and six in a record. */
  private static String shortScopes(int count) {
    String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return IntStream.range(0, count)
        .mapToObj(i -> "" + letters.charAt(i / 52) + letters.charAt(i % 52))
        .collect(Collectors.joining(" "));
  }

  private Connections withAttribute(List<String> unrevoked) {
    bench.fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            unrevoked.add(connection);
          }
        };
    return bench.connections(
        server(), c -> c.onConnected(credential -> Map.of("more", "m".repeat(2_996))));
  }

  @Test
  void aGrantThatIsTooLargeForARecordIsRefusedAndNotLost() {
    List<String> unrevoked = new ArrayList<>();
    Connections connections = withAttribute(unrevoked);
    bench.then(200, LARGE);
    Step refused = bench.connect(connections);

    assertThat(DirectBrowser.reason(refused)).isEqualTo(OAuthException.Reason.PROVIDER);
    assertThat(((Step.Refused) refused).cause())
        .hasMessage(
            "svc: expected tokens, scopes and attributes of at most 65000 bytes, found more");
    assertThat(unrevoked).containsExactly("svc");
    assertThat(connections.connected(bench.fixture.adaUser())).isEmpty();
  }

  @Test
  void aRefreshedGrantThatIsTooLargeForARecordIsAFailedRefresh() {
    List<String> unrevoked = new ArrayList<>();
    Connections connections = withAttribute(unrevoked);
    bench.then(200, TOKENS);
    bench.connect(connections);
    bench.fixture.clock.advance(Duration.ofHours(2));
    bench.then(200, LARGE);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> bench.credential(connections))
          .isInstanceOfSatisfying(
              OAuthException.class,
              e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.PROVIDER));
    }
    assertThat(unrevoked).containsExactly("svc");
    assertThat(bench.status(connections).needsReconnect()).isTrue();
    assertThat(bench.requests).hasSize(2);
  }

  @Test
  void anImportedCredentialThatIsTooLargeForARecordIsRefused() {
    Connections connections = bench.connections(server());
    Credential large =
        Credential.of(Secret.of("planted".repeat(5_000)))
            .withRefreshToken(Secret.of("planted".repeat(5_000)));

    assertThatThrownBy(() -> connections.admin().put(bench.fixture.adaUser(), "svc", large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65000")
        .hasMessageNotContaining("planted");
  }

  @ParameterizedTest
  @CsvSource({
    "200, '{\"error\":\"invalid_token\"}', PROVIDER",
    "200, '<html>', PROVIDER",
    "401, '{\"id\":\"x\"}', PROVIDER",
    "429, '', UNAVAILABLE",
    "500, '{\"id\":\"x\"}', UNAVAILABLE"
  })
  void storesNothingIfALookupFails(int status, String body, OAuthException.Reason reason) {
    Connections connections =
        bench.connections(
            server().lookUp(ServiceRequest.get("https://api.svc.example/me"), "id", "id"));
    bench.then(200, TOKENS).then(status, body);

    assertThat(DirectBrowser.reason(bench.connect(connections))).isEqualTo(reason);
    assertThat(connections.connected(bench.fixture.adaUser())).isEmpty();
  }

  @Test
  void looksUpAtAnAddressThatTheTokenResponseNamedOnlyAfterItWasChecked() {
    OAuthServer server =
        server()
            .keepAddress("instance_url", "*.svc.example")
            .accountLabel(ServiceRequest.get("{instance_url}/userinfo"), "email");
    Connections connections = bench.connections(server);
    bench
        .then(200, "{\"access_token\":\"at\",\"instance_url\":\"https://eu.svc.example/\"}")
        .then(200, "{\"email\":\"ada@x\"}");
    bench.connect(connections);

    assertThat(bench.last().uri()).hasToString("https://eu.svc.example/userinfo");
    assertThat(bench.status(connections).label()).isEqualTo("ada@x");
  }

  @Test
  void storesNothingIfTheApplicationsCallThrowsAndQuotesNothingOfIt() {
    Connections connections =
        bench.connections(
            server(),
            c ->
                c.onConnected(
                    credential -> {
                      throw new IllegalStateException(credential.secret().reveal());
                    }));
    bench.then(200, TOKENS);
    Step step = bench.connect(connections);

    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.UNAVAILABLE);
    assertThat(((Step.Refused) step).cause()).hasNoCause().hasMessageContaining("IllegalState");
    assertThat(((Step.Refused) step).cause().getMessage()).doesNotContain("at2");
    assertThat(connections.connected(bench.fixture.adaUser())).isEmpty();
  }

  @Test
  void refusesMoreAttributesThanARecordHolds() {
    Connections connections =
        bench.connections(server(), c -> c.onConnected(x -> Map.of("a", "x".repeat(3_000))));
    bench.then(200, TOKENS);

    assertThat(DirectBrowser.reason(bench.connect(connections)))
        .isEqualTo(OAuthException.Reason.PROVIDER);
  }

  @Test
  void takesTheTitleOfTheServerUnlessTheConnectorHasAnother() {
    Connections connections = bench.connections(server().title("GitHub"), OAuthConnector::optional);
    assertThat(
            bench
                .browser
                .openPage(connections, bench.fixture.recipe(bench.fixture.ada))
                .reply()
                .body())
        .contains("Connect GitHub?");
    Connections other =
        bench.connections(server().title("GitHub"), c -> c.title("Code").optional());
    assertThat(
            bench.browser.openPage(other, bench.fixture.recipe(bench.fixture.ada)).reply().body())
        .contains("Connect Code?");
  }
}
