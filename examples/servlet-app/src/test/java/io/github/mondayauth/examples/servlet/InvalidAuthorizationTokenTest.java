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

/** The page that a user sees if the {@code token} of the authorization URL is not valid. */
class InvalidAuthorizationTokenTest {
  @TempDir Path folder;
  private AppFixture fixture;
  private URI authorize;
  private MondayTokens tokens;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    authorize = fixture.at("/authorize");
    tokens = fixture.monday.tokens();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TokenDraft authorization() {
    return tokens.authorization(authorize, URI.create(fixture.backToUrl()));
  }

  private void assertRefused(String token, String reason) throws Exception {
    assertQueryRefused("token=" + token, 401, reason);
  }

  private void assertQueryRefused(String query, int status, String reason) throws Exception {
    TestBrowser.Page page = fixture.browser.openOnce(URI.create(authorize + "?" + query));
    AppReply reply = page.reply();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).startsWith("text/html");
    assertThat(reply.body())
        .contains(LibraryText.UNUSABLE_LINK, "Go back to monday.com", ">" + reason + "<")
        .doesNotContain("Exception", "\tat ");
    assertThat(reply.header("Set-Cookie")).isNull();
    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(fixture.monday.requests()).isEmpty();
    assertThat(fixture.rows(fixture.ada)).isZero();
  }

  @Test
  void refusesAMissingToken() throws Exception {
    assertQueryRefused("token=", 401, "missing");
    TestBrowser.Page page = fixture.browser.openOnce(authorize);
    assertThat(page.reply().status()).isEqualTo(401);
    assertThat(page.reply().body()).contains(LibraryText.UNUSABLE_LINK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "a.b.c", "%00", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"})
  void refusesGarbageWithoutShowingIt(String garbage) throws Exception {
    assertRefused(garbage, "malformed");
    String body =
        fixture.browser.openOnce(URI.create(authorize + "?token=" + garbage)).reply().body();
    assertThat(body).doesNotContain("alert(1)", "garbage");
  }

  @Test
  void refusesAForgedToken() throws Exception {
    assertRefused(authorization().signedWith("f".repeat(32)).sign(), "signature");
  }

  /** Old documentation of monday.com names the client secret; the builder can allow it. */
  @Test
  void refusesATokenSignedWithTheClientSecret() throws Exception {
    String secret = fixture.settings().clientSecret().reveal();
    assertRefused(authorization().signedWith(secret).sign(), "signature");
  }

  @Test
  void refusesAnExpiredToken() throws Exception {
    assertRefused(authorization().expired().sign(), "expired");
  }

  @Test
  void refusesATokenFromTheFuture() throws Exception {
    assertRefused(
        authorization().issuedAt(AppFixture.NOW.plus(Duration.ofMinutes(2))).sign(),
        "not_yet_valid");
  }

  @Test
  void refusesATokenForAnotherEndpoint() throws Exception {
    assertRefused(
        authorization().audience(fixture.at("/monday/run").toString()).sign(), "audience");
    assertRefused(authorization().audience("").sign(), "audience");
  }

  @Test
  void refusesARequestToken() throws Exception {
    assertRefused(tokens.request(authorize).sign(), "wrong_kind");
  }

  @Test
  void refusesASessionToken() throws Exception {
    assertRefused(tokens.session().sign(), "signature");
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
  void refusesAnOpenRedirect(String backToUrl) throws Exception {
    assertRefused(authorization().backToUrl(backToUrl).sign(), "back_to_url");
  }

  @Test
  void refusesADuplicateToken() throws Exception {
    String token = authorization().sign();
    assertQueryRefused("token=" + token + "&token=" + token, 400, "parameters");
  }

  /** Either the servlet container or the verifier refuses it. */
  @Test
  void refusesAnOversizedToken() {
    String oversized = authorization().claim("filler", "x".repeat(1_000_000)).sign();
    AppReply reply =
        fixture.browser.openOnce(URI.create(authorize + "?token=" + oversized)).reply();
    assertThat(reply.status()).isIn(401, 414, 431);
    assertThat(reply.body()).doesNotContain("xxxxxxxx");
  }
}
