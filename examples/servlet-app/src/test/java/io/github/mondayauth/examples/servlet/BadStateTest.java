package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a callback whose state is not this browser's, or not what it was. */
class BadStateTest {
  @TempDir Path folder;
  private Scene scene;
  private URI callback;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
    scene.allowAs(scene.stage.ada);
    callback = Scene.callback(scene.browser, scene.recipe(scene.stage.ada), "monday");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TestBrowser.Page refused(TestBrowser browser, URI address, int status, String reason)
      throws Exception {
    TestBrowser.Page page = browser.openOnce(address);
    assertThat(page.reply().status()).isEqualTo(status);
    assertThat(page.reply().header("Content-Type")).startsWith("text/html");
    assertThat(page.reply().body()).contains(">" + reason + "<").doesNotContain("Exception");
    assertThat(scene.tokenRequests()).as("refused before any exchange").isZero();
    assertThat(scene.credentials()).isZero();
    return page;
  }

  private URI with(String part, String instead) {
    return URI.create(callback.toString().replaceFirst(part, instead));
  }

  @Test
  void missingStateIsRefused() throws Exception {
    refused(scene.browser, with("&state=[^&]*", ""), 400, "state");
  }

  @Test
  void alteredStateIsRefused() throws Exception {
    String address = callback.toString();
    int middle = address.indexOf("state=") + 40;
    char other = address.charAt(middle) == 'A' ? 'B' : 'A';
    String altered = address.substring(0, middle) + other + address.substring(middle + 1);
    refused(scene.browser, URI.create(altered), 400, "state");
  }

  @Test
  void shortenedStateAndStateOfAnotherAppAreRefused() throws Exception {
    refused(scene.browser, with("state=[^&]{5}", "state="), 400, "state");
    refused(scene.browser, with("state=[^&]*", "state=" + "A".repeat(400)), 400, "state");
  }

  @Test
  void expiredStateIsRefusedAndCanBeStartedAgain() throws Exception {
    scene.clock.advance(Duration.ofMinutes(16));
    TestBrowser.Page page = refused(scene.browser, callback, 400, "expired");
    assertThat(scene.browser.open(Scene.link(page)).uri()).hasToString(scene.backToUrl());
  }

  @Test
  void stateFromAnotherBrowserIsRefusedAndItsOwnBrowserStillFinishes() throws Exception {
    refused(new TestBrowser(), callback, 403, "browser");
    assertThat(scene.browser.open(callback).uri()).hasToString(scene.backToUrl());
  }

  @Test
  void cookieOfAnotherFlowDoesNotOpenThisOne() throws Exception {
    TestBrowser attacker = new TestBrowser();
    Scene.callback(attacker, scene.recipe(scene.stage.grace), "monday");
    refused(attacker, callback, 403, "browser");
  }

  @Test
  void stateOfAnotherConnectionsCallbackIsRefused() throws Exception {
    refused(scene.browser, with("/callback/monday", "/callback/tracker"), 400, "callback");
    refused(scene.browser, with("/callback/monday", "/callback/nobody"), 400, "callback");
  }

  @Test
  void duplicateParametersAreRefused() throws Exception {
    String state = callback.getRawQuery().replaceFirst(".*(state=[^&]*).*", "$1");
    String code = callback.getRawQuery().replaceFirst(".*(code=[^&]*).*", "$1");
    refused(scene.browser, URI.create(callback + "&" + state), 400, "parameters");
    refused(scene.browser, URI.create(callback + "&" + code), 400, "parameters");
    refused(scene.browser, URI.create(callback + "&code=another"), 400, "parameters");
  }

  @Test
  void missingCodeIsRefused() throws Exception {
    refused(scene.browser, with("code=[^&]*&", ""), 400, "parameters");
  }

  @Test
  void replayFromAnotherBrowserAfterSuccessIsRefusedWithoutAnExchange() throws Exception {
    assertThat(scene.browser.open(callback).uri()).hasToString(scene.backToUrl());
    int exchanges = scene.tokenRequests();
    TestBrowser.Page replay = new TestBrowser().openOnce(callback);
    assertThat(replay.reply().status()).isEqualTo(403);
    assertThat(scene.tokenRequests()).isEqualTo(exchanges);
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void reloadByTheSameBrowserAfterSuccessGoesOnWithoutASecondExchange() throws Exception {
    assertThat(scene.browser.open(callback).uri()).hasToString(scene.backToUrl());
    int exchanges = scene.tokenRequests();
    TestBrowser.Page reloaded = scene.browser.open(callback);
    assertThat(reloaded.uri()).hasToString(scene.backToUrl());
    assertThat(scene.tokenRequests()).isEqualTo(exchanges);
    assertThat(scene.credentials()).isEqualTo(2);
  }

  @Test
  void reloadBetweenTheLegsGoesOnToTheNextLegWithoutASecondExchange() {
    scene.stage.tracker.consent(Consent.ask());
    String consent = scene.stage.tracker.authorizationEndpoint().toString();
    assertThat(scene.browser.open(callback).uri().toString()).startsWith(consent);

    TestBrowser.Page reloaded = scene.browser.open(callback);
    assertThat(reloaded.reply().body()).as("the used leg vouches for nobody").contains("Continue");
    assertThat(scene.browser.open(Scene.link(reloaded)).uri().toString()).startsWith(consent);
    assertThat(scene.stage.monday.tokenRequests()).hasSize(1);
  }
}
