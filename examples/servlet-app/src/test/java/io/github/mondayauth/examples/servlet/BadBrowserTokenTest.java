package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.TestBrowser;
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

/** What a person sees whose {@code token} parameter is not monday.com's. */
class BadBrowserTokenTest {
  @TempDir Path folder;
  private Scene scene;
  private URI authorize;
  private MondayTokens tokens;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    authorize = scene.stage.at("/authorize");
    tokens = scene.stage.monday.tokens();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TokenDraft authorization() {
    return tokens.authorization(authorize, URI.create(scene.backToUrl()));
  }

  private void refused(String token, String reason) throws Exception {
    refusedQuery("token=" + token, 401, reason);
  }

  private void refusedQuery(String query, int status, String reason) throws Exception {
    TestBrowser.Page page = scene.browser.openOnce(URI.create(authorize + "?" + query));
    AppReply reply = page.reply();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).startsWith("text/html");
    assertThat(reply.body())
        .contains("This link cannot be used", "Go back to monday.com", ">" + reason + "<")
        .doesNotContain("Exception", "\tat ");
    assertThat(reply.header("Set-Cookie")).isNull();
    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(scene.stage.monday.requests()).isEmpty();
    assertThat(scene.rows(scene.stage.ada)).isZero();
  }

  @Test
  void missingTokenIsExplained() throws Exception {
    refusedQuery("token=", 401, "missing");
    TestBrowser.Page page = scene.browser.openOnce(authorize);
    assertThat(page.reply().status()).isEqualTo(401);
    assertThat(page.reply().body()).contains("This link cannot be used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "a.b.c", "%00", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"})
  void garbageIsRefusedAndNotShown(String garbage) throws Exception {
    refused(garbage, "malformed");
    String body =
        scene.browser.openOnce(URI.create(authorize + "?token=" + garbage)).reply().body();
    assertThat(body).doesNotContain("alert(1)", "garbage");
  }

  @Test
  void forgedTokenIsRefused() throws Exception {
    refused(authorization().signedWith("f".repeat(32)).sign(), "signature");
  }

  /** The secret old documentation names; accepting it is an option of the builder. */
  @Test
  void tokenUnderTheClientSecretIsRefused() throws Exception {
    String secret = scene.settings().clientSecret().reveal();
    refused(authorization().signedWith(secret).sign(), "signature");
  }

  @Test
  void expiredTokenIsRefused() throws Exception {
    refused(authorization().expired().sign(), "expired");
  }

  @Test
  void tokenFromTheFutureIsRefused() throws Exception {
    refused(
        authorization().issuedAt(Scene.NOW.plus(Duration.ofMinutes(2))).sign(), "not_yet_valid");
  }

  @Test
  void tokenForAnotherEndpointIsRefused() throws Exception {
    refused(authorization().audience(scene.stage.at("/monday/run").toString()).sign(), "audience");
    refused(authorization().audience("").sign(), "audience");
  }

  @Test
  void requestTokenIsRefused() throws Exception {
    refused(tokens.request(authorize).sign(), "wrong_kind");
  }

  @Test
  void sessionTokenIsRefused() throws Exception {
    refused(tokens.session().sign(), "signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "https://monday.com.evil.example/",
        "javascript:alert(1)",
        "//evil.example",
        "http://localhost@evil.example/"
      })
  void openRedirectIsRefused(String backToUrl) throws Exception {
    refused(authorization().backToUrl(backToUrl).sign(), "back_to_url");
  }

  @Test
  void duplicateTokenIsRefused() throws Exception {
    String token = authorization().sign();
    refusedQuery("token=" + token + "&token=" + token, 400, "parameters");
  }

  @Test
  void oversizedTokenIsRefusedByTheVerifierOrTheContainer() {
    String oversized = authorization().claim("filler", "x".repeat(1_000_000)).sign();
    AppReply reply = scene.browser.openOnce(URI.create(authorize + "?token=" + oversized)).reply();
    assertThat(reply.status()).isIn(401, 414, 431);
    assertThat(reply.body()).doesNotContain("xxxxxxxx");
  }
}
