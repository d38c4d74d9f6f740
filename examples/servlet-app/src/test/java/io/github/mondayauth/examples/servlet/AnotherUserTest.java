package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows in which one person starts and another one consents, by accident or by attack. */
class AnotherUserTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.onSqlite(folder);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void mismatch(FakeUser starts, FakeUser consents) throws Exception {
    scene.allowAs(consents);
    TestBrowser.Page page = scene.browser.open(scene.recipe(starts));
    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body())
        .contains("That was another monday.com account", "Nothing was stored", ">identity<");
    assertThat(scene.credentials()).isZero();
    assertThat(scene.stage.tracker.requests()).as("no further leg").isEmpty();
    assertThat(scene.revocations()).as("dropped, not revoked").isZero();
    assertThat(scene.stage.monday.liveTokens(consents)).isEqualTo(1);
    assertThat(scene.run(starts).status()).isEqualTo(400);
    assertThat(scene.run(consents).status()).isEqualTo(400);
  }

  @Test
  void tokenOfAnotherUserOfTheAccountIsDropped() throws Exception {
    mismatch(scene.stage.ada, scene.stage.grace);
  }

  @Test
  void tokenOfAnotherAccountIsDropped() throws Exception {
    mismatch(scene.stage.ada, scene.stage.linus);
  }

  @Test
  void rightUserCanStartAgainAfterTheWrongOne() throws Exception {
    scene.allowAs(scene.stage.grace);
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.ada));
    scene.allowAs(scene.stage.ada);
    TestBrowser.Page end = scene.browser.open(Scene.link(page));
    assertThat(end.uri()).hasToString(scene.backToUrl());
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
  }

  /** Cross-user session fixation: the victim's tracker token would be the attacker's. */
  @Test
  void connectedAttackersLinkOpenedByAnotherUserStartsNoThirdPartyLeg() {
    scene.connectMondayOnly(scene.stage.linus);
    int asked = scene.stage.tracker.requests().size();
    URI link = scene.recipe(scene.stage.linus);

    TestBrowser victim = new TestBrowser();
    TestBrowser.Page page = victim.open(link);
    assertThat(page.uri().getAuthority()).isEqualTo(scene.stage.at("/").getAuthority());
    assertThat(page.reply().status()).isEqualTo(200);
    assertThat(page.reply().body()).contains("Connect the issue tracker?", "Continue");
    assertThat(page.reply().header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(scene.stage.tracker.requests()).hasSize(asked);
  }

  @Test
  void attackersConfirmationDoesNotWorkInTheVictimsBrowser() {
    scene.connectMondayOnly(scene.stage.linus);
    TestBrowser attacker = new TestBrowser();
    URI confirmed = Scene.link(attacker.open(scene.recipe(scene.stage.linus)));
    int asked = scene.stage.tracker.requests().size();

    TestBrowser.Page page = new TestBrowser().open(confirmed);
    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body()).contains(">browser<");
    assertThat(scene.stage.tracker.requests()).hasSize(asked);
  }

  @Test
  void confirmationInTheSameBrowserGoesOn() {
    scene.connectMondayOnly(scene.stage.linus);
    TestBrowser.Page page = scene.browser.open(scene.recipe(scene.stage.linus));
    TestBrowser.Page consent = scene.browser.open(Scene.link(page));
    assertThat(consent.uri().toString())
        .startsWith(scene.stage.tracker.authorizationEndpoint().toString());
    TestBrowser.Page end = consent.submit(Map.of("decision", "allow"));
    assertThat(end.uri()).hasToString(scene.backToUrl());
    assertThat(scene.run(scene.stage.linus).status()).isEqualTo(200);
  }

  @Test
  void actionWithoutAnyCredentialAsksTheUserToConnect() {
    notConnected(scene.run(scene.stage.ada), "Connect monday.com");
  }

  @Test
  void actionWithoutTheTrackersCredentialAsksForThatOne() {
    scene.connectMondayOnly(scene.stage.ada);
    notConnected(scene.run(scene.stage.ada), "Connect the issue tracker");
  }

  @Test
  void actionWithAnEndedGrantAsksTheUserToReconnect() {
    scene.connect(scene.stage.ada);
    scene.stage.tracker.revokeGrants();
    notConnected(scene.run(scene.stage.ada), "Reconnect the issue tracker");
    int tried = scene.tokenRequests();
    notConnected(scene.run(scene.stage.ada), "Reconnect the issue tracker");
    assertThat(scene.tokenRequests()).as("not tried again").isEqualTo(tried);

    TestBrowser.Page confirm = scene.browser.open(scene.recipe(scene.stage.ada));
    TestBrowser.Page end = scene.browser.open(Scene.link(confirm));
    assertThat(end.uri()).hasToString(scene.backToUrl());
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(200);
  }

  private static void notConnected(AppReply reply, String title) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    assertThat(reply.json())
        .containsOnlyKeys(
            "severityCode",
            "notificationErrorTitle",
            "notificationErrorDescription",
            "runtimeErrorDescription")
        .containsEntry("severityCode", 4000L)
        .containsEntry("notificationErrorTitle", title);
  }

  @Test
  void unsubscribeAnswers200WhateverIsKnown() {
    for (FakeUser user : new FakeUser[] {scene.stage.ada, scene.stage.linus}) {
      for (String webhookId : new String[] {"unknown", "", "../x", "x".repeat(500)}) {
        AppReply reply = user.unsubscribe(scene.stage.at("/monday/unsubscribe"), webhookId);
        assertThat(reply.status()).isEqualTo(200);
      }
    }
  }

  @Test
  void serviceThatIsDownLetsMondayTryAgain() {
    scene.connect(scene.stage.ada);
    scene.stage.monday.api(Fault.html(502));
    assertThat(scene.run(scene.stage.ada).status()).isEqualTo(503);
  }
}
