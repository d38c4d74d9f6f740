package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees when a service says no, or nothing, or something else. */
@Timeout(60)
class ProviderTroubleTest {
  private static final int TEN_MEGABYTES = 10_000_000;

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    scene.allowAs(scene.stage.ada);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** At the tracker's token endpoint, after monday's leg went well. */
  private void atTheTracker(Fault fault, String reason, int status) throws Exception {
    scene.stage.tracker.tokenEndpoint(fault);
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    refused(page, reason, status);
    assertThat(scene.stage.tracker.tokenRequests()).as("tried once").hasSize(1);
    assertThat(scene.events.all()).containsExactly("connected monday");

    scene.stage.tracker.tokenEndpoint(Fault.none());
    startAgain(page, "tracker");
  }

  /** At monday.com's token endpoint, the first leg. */
  private void atMonday(Fault fault, String reason, int status) throws Exception {
    scene.stage.monday.tokenEndpoint(fault);
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    refused(page, reason, status);
    assertThat(scene.stage.monday.tokenRequests()).as("tried once").hasSize(1);
    assertThat(scene.credentials()).isZero();
    assertThat(scene.stage.tracker.requests()).isEmpty();

    scene.stage.monday.tokenEndpoint(Fault.none());
    startAgain(page, "monday");
  }

  private static void refused(TestBrowser.Page page, String reason, int status) {
    assertThat(page.reply().status()).isEqualTo(status);
    assertThat(page.reply().header("Content-Type")).startsWith("text/html");
    assertThat(page.reply().body())
        .contains(">" + reason + "<")
        .doesNotContain("Exception", "\tat ", "as the test asked for");
  }

  /** A new flow: the old one is used, and its callback stays refused. */
  private void startAgain(TestBrowser.Page page, String connection) throws Exception {
    assertThat(page.reply().body()).contains("Start again");
    URI old = page.uri();
    URI fresh = Scene.callback(scene.browser, Scene.link(page), connection);
    assertThat(fresh.getQuery()).isNotEqualTo(old.getQuery());
    TestBrowser.Page end = scene.browser.open(fresh);
    assertThat(end.uri()).hasToString(scene.backToUrl());
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void denialAtTheTrackerIsExplained() throws Exception {
    scene.stage.tracker.consent(Consent.deny());
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    refused(page, "denied", 403);
    assertThat(scene.stage.tracker.tokenRequests()).isEmpty();
    scene.stage.tracker.consent(Consent.allow());
    startAgain(page, "tracker");
  }

  @Test
  void denialAtMondayIsExplained() throws Exception {
    scene.stage.monday.consent(Consent.deny());
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    refused(page, "denied", 403);
    assertThat(scene.tokenRequests()).isZero();
    assertThat(scene.credentials()).isZero();
    scene.allowAs(scene.stage.ada);
    startAgain(page, "monday");
  }

  @Test
  void invalidGrantAtTheTracker() throws Exception {
    atTheTracker(Fault.error(400, "invalid_grant"), "grant", 400);
  }

  @Test
  void invalidGrantAtMonday() throws Exception {
    atMonday(Fault.error(400, "invalid_grant"), "grant", 400);
  }

  @Test
  void status400WithoutAnErrorCode() throws Exception {
    atTheTracker(Fault.answer(400, "text/plain", "Bad Request"), "provider", 502);
  }

  @Test
  void wrongClientCredentialsAreTheDevelopersToCorrect() throws Exception {
    scene.stage.tracker.tokenEndpoint(Fault.error(401, "invalid_client"));
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    refused(page, "client", 500);
    assertThat(page.reply().body()).contains("not set up correctly").doesNotContain("Start again");
  }

  @Test
  void status500AtTheTracker() throws Exception {
    atTheTracker(Fault.answer(500, "application/json", "{}"), "unavailable", 503);
  }

  @Test
  void status504WithHtmlAtTheTracker() throws Exception {
    atTheTracker(Fault.html(504), "unavailable", 503);
  }

  @Test
  void status504WithHtmlAtMonday() throws Exception {
    atMonday(Fault.html(504), "unavailable", 503);
  }

  @Test
  void status200WithHtml() throws Exception {
    atTheTracker(Fault.html(200), "provider", 502);
  }

  @Test
  void trackerThatNeverAnswers() throws Exception {
    atTheTracker(Fault.hang(), "unavailable", 503);
  }

  @Test
  void mondayThatNeverAnswers() throws Exception {
    atMonday(Fault.hang(), "unavailable", 503);
  }

  @Test
  void connectionThatIsCutOff() throws Exception {
    atTheTracker(Fault.cutOff(), "unavailable", 503);
  }

  @Test
  void answerWithoutAccessToken() throws Exception {
    atTheTracker(Fault.member("access_token", null), "provider", 502);
  }

  @Test
  void mondaysAnswerWithoutAccessToken() throws Exception {
    atMonday(Fault.member("access_token", null), "provider", 502);
  }

  @Test
  void answerOfTenMegabytes() throws Exception {
    atTheTracker(Fault.hugeBody(TEN_MEGABYTES), "provider", 502);
  }

  @Test
  void mondaysAnswerOfTenMegabytes() throws Exception {
    atMonday(Fault.hugeBody(TEN_MEGABYTES), "provider", 502);
  }
}
