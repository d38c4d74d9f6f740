package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.PageLinks;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks whose state is invalid, has expired, was used before or belongs to another browser. */
class InvalidStateTest {
  @TempDir Path folder;
  private AppFixture fixture;
  private URI callback;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    fixture.allowAs(fixture.ada);
    callback = AppFixture.callback(fixture.browser, fixture.recipe(fixture.ada), "monday");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TestBrowser.Page assertRefused(
      TestBrowser browser, URI address, int status, String reason) throws Exception {
    TestBrowser.Page page = browser.openOnce(address);
    assertThat(page.reply().status()).isEqualTo(status);
    assertThat(page.reply().header("Content-Type")).startsWith("text/html");
    assertThat(page.reply().body()).contains(">" + reason + "<").doesNotContain("Exception");
    assertThat(fixture.tokenRequests()).as("code exchanges").isZero();
    assertThat(fixture.credentials()).isZero();
    return page;
  }

  private URI with(String regex, String replacement) {
    return URI.create(callback.toString().replaceFirst(regex, replacement));
  }

  @Test
  void refusesAMissingState() throws Exception {
    assertRefused(fixture.browser, with("&state=[^&]*", ""), 400, "state");
  }

  @Test
  void refusesAnAlteredState() throws Exception {
    String address = callback.toString();
    int middle = address.indexOf("state=") + 40;
    char other = address.charAt(middle) == 'A' ? 'B' : 'A';
    String altered = address.substring(0, middle) + other + address.substring(middle + 1);
    assertRefused(fixture.browser, URI.create(altered), 400, "state");
  }

  @Test
  void refusesATruncatedAndAForeignState() throws Exception {
    assertRefused(fixture.browser, with("state=[^&]{5}", "state="), 400, "state");
    assertRefused(fixture.browser, with("state=[^&]*", "state=" + "A".repeat(400)), 400, "state");
  }

  @Test
  void refusesAnExpiredStateAndOffersToStartAgain() throws Exception {
    fixture.clock.advance(Duration.ofMinutes(16));
    TestBrowser.Page page = assertRefused(fixture.browser, callback, 400, "expired");
    assertThat(fixture.browser.open(PageLinks.first(page)).uri()).hasToString(fixture.backToUrl());
  }

  @Test
  void refusesTheStateInAnotherBrowserAndAcceptsItInItsOwn() throws Exception {
    assertRefused(new TestBrowser(), callback, 403, "browser");
    assertThat(fixture.browser.open(callback).uri()).hasToString(fixture.backToUrl());
  }

  @Test
  void refusesTheCookieOfAnotherAuthorization() throws Exception {
    TestBrowser attacker = new TestBrowser();
    AppFixture.callback(attacker, fixture.recipe(fixture.grace), "monday");
    assertRefused(attacker, callback, 403, "browser");
  }

  @Test
  void refusesTheStateAtAnotherConnectionsCallback() throws Exception {
    assertRefused(fixture.browser, with("/callback/monday", "/callback/tracker"), 400, "callback");
    assertRefused(fixture.browser, with("/callback/monday", "/callback/nobody"), 400, "callback");
  }

  @Test
  void refusesDuplicateParameters() throws Exception {
    String state = callback.getRawQuery().replaceFirst(".*(state=[^&]*).*", "$1");
    String code = callback.getRawQuery().replaceFirst(".*(code=[^&]*).*", "$1");
    assertRefused(fixture.browser, URI.create(callback + "&" + state), 400, "parameters");
    assertRefused(fixture.browser, URI.create(callback + "&" + code), 400, "parameters");
    assertRefused(fixture.browser, URI.create(callback + "&code=another"), 400, "parameters");
  }

  @Test
  void refusesAMissingCode() throws Exception {
    assertRefused(fixture.browser, with("code=[^&]*&", ""), 400, "parameters");
  }

  @Test
  void refusesAReplayInAnotherBrowserWithoutASecondExchange() throws Exception {
    assertThat(fixture.browser.open(callback).uri()).hasToString(fixture.backToUrl());
    int exchanges = fixture.tokenRequests();
    TestBrowser.Page replay = new TestBrowser().openOnce(callback);
    assertThat(replay.reply().status()).isEqualTo(403);
    assertThat(fixture.tokenRequests()).isEqualTo(exchanges);
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void reloadInTheSameBrowserContinuesWithoutASecondExchange() throws Exception {
    assertThat(fixture.browser.open(callback).uri()).hasToString(fixture.backToUrl());
    int exchanges = fixture.tokenRequests();
    TestBrowser.Page reloaded = fixture.browser.open(callback);
    assertThat(reloaded.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.tokenRequests()).isEqualTo(exchanges);
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void reloadBetweenTheLegsStartsMondaysLegAgain() {
    fixture.tracker.consent(Consent.ask());
    String consent = fixture.tracker.authorizationEndpoint().toString();
    assertThat(fixture.browser.open(callback).uri().toString()).startsWith(consent);

    TestBrowser.Page reloaded = fixture.browser.open(callback);
    assertThat(reloaded.uri().toString()).startsWith(consent);
    assertThat(fixture.monday.tokenRequests())
        .as("another leg with another code, since a used leg proves no user")
        .hasSize(2);
  }
}
