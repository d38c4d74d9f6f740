package io.github.mondayauth.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a token response, and what of the earlier grant stays. */
final class TokenResponseTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int MAX_TOKEN_LENGTH = 24_000;

  private static TokenResponse parse(TokenEndpoint endpoint, String body) throws Exception {
    return TokenResponse.parse(new Response(200, Map.of(), body), endpoint, true);
  }

  private static TokenEndpointException failure(int status, String body) {
    return catchThrowableOfType(
        TokenEndpointException.class,
        () -> TokenResponse.parse(new Response(status, Map.of(), body), Endpoints.plain(), true));
  }

  private static Grant grant(TokenEndpoint endpoint, String body) throws Exception {
    return parse(endpoint, body).toGrant(NOW, endpoint, 7);
  }

  /** The grant after a refresh an hour later. */
  private static Grant refreshed(TokenEndpoint endpoint, String body, Grant before)
      throws Exception {
    return parse(endpoint, body).toGrant(NOW.plus(Duration.ofHours(1)), endpoint, before);
  }

  // Lengths

  @Test
  void acceptsTokensOf24000BytesAndNoLongerOnes() throws Exception {
    String longest = "x".repeat(MAX_TOKEN_LENGTH);
    TokenResponse both =
        parse(
            Endpoints.plain(),
            "{\"access_token\":\"" + longest + "\",\"refresh_token\":\"" + longest + "\"}");
    assertThat(both.accessToken()).isEqualTo(longest);
    assertThat(both.refreshToken()).isEqualTo(longest);

    assertUnusable("{\"access_token\":\"" + longest + "x\",\"refresh_token\":\"rt\"}");
    assertUnusable("{\"access_token\":\"at\",\"refresh_token\":\"" + longest + "x\"}");
  }

  private static void assertUnusable(String body) {
    TokenEndpointException failure = failure(200, body);
    assertThat(failure.reason()).isEqualTo(Reason.PROVIDER);
    assertThat(failure.mayHaveBeenProcessed()).isTrue();
    assertThat(failure).hasMessageContaining("24000 bytes").hasMessageNotContaining("xxx");
  }

  /** Each fits into a record alone, but there is no room for both. */
  @Test
  void limitsScopesAndKeptFieldsTogether() throws Exception {
    TokenEndpoint endpoint = Endpoints.with(server -> server.withKeptField("note"));
    String scope = "\"scope\":\"" + "s".repeat(5_000) + "\"";
    String note = "\"note\":\"" + "n".repeat(5_000) + "\"";
    assertThat(parse(endpoint, "{\"access_token\":\"at\"," + scope + "}").scopes()).hasSize(1);
    assertThat(parse(endpoint, "{\"access_token\":\"at\"," + note + "}").attributes())
        .containsKey("note");

    TokenEndpointException failure =
        catchThrowableOfType(
            TokenEndpointException.class,
            () -> parse(endpoint, "{\"access_token\":\"at\"," + scope + "," + note + "}"));
    assertThat(failure.reason()).isEqualTo(Reason.PROVIDER);
    assertThat(failure.mayHaveBeenProcessed()).isTrue();
  }

  // Expiry

  private static String jwt(String payload) {
    return "{\"access_token\":\"e30."
        + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8))
        + ".c2ln\"}";
  }

  @ParameterizedTest
  @CsvSource({
    "-1,",
    "0,",
    "1, 1970-01-01T00:00:01Z",
    "253402300799, 9999-12-31T23:59:59Z",
    "253402300800,",
    "9223372036854775807,",
    "9223372036854775808,",
    "'\"1795262400\"',"
  })
  void takesTheExpiryFromATokenUpToTheEndOfTheYear9999(String exp, @Nullable Instant expected)
      throws Exception {
    assertThat(grant(Endpoints.plain(), jwt("{\"exp\":" + exp + "}")).expiresAt())
        .isEqualTo(expected);
  }

  private static Grant before(@Nullable Duration lifetime) {
    return new Grant(
        "at",
        "rt",
        NOW,
        lifetime == null ? null : NOW.plus(lifetime),
        Set.of(),
        Set.of(),
        Map.of(),
        "",
        7);
  }

  @Test
  void aRefreshedTokenLivesAsLongAsTheOneBeforeUnlessThatWasShorterThanFiveMinutes()
      throws Exception {
    TokenEndpoint endpoint =
        Endpoints.with(server -> server.withAssumedLifetime(Duration.ofHours(2)));
    String body = "{\"access_token\":\"at2\"}";
    Duration five = Duration.ofMinutes(5);
    Instant refreshedAt = NOW.plus(Duration.ofHours(1));

    assertThat(refreshed(endpoint, body, before(five)).expiresAt())
        .isEqualTo(refreshedAt.plus(five));
    for (Duration tooShort : new Duration[] {five.minusNanos(1), null}) {
      assertThat(refreshed(endpoint, body, before(tooShort)).expiresAt())
          .isEqualTo(refreshedAt.plus(Duration.ofHours(2)));
    }
  }

  @Test
  void aGrantWithoutARefreshTokenHasNoExpiryOfOne() throws Exception {
    TokenEndpoint endpoint =
        Endpoints.with(server -> server.withRefreshLifetime(Duration.ofDays(30)));

    Grant without = grant(endpoint, "{\"access_token\":\"at\"}");
    assertThat(without.refreshExpiresAt()).isNull();
    assertThat(refreshed(endpoint, "{\"access_token\":\"at2\"}", without).refreshExpiresAt())
        .isNull();
    assertThat(
            grant(endpoint, "{\"access_token\":\"at\",\"refresh_token\":\"rt\"}")
                .refreshExpiresAt())
        .isEqualTo(NOW.plus(Duration.ofDays(30)));
  }

  // Attributes

  @Test
  void aRefreshKeepsAttributesAndReplacesThoseThatTheServerOrTheResponseNames() throws Exception {
    TokenEndpoint first =
        Endpoints.with(
            server ->
                server
                    .withKeptField("team")
                    .withKeptField("plan")
                    .withAttribute("api", "https://old.example"));
    Grant before = grant(first, "{\"access_token\":\"at\",\"team\":\"T1\",\"plan\":\"free\"}");
    TokenEndpoint later =
        Endpoints.with(
            server ->
                server
                    .withKeptField("team")
                    .withKeptField("plan")
                    .withAttribute("api", "https://new.example"));

    assertThat(refreshed(later, "{\"access_token\":\"at2\",\"plan\":\"paid\"}", before))
        .extracting(Grant::attributes)
        .isEqualTo(Map.of("team", "T1", "plan", "paid", "api", "https://new.example"));
  }

  // Forms

  /** A page that quotes a request is no error response: it would end the grant. */
  @ParameterizedTest
  @ValueSource(ints = {200, 400, 502})
  void htmlThatContainsAFormIsNoForm(int status) {
    TokenEndpointException failure =
        failure(status, " <pre>error=x&error=invalid_grant&access_token=canary</pre>");
    TokenEndpointException once =
        failure(status, "<pre>&access_token=canary&error=invalid_grant&</pre>");

    for (TokenEndpointException each : new TokenEndpointException[] {failure, once}) {
      assertThat(each.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(each.isGrantEnded()).isFalse();
      assertThat(each).hasMessageNotContaining("canary");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=canary&access_token=canary2",
        "access_token=canary&scope=a&scope=b",
        "access_token=canary&scope=%",
        "access_token=canary%zz",
        "access_token=canary%ff",
        "error=invalid_grant&error=canary",
        "error=invalid_grant&error_description=%"
      })
  void takesNothingFromAFormWithDuplicatesOrBrokenEscapes(String form) {
    TokenEndpointException failure = failure(200, form);

    assertThat(failure.mayHaveBeenProcessed()).isTrue();
    assertThat(failure.isGrantEnded()).isFalse();
    assertThat(failure).hasMessageNotContaining("canary");
  }

  @Test
  void showsNoToken() throws Exception {
    TokenResponse response =
        parse(
            Endpoints.plain(),
            "{\"access_token\":\"canary\",\"refresh_token\":\"canary\",\"expires_in\":60}");

    assertThat(response.toString()).startsWith("TokenResponse[").doesNotContain("canary");
  }
}
