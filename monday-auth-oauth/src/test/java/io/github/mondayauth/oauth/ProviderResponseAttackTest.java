package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
    Connections connections = connectedForADay();
    expire();
    bench.then(200, tokens("rt2", "")).credential(connections);

    assertThat(bench.status(connections).refreshTokenExpiresAt())
        .isEqualTo(NOW.plus(Duration.ofHours(2)).plus(Duration.ofDays(1)));
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
