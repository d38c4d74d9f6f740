package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The page that shows a view in a frame. The browser tests of the servlet example run its script.
 */
class ViewHostTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final TestClock clock = TestClock.at(NOW);
  private final RegisteredApp app = RegisteredApp.random();
  private final FakeMonday monday = FakeMonday.builder(app).clock(clock).start();
  private final FakeUser ada = monday.addUser("Ada", "acme");
  private final TestBrowser browser = new TestBrowser();

  @AfterEach
  void close() {
    monday.close();
  }

  private static URI view() {
    return URI.create("https://app.example.com:8443/view?x=%22%3E&y=1");
  }

  @Test
  void showsTheViewInAFrameOfItsOriginOnly() {
    AppReply page = browser.open(ada.openView(view())).reply();

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("src=\"https://app.example.com:8443/view?x=%22%3E&amp;y=1\"")
        .doesNotContain("sandbox", ada.sessionToken());
    assertThat(page.header("Content-Security-Policy"))
        .contains("frame-src https://app.example.com:8443;", "script-src 'nonce-");
  }

  @Test
  void handsOutANewSessionTokenOfTheUserEachTime() throws Exception {
    URI page = ada.openView(view());
    String first = token(page);
    clock.advance(Duration.ofMinutes(10));
    String second = token(page);

    assertThat(second).isNotEqualTo(first);
    SignedJWT jwt = SignedJWT.parse(second);
    assertThat(jwt.verify(new MACVerifier(app.clientSecret()))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getExpirationTime().toInstant()).isAfter(clock.instant());
    assertThat(jwt.getJWTClaimsSet().getJSONObjectClaim("dat"))
        .containsEntry("user_id", ada.id())
        .containsEntry("account_id", ada.accountId());
  }

  private String token(URI page) {
    AppReply reply = browser.open(URI.create(page + "/session-token")).reply();
    assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
    return String.valueOf(reply.json().get("token"));
  }

  @Test
  void aPageIsKnownToTheOneWhoOpenedItOnly() {
    URI page = ada.openView(view());

    assertThat(ada.openView(view())).isNotEqualTo(page);
    for (String path : new String[] {"/views/", "/views/1", "/views/1/session-token", page + "x"}) {
      assertThat(browser.open(monday.origin().resolve(path)).reply().status()).isEqualTo(404);
    }
    assertThat(browser.post(page, Map.of()).reply().status()).isEqualTo(404);
  }

  @Test
  void signsTheUserInAtTheConsentScreen() {
    FakeUser grace = monday.addUser("Grace", "acme");
    grace.openView(view());
    monday.consent(Consent.ask());
    URI authorize =
        URI.create(
            monday.origin()
                + "/oauth2/authorize?response_type=code&client_id="
                + app.clientId()
                + "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&state=s&scope=me:read"
                + "&code_challenge_method=S256&code_challenge="
                + "v".repeat(43));

    assertThat(browser.open(authorize).reply().body())
        .contains("value=\"" + grace.id() + "\" checked>");
  }

  @Test
  void requiresTheFullUrlOfAView() {
    assertThatThrownBy(() -> ada.openView(URI.create("/view")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("full URL");
  }
}
