package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The whole job, over HTTP, on one instance and on two. */
class FullPathTest {
  private static final String SUMMARY = "{\"outputFields\":{\"summary\":\"Ada works as ada\"}}";

  @TempDir Path folder;

  @Test
  void wholePathOnOneInstanceWithSqlite() throws Exception {
    try (Scene scene = Scene.onSqlite(folder)) {
      wholePath(scene);
    }
  }

  @Test
  void wholePathWithBeginAndCallbackOnTwoInstancesThatShareOnlyPostgres() throws Exception {
    try (LoadBalancer balancer = new LoadBalancer();
        Scene scene = Scene.onTwoInstances(folder, balancer)) {
      wholePath(scene);
      assertThat(balancer.served().subList(0, 3))
          .containsExactly("0 /authorize", "1 /callback/monday", "0 /callback/tracker");
    }
  }

  private static void wholePath(Scene scene) throws Exception {
    firstConnection(scene);
    secondTimeWithoutConsent(scene);
    actionWithBothTokens(scene);
    expiredTokensAreRefreshedWithRotation(scene);
    refusedTokensAreRenewed(scene);
    denyAndStartAgain(scene);
    uninstall(scene);
    actionAfterUninstall(scene);
    reinstall(scene);
  }

  private static void firstConnection(Scene scene) throws Exception {
    TestBrowser.Page monday = scene.browser.open(scene.recipe(scene.stage.ada));
    assertThat(monday.uri().getPath()).isEqualTo("/oauth2/authorize");
    TestBrowser.Page tracker =
        monday.submit(Map.of("decision", "allow", "user", String.valueOf(scene.stage.ada.id())));
    assertThat(tracker.uri()).hasPath("/authorize").hasPort(port(scene.stage.tracker.origin()));
    TestBrowser.Page back = tracker.submit(Map.of("decision", "allow"));
    assertThat(back.uri()).hasToString(scene.backToUrl());
    assertThat(back.reply().status()).isEqualTo(200);

    assertThat(scene.events.all()).containsExactly("connected monday", "connected tracker");
    assertThat(scene.credentials()).isEqualTo(2);
    assertThat(scene.stage.monday.tokenRequests()).hasSize(1);
    assertThat(scene.stage.monday.tokenRequests().get(0).parameters())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("redirect_uri", scene.stage.at("/callback/monday").toString())
        .containsKey("code_verifier");
    assertThat(scene.stage.tracker.tokenRequests()).hasSize(1);
  }

  private static void secondTimeWithoutConsent(Scene scene) {
    URI recipe = scene.recipe(scene.stage.ada);
    TestBrowser.Page back = new TestBrowser().open(recipe);
    assertThat(back.visited()).containsExactly(recipe, URI.create(scene.backToUrl()));
    assertThat(scene.tokenRequests()).isEqualTo(2);
  }

  private static void actionWithBothTokens(Scene scene) {
    AppReply reply = scene.run(scene.stage.ada);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(SUMMARY);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    assertThat(scene.tokenRequests()).isEqualTo(2);
  }

  private static void expiredTokensAreRefreshedWithRotation(Scene scene) {
    List<String> before = scene.stage.monday.issuedTokens();
    scene.clock.advance(Duration.ofMinutes(61));
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);
    assertThat(scene.stage.monday.tokenRequests()).hasSize(2);
    assertThat(scene.stage.monday.tokenRequests().get(1).parameters())
        .containsEntry("grant_type", "refresh_token");
    assertThat(scene.stage.monday.issuedTokens()).hasSize(before.size() + 2);

    scene.clock.advance(Duration.ofMinutes(61));
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);
    assertThat(scene.stage.monday.tokenRequests().get(2).parameters().get("refresh_token"))
        .as("the second refresh spends the token the first one brought")
        .isNotIn(before);
    assertThat(scene.tokenRequests()).isEqualTo(6);
  }

  private static void refusedTokensAreRenewed(Scene scene) {
    scene.stage.monday.refuseAccessTokens();
    scene.stage.tracker.refuseAccessTokens();
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);
    assertThat(scene.tokenRequests()).isEqualTo(8);
  }

  private static void denyAndStartAgain(Scene scene) throws Exception {
    TestBrowser.Page monday = scene.browser.open(scene.recipe(scene.stage.grace));
    TestBrowser.Page denied = monday.submit(Map.of("decision", "deny"));
    assertThat(denied.reply().status()).isEqualTo(403);
    assertThat(denied.reply().body()).contains("Not connected: monday.com", "Start again");
    assertThat(scene.tokenRequests()).isEqualTo(8);
    assertThat(scene.credentials()).isEqualTo(2);

    scene.allowAs(scene.stage.grace);
    TestBrowser.Page back = scene.browser.open(Scene.link(denied));
    assertThat(back.uri()).hasToString(scene.backToUrl());
    assertThat(scene.credentials()).isEqualTo(4);
    scene.stage.monday.consent(Consent.ask());
    scene.stage.tracker.consent(Consent.ask());
  }

  private static void uninstall(Scene scene) throws Exception {
    scene.clock.advance(Duration.ofSeconds(5));
    assertThat(scene.stage.ada.uninstall(scene.stage.lifecycle()).status()).isEqualTo(200);
    assertThat(scene.rows(scene.stage.ada)).isZero();
    assertThat(scene.credentials()).isZero();
    assertThat(scene.stage.tracker.liveTokens()).as("revoked at the tracker").isZero();
    assertThat(scene.events.all()).endsWith("forgotten");
  }

  private static void actionAfterUninstall(Scene scene) {
    AppReply reply = scene.run(scene.stage.ada);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json())
        .containsEntry("severityCode", 4000L)
        .containsEntry("notificationErrorTitle", "Connect monday.com");
    AppReply unsubscribed =
        scene.stage.ada.unsubscribe(scene.stage.at("/monday/unsubscribe"), "gone");
    assertThat(unsubscribed.status()).isEqualTo(200);
  }

  private static void reinstall(Scene scene) throws Exception {
    SentRequest uninstall =
        scene.stage.monday.sent().stream()
            .filter(sent -> sent.body().contains("\"type\":\"uninstall\""))
            .findFirst()
            .orElseThrow();
    scene.clock.advance(Duration.ofSeconds(5));
    assertThat(scene.stage.ada.install(scene.stage.lifecycle()).status()).isEqualTo(200);
    scene.connect(scene.stage.ada);
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);

    assertThat(scene.stage.monday.resend(uninstall).status()).isEqualTo(200);
    assertThat(scene.credentials()).as("a stale uninstall deletes nothing").isEqualTo(2);
    assertThat(scene.run(scene.stage.ada).body()).isEqualTo(SUMMARY);
  }

  private static int port(URI uri) {
    return uri.getPort();
  }
}
