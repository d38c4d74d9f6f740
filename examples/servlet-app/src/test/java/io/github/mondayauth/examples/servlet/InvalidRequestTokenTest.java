package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.TokenDraft;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reply of an endpoint to a request whose {@code Authorization} header is not valid. */
class InvalidRequestTokenTest {
  @TempDir Path folder;
  private AppFixture fixture;
  private URI run;
  private MondayTokens tokens;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    run = fixture.at("/monday/run");
    tokens = fixture.monday.tokens();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TokenDraft request() {
    return tokens.request(run).account(fixture.ada.accountId()).user(fixture.ada.id());
  }

  private void assertRefused(String authorization, String reason) {
    assertRefused(run, authorization, reason);
  }

  /** Compares the whole reply, so that it reveals nothing else. */
  private void assertRefused(URI endpoint, String authorization, String reason) {
    AppReply reply = fixture.monday.post(endpoint, authorization, "{\"payload\":{}}");
    String description =
        "The app could not verify that this request came from monday.com. Reason: " + reason + ".";
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    assertThat(reply.body())
        .isEqualTo(
            "{\"severityCode\":4000,\"notificationErrorTitle\":\"Request not verified\","
                + "\"notificationErrorDescription\":\""
                + description
                + "\",\"runtimeErrorDescription\":\""
                + description
                + "\"}");
    assertThat(fixture.tracker.requests()).as("work of the endpoint").isEmpty();
  }

  @Test
  void acceptsAValidTokenWithAndWithoutBearer() {
    fixture.connect(fixture.ada);
    assertThat(fixture.monday.post(run, request().sign(), "{}").status()).isEqualTo(200);
    String bearer = "Bearer " + request().sign();
    assertThat(fixture.monday.post(run, bearer, "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "options", "fields", "subscribe", "unsubscribe"})
  void everyEndpointRefusesAMissingHeader(String endpoint) {
    assertRefused(fixture.at("/monday/" + endpoint), null, "missing");
  }

  @Test
  void lifecycleWebhookRefusesAMissingHeader() {
    assertRefused(fixture.lifecycleUrl(), null, "missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "a.b.c", "Bearer x", "eyJhbGciOiJIUzI1NiJ9.e30", "Basic YTpi"})
  void refusesGarbage(String garbage) {
    assertRefused(garbage, "malformed");
  }

  @Test
  void refusesAForgedSignature() {
    assertRefused(request().signedWith("f".repeat(32)).sign(), "signature");
  }

  @Test
  void refusesATokenWithoutSignature() {
    assertRefused(request().header("alg", "none").unsigned().sign(), "algorithm");
  }

  @Test
  void refusesAnExpiredToken() {
    assertRefused(request().expired().sign(), "expired");
  }

  @Test
  void refusesATokenFromTheFuture() {
    assertRefused(
        request().issuedAt(AppFixture.NOW.plus(Duration.ofMinutes(2))).sign(), "not_yet_valid");
  }

  @Test
  void refusesATokenForAnotherEndpoint() {
    assertRefused(request().audience(fixture.at("/monday/options").toString()).sign(), "audience");
    assertRefused(request().audience("https://evil.example/monday/run").sign(), "audience");
    assertRefused(request().without("aud").sign(), "audience");
    assertRefused(URI.create(run + "?x=1"), request().sign(), "audience");
  }

  @Test
  void refusesAnAuthorizationTokenReplayedFromTheBrowser() {
    String query = fixture.recipe(fixture.ada).getRawQuery();
    assertRefused(query.substring("token=".length()), "audience");
  }

  @Test
  void refusesASessionToken() {
    assertRefused(tokens.session().audience(run.toString()).sign(), "signature");
  }

  @Test
  void refusesAFeatureLifecycleToken() {
    assertRefused(tokens.featureLifecycle().audience(run.toString()).sign(), "wrong_kind");
  }

  @Test
  void refusesATokenThatTheAppItselfSigned() {
    assertRefused(tokens.outbound().audience(run.toString()).sign(), "claims");
  }

  @Test
  void refusesARequestTokenAtTheLifecycleWebhook() {
    assertRefused(
        fixture.lifecycleUrl(), tokens.request(fixture.lifecycleUrl()).sign(), "signature");
  }

  /** Either the servlet container or the verifier refuses it. */
  @Test
  void refusesAnOversizedToken() {
    String oversized = request().claim("filler", "x".repeat(1_000_000)).sign();
    AppReply reply = fixture.monday.post(run, oversized, "{}");
    assertThat(reply.status()).isIn(401, 431);
    assertThat(reply.body()).doesNotContain("xxxxxxxx");
  }
}
