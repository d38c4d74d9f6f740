package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestBrowserTest {
  private final FakeServer server = new FakeServer();
  private final TestBrowser browser = new TestBrowser();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void storesSecureHostCookiesOnLocalhostAndDeletesThemOnMaxAgeZero() {
    server.route("GET /set", r -> cookie("__Host-f=1; Path=/; Secure; HttpOnly; SameSite=Lax"));
    server.route("GET /unset", r -> cookie("__Host-f=; Path=/; Secure; Max-Age=0"));
    server.start();
    browser.open(server.at("/set"));
    assertThat(browser.cookies(server.at("/other"))).isEqualTo("__Host-f=1");
    assertThat(new TestBrowser().cookies(server.at("/other"))).isNull();
    browser.open(server.at("/unset"));
    assertThat(browser.cookies(server.at("/other"))).isNull();
  }

  @Test
  void rejectsInvalidHostCookies() {
    server.route("GET /path", r -> cookie("__Host-a=1; Path=/x; Secure"));
    server.route("GET /insecure", r -> cookie("__Host-b=1; Path=/"));
    server.route("GET /domain", r -> cookie("__Host-c=1; Path=/; Secure; Domain=localhost"));
    server.start();
    for (String path : new String[] {"/path", "/insecure", "/domain"}) {
      browser.open(server.at(path));
    }
    assertThat(browser.cookies(server.at("/x"))).isNull();
  }

  @Test
  void sendsCookiesOnlyToTheirPath() {
    server.route("GET /set", r -> cookie("a=1; Path=/callback"));
    server.start();
    browser.open(server.at("/set"));
    assertThat(browser.cookies(server.at("/callback/x"))).isEqualTo("a=1");
    assertThat(browser.cookies(server.at("/run"))).isNull();
    browser.clearCookies();
    assertThat(browser.cookies(server.at("/callback/x"))).isNull();
  }

  @Test
  void followsRedirectsAndRecordsTheUrls() {
    server.route("GET /a", r -> FakeResponse.redirect("/b?x=1"));
    server.route("GET /b", r -> FakeResponse.of(200, "text/plain", "end"));
    server.route("GET /loop", r -> FakeResponse.redirect("/loop"));
    server.start();
    TestBrowser.Page page = browser.open(server.at("/a"));
    assertThat(page.visited()).containsExactly(server.at("/a"), server.at("/b?x=1"));
    assertThat(page.location()).isNull();
    assertThat(browser.openOnce(server.at("/a")).location()).isEqualTo("/b?x=1");
    assertThatThrownBy(() -> browser.open(server.at("/loop"))).hasMessageContaining("redirects");
  }

  @Test
  void followsPagesThatRefreshAtOnceByHeaderOrByElement() {
    server.route("GET /header", r -> refreshing("0;url=/end?a=b&c=d"));
    server.route("GET /later", r -> refreshing("5;url=/end"));
    server.route(
        "GET /element",
        r ->
            FakeResponse.html(200, "<meta http-equiv=\"refresh\" content=\"0;url=/end?x&amp;y\">"));
    server.route("GET /end", r -> FakeResponse.of(200, "text/plain", "end"));
    server.start();
    assertThat(browser.open(server.at("/header")).uri()).isEqualTo(server.at("/end?a=b&c=d"));
    assertThat(browser.open(server.at("/element")).uri()).isEqualTo(server.at("/end?x&y"));
    assertThat(browser.open(server.at("/later")).uri()).isEqualTo(server.at("/later"));
  }

  private static FakeResponse refreshing(String value) {
    return FakeResponse.html(200, "<p>One moment</p>").withHeader("Refresh", value);
  }

  @Test
  void submitsPreselectedAndGivenFields() {
    String form =
        "<form method='post' action=\"/go\"><input type=\"hidden\" name=\"h\" value=\"1&amp;2\">"
            + "<input type=\"radio\" name=\"r\" value=\"x\"><input type=\"radio\" name=\"r\""
            + " value=\"y\" checked><input type=\"submit\"></form>";
    server.route("GET /form", r -> FakeResponse.html(200, form));
    server.route("POST /go", r -> FakeResponse.of(200, "text/plain", r.parameters().toString()));
    server.start();
    TestBrowser.Page page = browser.open(server.at("/form"));
    assertThat(page.hasForm()).isTrue();
    TestBrowser.Page done = page.submit(Map.of("key", "k"));
    assertThat(done.reply().body()).isEqualTo("{h=1&2, r=y, key=k}");
    assertThatThrownBy(() -> done.submit(Map.of())).hasMessageContaining("no form");
  }

  private static FakeResponse cookie(String value) {
    return FakeResponse.of(200, "text/plain", "").withHeader("Set-Cookie", value);
  }
}
