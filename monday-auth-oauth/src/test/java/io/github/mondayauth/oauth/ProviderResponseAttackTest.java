package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are hostile, broken or ambiguous, and what the library sends after them. */
final class ProviderResponseAttackTest {
  private static final Instant NOW = OAuthFixture.NOW;
  private static final String TOKENS =
      "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600}";

  /** So many that a random order is hardly the right one for each. */
  private static final int WORDS = 16;

  private final ProviderBench bench = new ProviderBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static OAuthServer server() {
    return ProviderBench.server();
  }

  private Connections connected(OAuthServer server) {
    return connected(server, TOKENS);
  }

  private Connections connected(OAuthServer server, String tokens) {
    Connections connections = bench.connections(server);
    bench.then(200, tokens);
    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    return connections;
  }

  private void expire() {
    bench.fixture.clock.advance(Duration.ofHours(2));
  }

  private void put(Connections connections, Credential credential) {
    connections.admin().put(bench.fixture.adaUser(), "svc", credential);
  }

  private void putExpired(Connections connections) {
    put(
        connections,
        Credential.of(Secret.of("at")).withRefreshToken(Secret.of("rt")).withExpiresAt(NOW));
    bench.fixture.clock.advance(Duration.ofMinutes(1));
  }

  /** Deletes everything, so that Ada can connect again. */
  private ForgetResult forget(Connections connections) {
    ForgetResult result = connections.admin().forget(bench.fixture.adaUser().account());
    bench.fixture.clock.advance(Duration.ofMinutes(1));
    return result;
  }

