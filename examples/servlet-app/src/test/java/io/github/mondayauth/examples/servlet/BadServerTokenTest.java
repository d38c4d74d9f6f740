package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.TokenDraft;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server endpoint answers to a header that is not monday.com's. */
class BadServerTokenTest {
  @TempDir Path folder;
  private Scene scene;
  private URI run;
  private MondayTokens tokens;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    run = scene.stage.at("/monday/run");
    tokens = scene.stage.monday.tokens();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TokenDraft request() {
    return tokens.request(run).account(scene.stage.ada.accountId()).user(scene.stage.ada.id());
  }

  private void refused(String authorization, String reason) {
    refused(run, authorization, reason);
  }

  /** The whole answer, so that nothing else is said. */
  private void refused(URI endpoint, String authorization, String reason) {
    AppReply reply = scene.stage.monday.post(endpoint, authorization, "{\"payload\":{}}");
    String said =
        "The app could not verify that this request came from monday.com. Reason: "
            + reason.toLowerCase(Locale.ROOT)
            + ".";
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    assertThat(reply.body())
        .isEqualTo(
            "{\"severityCode\":4000,\"notificationErrorTitle\":\"Request not verified\","
                + "\"notificationErrorDescription\":\""
                + said
                + "\",\"runtimeErrorDescription\":\""
                + said
                + "\"}");
    assertThat(scene.stage.tracker.requests()).as("nothing was done").isEmpty();
  }

  @Test
  void goodTokenPasses() {
    scene.connect(scene.stage.ada);
    assertThat(scene.stage.monday.post(run, request().sign(), "{}").status()).isEqualTo(200);
    String bearer = "Bearer " + request().sign();
    assertThat(scene.stage.monday.post(run, bearer, "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "options", "fields", "subscribe", "unsubscribe"})
  void everyEndpointRefusesAMissingHeader(String endpoint) {
    refused(scene.stage.at("/monday/" + endpoint), null, "MISSING");
  }

  @Test
  void lifecycleWebhookRefusesAMissingHeader() {
    refused(scene.stage.lifecycle(), null, "MISSING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "a.b.c", "Bearer x", "eyJhbGciOiJIUzI1NiJ9.e30", "Basic YTpi"})
  void refusesGarbage(String garbage) {
    refused(garbage, "MALFORMED");
  }

  @Test
  void refusesAForgedSignature() {
    refused(request().signedWith("f".repeat(32)).sign(), "SIGNATURE");
  }

  @Test
  void refusesATokenWithoutSignature() {
    refused(request().header("alg", "none").unsigned().sign(), "ALGORITHM");
  }

  @Test
  void refusesAnExpiredToken() {
    refused(request().expired().sign(), "EXPIRED");
  }

  @Test
  void refusesATokenFromTheFuture() {
    refused(request().issuedAt(Scene.NOW.plus(Duration.ofMinutes(2))).sign(), "NOT_YET_VALID");
  }

  @Test
  void refusesATokenForAnotherEndpoint() {
    refused(request().audience(scene.stage.at("/monday/options").toString()).sign(), "AUDIENCE");
    refused(request().audience("https://evil.example/monday/run").sign(), "AUDIENCE");
    refused(request().without("aud").sign(), "AUDIENCE");
    refused(URI.create(run + "?x=1"), request().sign(), "AUDIENCE");
  }

  @Test
  void refusesAnAuthorizationTokenReplayedOutOfTheBrowser() {
    String query = scene.recipe(scene.stage.ada).getRawQuery();
    refused(query.substring("token=".length()), "AUDIENCE");
  }

  @Test
  void refusesASessionToken() {
    refused(tokens.session().audience(run.toString()).sign(), "SIGNATURE");
  }

  @Test
  void refusesAFeatureLifecycleToken() {
    refused(tokens.featureLifecycle().audience(run.toString()).sign(), "WRONG_KIND");
  }

  @Test
  void refusesWhatTheAppItselfSigns() {
    refused(tokens.outbound().audience(run.toString()).sign(), "CLAIMS");
  }

  @Test
  void refusesARequestTokenAtTheLifecycleWebhook() {
    refused(scene.stage.lifecycle(), tokens.request(scene.stage.lifecycle()).sign(), "SIGNATURE");
  }

  /** The container or the verifier: neither reads it. */
  @Test
  void refusesAnOversizedToken() {
    String oversized = request().claim("filler", "x".repeat(1_000_000)).sign();
    AppReply reply = scene.stage.monday.post(run, oversized, "{}");
    assertThat(reply.status()).isIn(401, 431);
    assertThat(reply.body()).doesNotContain("xxxxxxxx");
  }
}
