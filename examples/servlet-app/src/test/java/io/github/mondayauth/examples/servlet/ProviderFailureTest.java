package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.PageLinks;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page that a user sees if a service denies, fails, does not respond or responds wrongly. */
@Timeout(60)
class ProviderFailureTest {
  private static final int TEN_MEGABYTES = 10_000_000;

  @TempDir Path folder;
  private AppFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
    fixture.allowAs(fixture.ada);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Fails at the tracker's token endpoint, after monday.com's leg has succeeded. */
  private void assertTrackerFailure(Fault fault, String reason, int status) throws Exception {
    fixture.tracker.tokenEndpoint(fault);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    assertRefused(page, reason, status);
    assertThat(fixture.tracker.tokenRequests()).as("attempts").hasSize(1);
    assertThat(fixture.events.all()).containsExactly("connected monday");

    fixture.tracker.tokenEndpoint(Fault.none());
    assertCanStartAgain(page, "tracker");
  }

  /** Fails at monday.com's token endpoint, in the first leg. */
  private void assertMondayFailure(Fault fault, String reason, int status) throws Exception {
    fixture.monday.tokenEndpoint(fault);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    assertRefused(page, reason, status);
    assertThat(fixture.monday.tokenRequests()).as("attempts").hasSize(1);
    assertThat(fixture.credentials()).isZero();
    assertThat(fixture.tracker.requests()).isEmpty();

    fixture.monday.tokenEndpoint(Fault.none());
    assertCanStartAgain(page, "monday");
  }

  private static void assertRefused(TestBrowser.Page page, String reason, int status) {
    assertThat(page.reply().status()).isEqualTo(status);
    assertThat(page.reply().header("Content-Type")).startsWith("text/html");
    assertThat(page.reply().body())
        .contains(">" + reason + "<")
        .doesNotContain("Exception", "\tat ", "Simulated by the test");
  }

  /** Starts again from the page, with a new state, since the old one is used. */
  private void assertCanStartAgain(TestBrowser.Page page, String connection) throws Exception {
    assertThat(page.reply().body()).contains(LibraryText.START_AGAIN);
    URI oldCallback = page.uri();
    URI newCallback = AppFixture.callback(fixture.browser, PageLinks.first(page), connection);
    assertThat(newCallback.getQuery()).isNotEqualTo(oldCallback.getQuery());
    TestBrowser.Page end = fixture.browser.open(newCallback);
    assertThat(end.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.credentials()).isEqualTo(2);
  }

  @Test
  void explainsADenialAtTheTracker() throws Exception {
    fixture.tracker.consent(Consent.deny());
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    assertRefused(page, "denied", 403);
    assertThat(fixture.tracker.tokenRequests()).isEmpty();
    fixture.tracker.consent(Consent.allow());
    assertCanStartAgain(page, "tracker");
  }

  @Test
  void explainsADenialAtMonday() throws Exception {
    fixture.monday.consent(Consent.deny());
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    assertRefused(page, "denied", 403);
    assertThat(fixture.tokenRequests()).isZero();
    assertThat(fixture.credentials()).isZero();
    fixture.allowAs(fixture.ada);
    assertCanStartAgain(page, "monday");
  }

  @Test
  void invalidGrantAtTheTracker() throws Exception {
    assertTrackerFailure(Fault.error(400, "invalid_grant"), "grant", 400);
  }

  @Test
  void invalidGrantAtMonday() throws Exception {
    assertMondayFailure(Fault.error(400, "invalid_grant"), "grant", 400);
  }

  @Test
  void status400WithoutAnErrorCode() throws Exception {
    assertTrackerFailure(Fault.response(400, "text/plain", "Bad Request"), "unavailable", 503);
  }

  @Test
  void pointsToTheDeveloperIfTheClientCredentialsAreWrong() throws Exception {
    fixture.tracker.tokenEndpoint(Fault.error(401, "invalid_client"));
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    assertRefused(page, "client", 500);
    assertThat(page.reply().body())
        .contains(LibraryText.NOT_SET_UP)
        .doesNotContain(LibraryText.START_AGAIN);
  }

  @Test
  void status500AtTheTracker() throws Exception {
    assertTrackerFailure(Fault.response(500, "application/json", "{}"), "unavailable", 503);
  }

  @Test
  void status504WithHtmlAtTheTracker() throws Exception {
    assertTrackerFailure(Fault.html(504), "unavailable", 503);
  }

  @Test
  void status504WithHtmlAtMonday() throws Exception {
    assertMondayFailure(Fault.html(504), "unavailable", 503);
  }

  @Test
  void status200WithHtml() throws Exception {
    assertTrackerFailure(Fault.html(200), "unavailable", 503);
  }

  private void useShortCallTimeout() throws Exception {
    fixture.close();
    fixture = AppFixture.onSqlite(folder.resolve("impatient"), Duration.ofSeconds(2));
    fixture.allowAs(fixture.ada);
  }

  @Test
  void trackerThatNeverResponds() throws Exception {
    useShortCallTimeout();
    assertTrackerFailure(Fault.hang(), "unavailable", 503);
  }

  @Test
  void mondayThatNeverResponds() throws Exception {
    useShortCallTimeout();
    assertMondayFailure(Fault.hang(), "unavailable", 503);
  }

  @Test
  void connectionClosedWithoutAResponse() throws Exception {
    assertTrackerFailure(Fault.cutOff(), "unavailable", 503);
  }

  @Test
  void responseOfTheTrackerWithoutAccessToken() throws Exception {
    assertTrackerFailure(Fault.field("access_token", null), "provider", 502);
  }

  @Test
  void responseOfMondayWithoutAccessToken() throws Exception {
    assertMondayFailure(Fault.field("access_token", null), "provider", 502);
  }

  @Test
  void responseOfTheTrackerWithTenMegabytes() throws Exception {
    assertTrackerFailure(Fault.hugeBody(TEN_MEGABYTES), "provider", 502);
  }

  @Test
  void responseOfMondayWithTenMegabytes() throws Exception {
    assertMondayFailure(Fault.hugeBody(TEN_MEGABYTES), "provider", 502);
  }
}
