package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an error response means to a grant. */
final class TokenErrorResponseTest {
  private static TokenEndpointException failure(TokenEndpoint endpoint, int status, String body) {
    return catchThrowableOfType(
        TokenEndpointException.class,
        () -> TokenResponse.parse(new Response(status, Map.of(), body), endpoint, false));
  }

  private static TokenEndpointException failure(int status, String code) {
    return failure(Endpoints.plain(), status, "{\"error\":\"" + code + "\"}");
  }

  @Test
  void aDeclaredWordCountsWithStatus200AndWithoutAnErrorCode() {
    TokenEndpoint endpoint =
        Endpoints.with(
            server ->
                server.withErrorWord(
                    ErrorWord.Meaning.GRANT_ENDED, 200, "status", "BAD_REFRESH_TOKEN"));
    TokenEndpointException failure =
        failure(endpoint, 200, "{\"status\":\"BAD_REFRESH_TOKEN\",\"access_token\":\"at\"}");

    assertThat(failure.reason()).isEqualTo(Reason.GRANT);
    assertThat(failure.isGrantEnded()).isTrue();
    assertThat(failure.isErrorNamed()).isTrue();
    assertThat(failure).hasMessage("svc.example responded with 200");
  }

  /** GitHub and Slack send these codes with status 200. With another one, they may mean less. */
  @ParameterizedTest
  @ValueSource(
      strings = {"bad_refresh_token", "invalid_refresh_token", "token_expired", "token_revoked"})
  void aCodeOfGitHubOrSlackEndsAGrantWithStatus200Only(String code) {
    assertThat(failure(200, code).isGrantEnded()).isTrue();

    TokenEndpointException refused = failure(400, code);
    assertThat(refused.reason()).isEqualTo(Reason.GRANT);
    assertThat(refused.isRefusal()).isTrue();
    assertThat(refused.isGrantEnded()).isFalse();
  }

  @Test
  void aDeactivatedAccountOfSlackEndsAGrantWithStatus200Only() {
    assertThat(failure(200, "account_inactive").isGrantEnded()).isTrue();
    assertThat(failure(400, "account_inactive").isGrantEnded()).isFalse();
  }

  @Test
  void anInvalidTokenIsARefusalThatEndsNoGrant() {
    TokenEndpointException refused = failure(400, "invalid_token");

    assertThat(refused.reason()).isEqualTo(Reason.GRANT);
    assertThat(refused.isRefusal()).isTrue();
    assertThat(refused.isErrorNamed()).isTrue();
    assertThat(refused.isGrantEnded()).isFalse();
  }

  @Test
  void neitherAnOutageNorAWrongClientIsARefusal() {
    assertThat(failure(503, "invalid_grant").isRefusal()).isFalse();
    assertThat(failure(503, "invalid_grant").isGrantEnded()).isFalse();
    assertThat(failure(401, "invalid_client").isRefusal()).isFalse();
  }
}
