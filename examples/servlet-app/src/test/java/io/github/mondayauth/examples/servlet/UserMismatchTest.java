package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.PageLinks;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorizations that one user starts and another user completes, by mistake or in an attack. */
class UserMismatchTest {
  @TempDir Path folder;
  private AppFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertRefused(FakeUser starting, FakeUser consenting) throws Exception {
    fixture.allowAs(consenting);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(starting));
    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body())
        .contains(LibraryText.DIFFERENT_ACCOUNT, "Nothing was stored", ">identity<");
    assertThat(fixture.credentials()).isZero();
    assertThat(fixture.tracker.requests()).as("next leg").isEmpty();
    assertThat(fixture.revocations()).as("revocations of the discarded token").isZero();
    assertThat(fixture.monday.liveTokens(consenting)).isEqualTo(1);
    assertThat(fixture.run(starting).status()).isEqualTo(400);
    assertThat(fixture.run(consenting).status()).isEqualTo(400);
  }

  @Test
  void discardsTheTokenOfAnotherUserOfTheAccount() throws Exception {
    assertRefused(fixture.ada, fixture.grace);
  }

  @Test
  void discardsTheTokenOfAnotherAccount() throws Exception {
    assertRefused(fixture.ada, fixture.linus);
  }

  @Test
  void expectedUserCanStartAgain() throws Exception {
    fixture.allowAs(fixture.grace);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.ada));
    fixture.allowAs(fixture.ada);
    TestBrowser.Page end = fixture.browser.open(PageLinks.first(page));
    assertThat(end.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }

  /**
   * Cross-user session fixation: the attacker would get the victim's access token of the tracker.
   */
  @Test
  void linkOfAConnectedAttackerShowsTheConfirmationPageToTheVictim() {
    fixture.connectMondayOnly(fixture.linus);
    int requestsBefore = fixture.tracker.requests().size();
    URI link = fixture.recipe(fixture.linus);

    TestBrowser victim = new TestBrowser();
    TestBrowser.Page page = victim.open(link);
    assertThat(page.uri().getAuthority()).isEqualTo(fixture.at("/").getAuthority());
    assertThat(page.reply().status()).isEqualTo(200);
    assertThat(page.reply().body())
        .contains(LibraryText.confirmation("the issue tracker"), LibraryText.CONTINUE);
    assertThat(page.reply().header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(fixture.tracker.requests()).hasSize(requestsBefore);
  }

  @Test
  void attackersConfirmationDoesNotWorkInTheVictimsBrowser() {
    fixture.connectMondayOnly(fixture.linus);
    TestBrowser attacker = new TestBrowser();
    URI confirmed = PageLinks.first(attacker.open(fixture.recipe(fixture.linus)));
    int requestsBefore = fixture.tracker.requests().size();

    TestBrowser.Page page = new TestBrowser().open(confirmed);
    assertThat(page.reply().status()).isEqualTo(403);
    assertThat(page.reply().body()).contains(">browser<");
    assertThat(fixture.tracker.requests()).hasSize(requestsBefore);
  }

  @Test
  void confirmationInTheSameBrowserContinuesWithTheConsentScreen() {
    fixture.connectMondayOnly(fixture.linus);
    TestBrowser.Page page = fixture.browser.open(fixture.recipe(fixture.linus));
    TestBrowser.Page consent = fixture.browser.open(PageLinks.first(page));
    assertThat(consent.uri().toString())
        .startsWith(fixture.tracker.authorizationEndpoint().toString());
    TestBrowser.Page end = consent.submit(Map.of("decision", "allow"));
    assertThat(end.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.run(fixture.linus).status()).isEqualTo(200);
  }

  @Test
  void actionWithoutAnyCredentialTellsTheUserToConnect() {
    assertNotConnected(fixture.run(fixture.ada), LibraryText.connect("monday.com"));
  }

  @Test
  void actionWithoutTheTrackersCredentialTellsTheUserToConnectTheTracker() {
    fixture.connectMondayOnly(fixture.ada);
    assertNotConnected(fixture.run(fixture.ada), LibraryText.connect("the issue tracker"));
  }

  @Test
  void actionWithARevokedGrantTellsTheUserToReconnect() {
    fixture.connect(fixture.ada);
    // A younger access token is not renewed.
    fixture.clock.advance(Duration.ofSeconds(20));
    fixture.tracker.revokeGrants();
    assertNotConnected(fixture.run(fixture.ada), LibraryText.reconnect("the issue tracker"));
    int requestsBefore = fixture.tokenRequests();
    assertNotConnected(fixture.run(fixture.ada), LibraryText.reconnect("the issue tracker"));
    assertThat(fixture.tokenRequests()).as("second refresh").isEqualTo(requestsBefore);

    TestBrowser.Page confirm = fixture.browser.open(fixture.recipe(fixture.ada));
    TestBrowser.Page end = fixture.browser.open(PageLinks.first(confirm));
    assertThat(end.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(200);
  }

  private static void assertNotConnected(AppReply reply, String title) {
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
  void unsubscribeRepliesWith200ToUnknownIds() {
    for (FakeUser user : new FakeUser[] {fixture.ada, fixture.linus}) {
      for (String webhookId : new String[] {"unknown", "", "../x", "x".repeat(500)}) {
        AppReply reply = user.unsubscribe(fixture.at("/monday/unsubscribe"), webhookId);
        assertThat(reply.status()).isEqualTo(200);
      }
    }
  }

  @Test
  void repliesWith503IfAServiceIsUnavailableSoThatMondayRetries() {
    fixture.connect(fixture.ada);
    fixture.monday.api(Fault.html(502));
    assertThat(fixture.run(fixture.ada).status()).isEqualTo(503);
  }
}