  private void assertRefreshFails(Connections connections, Reason reason) {
    assertThatThrownBy(() -> bench.credential(connections))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void assertGrantEnded(Connections connections) {
    assertThatThrownBy(() -> bench.credential(connections))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
  }

  // Declared error responses

  @Test
  void errorThatIsDeclaredAgainWithAnotherMeaning() {
    OAuthServer server = server();
    for (int i = 0; i < WORDS; i++) {
      server = server.unavailableBy(400, "error", "w" + i).grantEndedBy(400, "error", "w" + i);
    }
    Connections connections = bench.connections(server);
    for (int i = 0; i < WORDS; i++) {
      putExpired(connections);
      bench.then(400, "{\"error\":\"w" + i + "\"}");
      assertGrantEnded(connections);
    }

    Connections slack =
        bench.connections(Providers.slack().grantEndedBy(200, "error", "org_login_required"));
    putExpired(slack);
    bench.then(200, "{\"ok\":false,\"error\":\"org_login_required\"}");
    assertGrantEnded(slack);
  }

  @Test
  void responseThatSeveralDeclarationsMatch() {
    OAuthServer server = server();
    for (int i = 0; i < WORDS; i++) {
      server =
          server
              .grantEndedBy(400, "error", "w" + i)
              .clientRefusedBy(400, "kind", "w" + i)
              .unavailableBy(400, "detail", "w" + i);
    }
    Connections connections = bench.connections(server);
    for (int i = 0; i < WORDS; i++) {
      putExpired(connections);
      bench.then(400, "{\"error\":\"w%d\",\"kind\":\"w%d\"}".formatted(i, i));
      assertRefreshFails(connections, Reason.CLIENT);
      putExpired(connections);
      bench.then(400, "{\"error\":\"w%d\",\"detail\":\"w%d\"}".formatted(i, i));
      assertRefreshFails(connections, Reason.UNAVAILABLE);
      putExpired(connections);
      bench.then(400, "{\"kind\":\"w%d\",\"detail\":\"w%d\"}".formatted(i, i));
      assertRefreshFails(connections, Reason.UNAVAILABLE);
    }
  }

  // Characters of tokens and headers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary\\r\\nX-Admin: 1",
        "canary\\u200b",
        "canary\\ud800",
        "canary\\u007f",
        "canary\\u00fc",
        "canary\\t"
      })
  void tokenThatNoHeaderCanCarry(String token) {
    for (String tokens :
        new String[] {
          "{\"access_token\":\"" + token + "\"}",
          "{\"access_token\":\"at2\",\"refresh_token\":\"" + token + "\"}"
        }) {
      Connections connections = bench.connections(server());
      bench.then(200, tokens);
      Step step = bench.connect(connections);
      assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.PROVIDER);
      assertThat(((Step.Refused) step).cause().getMessage())
          .contains("printable ASCII")
          .doesNotContain("canary");
      assertThat(connections.connected(bench.fixture.adaUser())).isEmpty();

      putExpired(connections);
      bench.then(200, tokens);
      assertRefreshFails(connections, Reason.PROVIDER);
      bench.fixture.clock.advance(Duration.ofMinutes(1));
      bench.then(200, TOKENS);
      assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at"));
      forget(connections);
    }
  }

  @Test
  void tokenInAFormThatNoHeaderCanCarry() {
    Connections connections = bench.connections(server());
    bench.then(200, "access_token=at%0D%0AX-Admin%3A+1&token_type=bearer");

    assertThat(DirectBrowser.reason(bench.connect(connections))).isEqualTo(Reason.PROVIDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"canary\r\nX: 1", "canary\u200b", "canary\ud800", "canary\u00fc"})
  void importedTokenThatNoHeaderCanCarry(String token) {
    Connections connections = bench.connections(server());
    for (Credential bad :
        new Credential[] {
          Credential.of(Secret.of(token)),
          Credential.of(Secret.of("at")).withRefreshToken(Secret.of(token))
        }) {
      assertThatThrownBy(() -> put(connections, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("svc")
          .hasMessageNotContaining("canary");
    }
    assertThat(connections.connected(bench.fixture.adaUser())).isEmpty();
  }

  @Test
  void importedApiKeyWithCharactersThatNoFormSends() {
    Connections connections = bench.fixture.instance(Connector.apiKey("svc", "Key"));
    for (String key : new String[] {"canary\r\nX: 1", "canary\ud800"}) {
      assertThatThrownBy(() -> put(connections, Credential.of(Secret.of(key))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "svc: expected an API key that UTF-8 can encode, without control characters, found"
                  + " other characters");
    }
    Secret password = Secret.of("p\u00e4ssword \ud83d\ude00");
    put(connections, Credential.of(password));
    assertThat(bench.credential(connections).secret()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\r\\nX-Admin: 1", "a\\u200b", "a\\u0000"})
  void keptFieldThatNoHeaderCanCarry(String value) {
    ServiceRequest request =
        ServiceRequest.post("https://api.svc.example/x").header("X-Team", "team {team}");
    String tokens = "{\"access_token\":\"at\",\"team\":\"" + value + "\"}";
    Connections connections = connected(server().keepField("team").revocation(request), tokens);
    assertThat(forget(connections).unrevoked()).isEqualTo(1);

    Connections lookingUp =
        bench.connections(server().keepField("team").lookUp(request, "found", "found"));
    bench.then(200, tokens);
    assertThat(DirectBrowser.reason(bench.connect(lookingUp))).isEqualTo(Reason.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"canary\r\nX-Admin: 1", "canary\u200b {token}", "canary\u00fc", "canary\t"})
  void headerOfTheApplicationThatNoRequestCanCarry(String value) {
    OAuthServer server = server();
    ServiceRequest request = ServiceRequest.post("https://svc.example/revoke");
    List<ThrowingCallable> options =
        List.of(
            () -> server.tokenRequestHeader("X-Version", value),
            () -> request.header("X-Version", value));
    for (ThrowingCallable option : options) {
      assertThatThrownBy(option)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("header X-Version: expected printable ASCII, found other characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X Api", "X:Y", "X-Api\r\nX-Admin", "X-\u00fc", "X(Y)", "{token}"})
  void nameOfAHeaderOfTheApplicationThatNoRequestCanCarry(String name) {
    OAuthServer server = server();
    ServiceRequest request = ServiceRequest.post("https://svc.example/revoke");
    List<ThrowingCallable> options =
        List.of(() -> server.tokenRequestHeader(name, "1"), () -> request.header(name, "1"));
    for (ThrowingCallable option : options) {
      assertThatThrownBy(option)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a header: expected a name as RFC 9110 defines it, found another");
    }
    assertThat(request.header("!#$%&'*+.^_`|~0-9A-Za-z", "1")).isNotNull();
  }

  // Revocations

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "'{}', 1",
    "'{\"error\":null}', 1",
    "'{\"error\":\"\"}', 1",
    "'{\"error\":false}', 1",
    "'{\"error\":\"invalid_client\"}', 0",
    "'{\"error\":{\"message\":\"no\"}}', 0",
    "'{\"status\":\"BUSY\"}', 0",
    "'error=invalid_client', 0",
    "' <html>Sign in</html>', 0",
    "'\uFEFF<html>Sign in</html>', 0"
  })
  void revocationThatIsRefusedWithStatus200(String body, int revoked) {
    OAuthServer server = server().revokesAccessTokens().unavailableBy(200, "status", "BUSY");
    for (OAuthServer revoking :
        new OAuthServer[] {
          server.revocationEndpoint(URI.create("https://svc.example/revoke")),
          server.revocation(ServiceRequest.post("https://svc.example/revoke"))
        }) {
      Connections connections = connected(revoking);
      bench.then(200, body);
      ForgetResult result = forget(connections);
      assertThat(result.revoked()).isEqualTo(revoked);
      assertThat(result.unrevoked()).isEqualTo(1 - revoked);
    }
  }

  /** The application says what confirms a revocation, so nothing else does, or prevents it. */
  @Test
  void revocationThatTheApplicationDescribes() {
    ServiceRequest request =
        ServiceRequest.post("https://svc.example/revoke")
            .successField("ok", "true")
            .successStatus(404);
    for (String response : new String[] {"200{\"ok\":true,\"error\":\"x\"}", "404<html>"}) {
      Connections connections = connected(server().revokesAccessTokens().revocation(request));
      bench.then(Integer.parseInt(response.substring(0, 3)), response.substring(3));
      assertThat(forget(connections).revoked()).isEqualTo(1);
    }
  }

  // Names of headers

  @Test
  void headerOfTheApplicationInAnotherCase() {
    Connections connections =
        connected(
            server()
                .tokenRequestHeader("accept", "text/plain")
                .tokenRequestHeader("x-version", "1")
                .tokenRequestHeader("X-Version", "2")
                .revokesAccessTokens()
                .revocation(
                    ServiceRequest.post("https://svc.example/revoke")
                        .header("authorization", "Bearer {client_secret}")
                        .header("x-version", "1")
                        .header("X-Version", "2")));
    assertThat(bench.last().headers()).hasSize(4);
    assertThat(bench.last().headers().get("Accept")).isEqualTo("application/json");
    assertThat(bench.last().headers().get("x-version")).isEqualTo("2");

    bench.then(200, "");
    forget(connections);
    assertThat(bench.last().headers()).hasSize(4);
    assertThat(bench.last().headers().get("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(bench.last().headers().get("x-version")).isEqualTo("2");
  }

  @Test
  void headersOfARequestHaveNamesInAnyCase() {
    HttpTransport.Request request =
        new HttpTransport.Request(
            "GET", URI.create("https://svc.example"), Map.of("x-some", "thing"), "");

    assertThat(request.headers().get("X-Some")).isEqualTo("thing");
    assertThatThrownBy(() -> request.headers().put("X-Other", "thing"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  // Byte order marks

  @Test
  void byteOrderMarkBeforeATokenResponse() {
    Connections connections = connected(server(), "\uFEFF" + TOKENS);
    expire();
    bench.then(200, "\uFEFF{\"access_token\":\"at2\",\"refresh_token\":\"rt2\",\"expires_in\":9}");
    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at2"));

    expire();
    bench.then(200, "\uFEFF <html>maintenance</html>");
    assertRefreshFails(connections, Reason.UNAVAILABLE);
    putExpired(connections);
    bench.then(400, "\uFEFF{\"error\":\"invalid_grant\"}");
    assertGrantEnded(connections);
  }

  // The field error

  @ParameterizedTest
  @ValueSource(strings = {"false", "0", "0.0", "null", "\"\"", "{}", "[]", "{\"code\":\"ok\"}"})
  void errorFieldThatNamesNoError(String error) {
    Connections connections =
        connected(server(), "{\"error\":" + error + ",\"access_token\":\"at\"}");

    bench.then(200, "{\"error\":" + error + "}");
    assertThat(DirectBrowser.reason(bench.connect(connections.reconnect("svc"))))
        .as("without an access token")
        .isEqualTo(Reason.PROVIDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "1", "-0.5", "1e400", "\"some_error\"", "\"false\""})
  void errorFieldThatNamesAnErrorNextToAnAccessToken(String error) {
    Connections connections = bench.connections(server());
    bench.then(200, "{\"error\":" + error + ",\"access_token\":\"at\"}");

    assertThat(DirectBrowser.reason(bench.connect(connections))).isEqualTo(Reason.PROVIDER);
  }

  // Values that decide where a request goes

  private static OAuthServer addressed() {
    return server().keepAddress("api_url", "*.svc.example");
  }

  @Test
  void callbackParameterOrLookupWithTheNameOfACheckedAddress() {
    ServiceRequest me = ServiceRequest.get("https://api.svc.example/me");
    OAuthServer addressed = addressed();
    OAuthServer kept = server().keepCallbackParameter("api_url");
    OAuthServer lookedUp = server().lookUp(me, "api_url", "url");

    assertThatThrownBy(() -> addressed.keepCallbackParameter("api_url"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api_url");
    assertThatThrownBy(() -> addressed.requireCallbackParameter("api_url"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> addressed.lookUp(me, "api_url", "url"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> kept.keepAddress("api_url", "*.svc.example"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> lookedUp.keepAddress("api_url", "*.svc.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void attributeThatReplacesACheckedAddress() {
    OAuthServer server = addressed().revocation(ServiceRequest.post("{api_url}/revoke"));
    String tokens = "{\"access_token\":\"at\",\"api_url\":\"https://eu.svc.example\"}";
    Connections connections =
        bench.connections(
            server, c -> c.onConnected(credential -> Map.of("api_url", "https://evil.example")));
    bench.then(200, tokens);
    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(forget(connections).unrevoked()).isEqualTo(1);
    assertThat(bench.requests).hasSize(1);

    Connections untouched = connected(server, tokens);
    bench.then(200, "");
    assertThat(forget(untouched).unrevoked()).isZero();
    assertThat(bench.last().uri()).hasToString("https://eu.svc.example/revoke");
  }

  @Test
  void importedAddressThatIsNotAllowed() {
    Connections connections = bench.connections(addressed());
    Credential credential = Credential.of(Secret.of("canary"));

    assertThatThrownBy(
            () -> put(connections, credential.withAttribute("api_url", "https://evil.example/key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("api_url")
        .hasMessageNotContaining("canary");
    put(connections, credential.withAttribute("api_url", "https://eu.svc.example"));
    assertThat(bench.credential(connections).attributes())
        .containsEntry("api_url", "https://eu.svc.example");
  }

  @ParameterizedTest
  @CsvSource({"., false", ".., false", "'', false", "a..b, true", "%2e%2e, true"})
  void pathFromWhichAValueRemovesAPart(String id, boolean sent) {
    Connections connections =
        bench.connections(
            server()
                .keepCallbackParameter("id")
                .revokesAccessTokens()
                .revocation(ServiceRequest.delete("https://svc.example/users/{id}/token?id={id}")));
    URI screen = bench.consentScreen(connections);
    String encoded = id.replace("%", "%25");
    bench.then(200, TOKENS);
    bench.callback(connections, screen, "&id=" + encoded);
    if (sent) {
      bench.then(200, "");
    }

    assertThat(forget(connections).revoked()).isEqualTo(sent ? 1 : 0);
    assertThat(bench.requests).hasSize(sent ? 2 : 1);
    if (sent) {
      assertThat(bench.last().uri().getRawPath()).isEqualTo("/users/" + encoded + "/token");
    }
  }

  @Test
  void dotsInTheQueryAreSent() {
    Connections connections =
        bench.connections(
            server()
                .keepCallbackParameter("id")
                .revokesAccessTokens()
                .revocation(ServiceRequest.delete("https://svc.example/token?id={id}")));
    URI screen = bench.consentScreen(connections);
    bench.then(200, TOKENS);
    bench.callback(connections, screen, "&id=..");
    bench.then(200, "");

    assertThat(forget(connections).revoked()).isEqualTo(1);
    assertThat(bench.last().uri()).hasToString("https://svc.example/token?id=..");
  }

  // Lifetimes of refresh tokens

  private static String tokens(String refreshToken, String lifetime) {
    return "{\"access_token\":\"at\",\"expires_in\":3600"
        + (refreshToken.isEmpty() ? "" : ",\"refresh_token\":\"" + refreshToken + "\"")
        + (lifetime.isEmpty() ? "" : ",\"rt_expires_in\":" + lifetime)
        + "}";
  }

  private Connections connectedForADay() {
    return connected(server().refreshTokenLifetime("rt_expires_in"), tokens("rt", "86400"));
  }

  @Test
  void refreshResponseThatLeavesOutTheLifetimeOfTheSameRefreshToken() {
    Connections connections = connectedForADay();
    for (String sameToken : new String[] {"", "rt"}) {
      expire();
      bench.then(200, tokens(sameToken, "")).credential(connections);
      assertThat(bench.status(connections).refreshTokenExpiresAt())
          .isEqualTo(NOW.plus(Duration.ofDays(1)));
    }
  }

  @Test
  void refreshResponseThatLeavesOutTheLifetimeOfANewRefreshToken() {
    for (String[] refreshTokens : new String[][] {{"rt2"}, {"", "rt2"}}) {
      Connections connections = connectedForADay();
      for (String refreshToken : refreshTokens) {
        expire();
        bench.then(200, tokens(refreshToken, "")).credential(connections);
      }
      assertThat(bench.status(connections).refreshTokenExpiresAt()).isNull();
      forget(connections);
    }
  }

  @Test
  void refreshResponseThatLeavesOutALifetimeThatIsDeclared() {
    Duration lifetime = Duration.ofDays(2);
    Connections connections =
        connected(
            server().refreshTokenLifetime("rt_expires_in").refreshTokenLifetime(lifetime),
            tokens("rt", "86400"));
    for (String refreshToken : new String[] {"", "rt", "rt2"}) {
      expire();
      bench.then(200, tokens(refreshToken, "")).credential(connections);
      assertThat(bench.status(connections).refreshTokenExpiresAt())
          .isEqualTo(bench.fixture.clock.instant().plus(lifetime));
    }
  }

  @ParameterizedTest
  @CsvSource({"1795862400, true", "1795262400, false", "2400000000, false"})
  void timeInTheLifetimeOfTheRefreshToken(long value, boolean isTime) {
    Connections connections =
        connected(server().refreshTokenLifetime("rt_expires_in"), tokens("rt", "" + value));

    assertThat(bench.status(connections).refreshTokenExpiresAt())
        .isEqualTo(isTime ? Instant.ofEpochSecond(value) : null);
  }
}
