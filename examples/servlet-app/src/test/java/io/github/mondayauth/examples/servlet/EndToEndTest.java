package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.PageLinks;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.SentRequest;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The complete scenario, over HTTP, on one instance and on two. */
class EndToEndTest {
  private static final String SUMMARY =
      "{\"outputFields\":{\"summary\":\"Ada tracks issues as ada\"}}";

  @TempDir Path folder;

  @Test
  void worksOnOneInstanceWithSqlite() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      runScenario(fixture);
    }
  }

  @Test
  void worksOnTwoInstancesThatShareOnlyPostgresAndTakeTurns() throws Exception {
    try (LoadBalancer balancer = new LoadBalancer();
        AppFixture fixture = AppFixture.onTwoInstances(folder, balancer)) {
      runScenario(fixture);
      assertThat(balancer.served().subList(0, 3))
          .containsExactly("0 /authorize", "1 /callback/monday", "0 /callback/tracker");
    }
  }

  private static void runScenario(AppFixture fixture) throws Exception {
    firstConnection(fixture);
    secondTimeWithoutConsent(fixture);
    actionWithBothTokens(fixture);
    expiredTokensAreRefreshedWithRotation(fixture);
    refusedTokensAreRenewed(fixture);
    denyAndStartAgain(fixture);
    uninstall(fixture);
    actionAfterUninstall(fixture);
    reinstall(fixture);
  }

  private static void firstConnection(AppFixture fixture) throws Exception {
    TestBrowser.Page monday = fixture.browser.open(fixture.recipe(fixture.ada));
    assertThat(monday.uri().getPath()).isEqualTo("/oauth2/authorize");
    TestBrowser.Page tracker =
        monday.submit(Map.of("decision", "allow", "user", String.valueOf(fixture.ada.id())));
    assertThat(tracker.uri()).hasPath("/authorize").hasPort(port(fixture.tracker.origin()));
    TestBrowser.Page back = tracker.submit(Map.of("decision", "allow"));
    assertThat(back.uri()).hasToString(fixture.backToUrl());
    assertThat(back.reply().status()).isEqualTo(200);

    assertThat(fixture.events.all()).containsExactly("connected monday", "connected tracker");
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
    assertThat(fixture.monday.tokenRequests().get(0).parameters())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("redirect_uri", fixture.at("/callback/monday").toString())
        .containsKey("code_verifier");
    assertThat(fixture.tracker.tokenRequests()).hasSize(1);
  }

  private static void secondTimeWithoutConsent(AppFixture fixture) {
    URI recipe = fixture.recipe(fixture.ada);
    TestBrowser.Page back = new TestBrowser().open(recipe);
    assertThat(back.visited()).containsExactly(recipe, URI.create(fixture.backToUrl()));
    assertThat(fixture.tokenRequests()).isEqualTo(2);
  }

  private static void actionWithBothTokens(AppFixture fixture) {
    AppReply reply = fixture.run(fixture.ada);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(SUMMARY);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    assertThat(fixture.tokenRequests()).isEqualTo(2);
  }

  private static void expiredTokensAreRefreshedWithRotation(AppFixture fixture) {
    List<String> before = fixture.monday.issuedTokens();
    fixture.clock.advance(Duration.ofMinutes(61));
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
    assertThat(fixture.monday.tokenRequests()).hasSize(2);
    assertThat(fixture.monday.tokenRequests().get(1).parameters())
        .containsEntry("grant_type", "refresh_token");
    assertThat(fixture.monday.issuedTokens()).hasSize(before.size() + 2);

    fixture.clock.advance(Duration.ofMinutes(61));
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
    assertThat(fixture.monday.tokenRequests().get(2).parameters().get("refresh_token"))
        .as("refresh token of the second refresh, which comes from the first refresh")
        .isNotIn(before);
    assertThat(fixture.tokenRequests()).isEqualTo(6);
  }

  private static void refusedTokensAreRenewed(AppFixture fixture) {
    fixture.clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    fixture.monday.refuseAccessTokens();
    fixture.tracker.refuseAccessTokens();
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
    assertThat(fixture.tokenRequests()).isEqualTo(8);
  }

  private static void denyAndStartAgain(AppFixture fixture) throws Exception {
    TestBrowser.Page monday = fixture.browser.open(fixture.recipe(fixture.grace));
    TestBrowser.Page denied = monday.submit(Map.of("decision", "deny"));
    assertThat(denied.reply().status()).isEqualTo(403);
    assertThat(denied.reply().body())
        .contains(LibraryText.denied("monday.com"), LibraryText.START_AGAIN);
    assertThat(fixture.tokenRequests()).isEqualTo(8);
    assertThat(fixture.credentials()).isEqualTo(2);

    fixture.allowAs(fixture.grace);
    TestBrowser.Page back = fixture.browser.open(PageLinks.first(denied));
    assertThat(back.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.credentials()).isEqualTo(4);
    fixture.monday.consent(Consent.ask());
    fixture.tracker.consent(Consent.ask());
  }

  private static void uninstall(AppFixture fixture) throws Exception {
    fixture.clock.advance(Duration.ofSeconds(5));
    assertThat(fixture.ada.uninstall(fixture.lifecycleUrl()).status()).isEqualTo(200);
    assertThat(fixture.rows(fixture.ada)).isZero();
    assertThat(fixture.credentials()).isZero();
    assertThat(fixture.tracker.liveTokens()).as("valid tokens at the tracker").isZero();
    assertThat(fixture.events.all()).endsWith("forgotten");
  }

  private static void actionAfterUninstall(AppFixture fixture) {
    AppReply reply = fixture.run(fixture.ada);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json())
        .containsEntry("severityCode", 4000L)
        .containsEntry("notificationErrorTitle", LibraryText.connect("monday.com"));
    AppReply unsubscribed = fixture.ada.unsubscribe(fixture.at("/monday/unsubscribe"), "gone");
    assertThat(unsubscribed.status()).isEqualTo(200);
  }

  private static void reinstall(AppFixture fixture) throws Exception {
    SentRequest uninstall =
        fixture.monday.sent().stream()
            .filter(sent -> sent.body().contains("\"type\":\"uninstall\""))
            .findFirst()
            .orElseThrow();
    fixture.clock.advance(Duration.ofSeconds(5));
    assertThat(fixture.ada.install(fixture.lifecycleUrl()).status()).isEqualTo(200);
    fixture.connect(fixture.ada);
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);

    assertThat(fixture.monday.resend(uninstall).status()).isEqualTo(200);
    assertThat(fixture.credentials()).as("credentials after the old event").isEqualTo(2);
    assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
  }

  private static int port(URI uri) {
    return uri.getPort();
  }
}
