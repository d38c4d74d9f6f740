package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connecting by links over HTTP: from a view, without any recipe, and from the notification of an
 * action that failed.
 */
class ConnectLinkTest {
  private static final String SUMMARY =
      "{\"outputFields\":{\"summary\":\"Ada tracks issues as ada\"}}";
  private static final Pattern LINK = Pattern.compile("http://localhost:[0-9]+/authorize\\S+");

  @TempDir Path folder;

  private static AppReply post(AppFixture fixture, String path, String token) {
    return fixture.monday.post(fixture.at(path), "Bearer " + token, "");
  }

  private static AppReply status(AppFixture fixture, FakeUser user) {
    return post(fixture, "/view/status", user.sessionToken());
  }

  private static URI link(AppFixture fixture, FakeUser user) {
    AppReply reply = post(fixture, "/view/link", user.sessionToken());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    return URI.create(String.valueOf(reply.json().get("link")));
  }

  private static String shown(boolean monday, boolean tracker) {
    return "{\"connections\":["
        + "{\"connected\":%s,\"title\":\"monday.com\"},".formatted(monday)
        + "{\"connected\":%s,\"title\":\"The issue tracker\"}]}".formatted(tracker);
  }

  @Test
  void connectsFromAViewInAnAccountWithoutARecipe() throws Exception {
    try (LoadBalancer balancer = new LoadBalancer();
        AppFixture fixture = AppFixture.onTwoInstances(folder, balancer)) {
      assertThat(status(fixture, fixture.ada).body()).isEqualTo(shown(false, false));
      assertThat(fixture.rows(fixture.ada)).as("rows before a link is made").isZero();
      URI link = link(fixture, fixture.ada);
      assertThat(link.toString()).startsWith(fixture.at("/authorize?link=").toString());

      fixture.allowAs(fixture.ada);
      TestBrowser.Page end = fixture.browser.open(link);

      assertThat(end.uri()).isEqualTo(fixture.at("/view/done"));
      assertThat(end.reply().body()).contains("You are connected");
      assertThat(end.visited()).noneMatch(visited -> visited.toString().contains("sessionToken"));
      assertThat(status(fixture, fixture.ada).body()).isEqualTo(shown(true, true));
      assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
      assertThat(fixture.browser.open(link).uri())
          .as("opened again, with nothing left to connect")
          .isEqualTo(fixture.at("/view/done"));
      assertThat(fixture.tokenRequests()).isEqualTo(2);
    }
  }

  @Test
  void theLinkOfAnotherUserConnectsNothing() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      URI link = link(fixture, fixture.ada);
      fixture.allowAs(fixture.grace);
      TestBrowser.Page refused = fixture.browser.open(link);

      assertThat(refused.reply().status()).isEqualTo(403);
      assertThat(refused.reply().body()).contains("This link is for another monday.com user");
      assertThat(fixture.credentials()).isZero();
      assertThat(fixture.tracker.requests()).isEmpty();
    }
  }

  @Test
  void reconnectsByTheLinkInANotification() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      fixture.connect(fixture.ada);
      fixture.tracker.revokeGrants();
      fixture.clock.advance(Duration.ofHours(2));
      AppReply failed = fixture.run(fixture.ada);

      assertThat(failed.status()).isEqualTo(400);
      assertThat(failed.json())
          .containsEntry("severityCode", 4000L)
          .containsEntry("notificationErrorTitle", "Reconnect the issue tracker");
      String text = String.valueOf(failed.json().get("notificationErrorDescription"));
      Matcher found = LINK.matcher(text);
      assertThat(found.find()).as(text).isTrue();
      fixture.clock.advance(Duration.ofDays(6));
      fixture.allowAs(fixture.ada);
      TestBrowser.Page end = fixture.browser.open(URI.create(found.group()));

      assertThat(end.uri()).isEqualTo(fixture.at("/view/done"));
      assertThat(fixture.run(fixture.ada).body()).isEqualTo(SUMMARY);
    }
  }

  @Test
  void aNotificationHasNoLinkIfTheAccountIsNotOpen() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      AppReply failed = fixture.run(fixture.ada);

      assertThat(failed.status()).isEqualTo(400);
      assertThat(failed.body()).contains("Open the automation").doesNotContain("/authorize");
      assertThat(fixture.rows(fixture.ada)).isZero();
    }
  }

  @Test
  void aLinkEndsWithAnUninstall() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      fixture.allowAs(fixture.ada);
      URI link = link(fixture, fixture.ada);
      fixture.clock.advance(Duration.ofSeconds(5));
      assertThat(fixture.ada.uninstall(fixture.lifecycleUrl()).status()).isEqualTo(200);
      TestBrowser.Page refused = fixture.browser.open(link);

      assertThat(refused.reply().status()).isEqualTo(409);
      assertThat(refused.reply().body()).contains("This link is from an earlier installation");
      assertThat(fixture.rows(fixture.ada)).isZero();
    }
  }

  @Test
  void theViewRequiresASessionToken() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      String request = fixture.monday.tokens().request(fixture.at("/view/link")).sign();
      String expired = fixture.monday.tokens().session().expired().sign();
      for (String path : new String[] {"/view/link", "/view/status"}) {
        for (String token : new String[] {"", "garbage", request, expired}) {
          assertThat(post(fixture, path, token).status()).isEqualTo(401);
        }
        // A token in the address counts for nothing.
        URI inAddress = fixture.at(path + "?sessionToken=" + fixture.ada.sessionToken());
        assertThat(fixture.monday.post(inAddress, null, "").status()).isEqualTo(401);
        assertThat(fixture.browser.open(fixture.at(path)).reply().status()).isEqualTo(401);
      }
      assertThat(fixture.rows(fixture.ada)).isZero();
    }
  }

  @Test
  void onlyMondayMayShowTheViewInAFrame() throws Exception {
    try (AppFixture fixture = AppFixture.onSqlite(folder)) {
      AppReply view = fixture.browser.open(fixture.at("/view")).reply();
      assertThat(view.status()).isEqualTo(200);
      assertThat(view.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self'")
          .endsWith("frame-ancestors " + fixture.monday.origin());
      assertThat(view.body()).doesNotContain("onclick", "<style", "<script>");
      assertThat(
              fixture
                  .browser
                  .open(fixture.at("/view/done"))
                  .reply()
                  .header("Content-Security-Policy"))
          .endsWith("frame-ancestors 'none'");
      assertThat(fixture.browser.open(fixture.at("/view/other")).reply().status()).isEqualTo(404);
    }
  }
}
