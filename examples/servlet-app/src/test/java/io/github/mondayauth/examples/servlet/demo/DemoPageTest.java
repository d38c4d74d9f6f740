package io.github.mondayauth.examples.servlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.examples.servlet.ServletApp;
import io.github.mondayauth.examples.servlet.WebServer;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The buttons of the demo's page, over HTTP. */
class DemoPageTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final TestBrowser browser = new TestBrowser();

  @TempDir Path folder;

  private DemoEnvironment environment;
  private ServletApp app;
  private DemoActions actions;
  private PageServer page;

  @BeforeEach
  void start() throws Exception {
    DemoClock clock = new DemoClock();
    WebServer server = WebServer.open(0);
    environment =
        new DemoEnvironment(folder, URI.create("http://localhost:" + server.port()), clock);
    Story story = new Story();
    DemoLog log = new DemoLog(environment, story);
    String url = environment.sqlite();
    server.filter("/*", new BrowserFilter(log));
    app = new ServletApp(server, environment.settings(), log, clock);
    Deployments deployments = new Deployments(environment, clock, app);
    actions = new DemoActions(environment, clock, log, story, deployments);
    page = new PageServer(environment, actions, log, story, new DatabaseView(environment, url));
    environment.monday.consent(Consent.allowAs("Ada"));
    environment.tracker.consent(Consent.allowAs("ada"));
  }

  @AfterEach
  void stop() {
    page.close();
    app.close();
    environment.close();
  }

  private void connectAda() throws Exception {
    TestBrowser.Page form = browser.open(page.address().resolve("/recipe/" + id()));
    form.submit(Map.of("key", actions.mailKey(environment.ada)));
    assertThat(headline(act("run"))).isEqualTo("Automation ran");
  }

  private String id() {
    return String.valueOf(environment.ada.id());
  }

  /** Presses a button, and returns the latest entry of the log. */
  private JsonNode act(String action) throws Exception {
    URI uri = page.address().resolve("/act/" + action + "/" + id());
    send(
        HttpRequest.newBuilder(uri)
            .header("X-Demo", "1")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
    return state().path("log").path(0);
  }

  private JsonNode state() throws Exception {
    return send(HttpRequest.newBuilder(page.address().resolve("/state/-1")).build());
  }

  private JsonNode send(HttpRequest request) throws Exception {
    HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(200);
    return json.readTree(reply.body());
  }

  private static String headline(JsonNode entry) {
    return entry.at("/outcome/headline").asText();
  }

  private static String sentences(JsonNode entry) {
    return entry.at("/outcome/sentences").toString();
  }

  private String done() throws Exception {
    return state().at("/story/done").toString();
  }

  @Test
  void theSixStepsAreTickedOffInOrder() throws Exception {
    assertThat(done()).isEqualTo("[]");
    browser
        .open(page.address().resolve("/recipe/" + id()))
        .submit(Map.of("key", actions.mailKey(environment.ada)));
    assertThat(done()).isEqualTo("[\"connect\"]");
    act("run");
    assertThat(done()).isEqualTo("[\"connect\",\"run\"]");
    act("hour");
    assertThat(done()).as("before it runs again").doesNotContain("refresh");
    act("run");
    assertThat(done()).endsWith("\"refresh\"]");
    act("grants");
    assertThat(headline(act("run"))).isEqualTo("Reconnect Beetle Issues");
    assertThat(done()).as("before the link is opened").doesNotContain("reconnect");
    browser.open(page.address().resolve("/link"));
    assertThat(done()).endsWith("\"reconnect\"]");
    environment.monday.consent(Consent.ask());
    for (String attack : Attacks.NAMES) {
      assertThat(done()).doesNotContain("attack");
      assertThat(headline(act(attack))).as(attack).startsWith("Blocked: ");
    }
    assertThat(done()).endsWith("\"attack\"]").doesNotContain("uninstall");
    JsonNode end = act("uninstall");
    assertThat(headline(end)).isEqualTo("The app is uninstalled");
    assertThat(done()).endsWith("\"uninstall\"]");
    assertThat(state().path("rows").toString()).doesNotContain("Ada");
  }

  @Test
  void anAttackIsBlockedOnlyForTheExpectedReason() throws Exception {
    connectAda();
    environment.monday.consent(Consent.ask());
    assertThat(headline(act("forge"))).isEqualTo("Blocked: signed with another secret");
    assertThat(headline(act("replay"))).isEqualTo("Blocked: that token is for another address");
    assertThat(headline(act("link"))).isEqualTo("Blocked: the link connects Grace and nobody else");
    assertThat(headline(act("guest")))
        .isEqualTo("Blocked: an uninstall by a guest is not proven, so nothing was deleted");
    assertThat(state().path("rows").toString()).contains("Beetle Issues credential of Ada");

    environment.monday.consent(Consent.allowAs("Grace"));
    JsonNode completed = act("link");
    assertThat(headline(completed))
        .as("a link that the wrong person could use")
        .startsWith("Not blocked");
    assertThat(completed.at("/outcome/tone").asText()).isEqualTo("broken");
  }

  @Test
  void reconnectsByTheLinkInTheNotification() throws Exception {
    connectAda();
    assertThat(act("run").at("/outcome/hasLink").asBoolean()).isFalse();
    act("grants");
    JsonNode notification = act("run").path("outcome");

    assertThat(notification.path("headline").asText()).isEqualTo("Reconnect Beetle Issues");
    assertThat(notification.path("detail").asText())
        .isEqualTo(
            "This automation cannot run without access to Beetle Issues. Open this link within"
                + " seven days.");
    assertThat(sentences(act("day"))).contains("Ada has to reconnect Beetle Issues.");
    assertThat(browser.open(page.address().resolve("/link")).uri())
        .isEqualTo(environment.at("/view/done"));
    assertThat(headline(act("run"))).isEqualTo("Automation ran");
    assertThat(sentences(act("day"))).doesNotContain("reconnect");
  }

  @Test
  void aNotificationWithoutALinkIsShownToo() throws Exception {
    JsonNode outcome = act("run").path("outcome");
    assertThat(outcome.path("headline").asText()).isEqualTo("Connect monday.com");
    assertThat(outcome.path("hasLink").asBoolean()).isFalse();
    HttpResponse<String> reply =
        http.send(
            HttpRequest.newBuilder(page.address().resolve("/link")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(404);
  }

  @Test
  void aDayDismissesTheUninstallOfAGuest() throws Exception {
    connectAda();
    assertThat(headline(act("guest"))).startsWith("Blocked");
    assertThat(state().path("rows").toString()).contains("Reported uninstall for acme");
    JsonNode result = act("day");

    assertThat(result.path("title").asText())
        .isEqualTo("A day passes, and the app's maintenance runs");
    assertThat(sentences(result)).contains("Dismissed 1 false uninstall");
    assertThat(state().path("rows").toString()).doesNotContain("Reported uninstall");
    assertThat(headline(act("run"))).isEqualTo("Automation ran");
  }

  @Test
  void anUninstallThatIsNotDisprovedDeletesNothing() throws Exception {
    connectAda();
    act("guest");
    environment.monday.api(Fault.html(503));
    assertThat(sentences(act("day")))
        .contains("An uninstall for the account acme was reported by Gus. It is not proven");
    assertThat(state().path("rows").toString()).contains("Beetle Issues credential of Ada");
  }

  @Test
  void theAgentReplies() throws Exception {
    JsonNode entry = act("agent");
    assertThat(entry.path("title").asText()).isEqualTo("Ada writes to the agent");
    assertThat(entry.at("/outcome/detail").asText())
        .isEqualTo("You wrote: Ada: which issues are open?");
  }

  @Test
  void aWorkflowBlockUsesTheCredentialOfMonday() throws Exception {
    JsonNode entry = act("block");
    assertThat(headline(entry)).isEqualTo("Block ran");
    assertThat(entry.at("/outcome/detail").asText()).contains("Ada tracks issues as ada");
    assertThat(entry.path("messages").toString())
        .contains(
            "monday.com itself gets a token from Beetle Issues", "The app calls Beetle Issues")
        .doesNotContain("The app exchanges", "is stored");
    assertThat(state().path("rows").toString()).doesNotContain("of Ada");
  }

  @Test
  void theCheckFindsTheMistypedSecretOfANewDeployment() throws Exception {
    JsonNode mistyped = act("mistyped");
    assertThat(headline(mistyped)).isEqualTo("Beetle Issues does not accept the app");
    assertThat(sentences(mistyped))
        .contains("monday.com works", "Beetle Issues does not work", "invalid_client");
    JsonNode running = act("check");
    assertThat(headline(running)).isEqualTo("No problem found");
    assertThat(sentences(running))
        .contains("monday.com works", "Beetle Issues works", "Pigeon Mail cannot be checked");
  }

  @Test
  void opensTheViewOnABoardOfMonday() {
    TestBrowser.Page board = browser.open(page.address().resolve("/view/" + id()));
    assertThat(board.uri().getPath()).startsWith("/views/");
    assertThat(board.reply().body()).contains(environment.at("/view").toString());
  }

  @Test
  void otherRequestsOfMondayWork() throws Exception {
    connectAda();
    assertThat(headline(act("options"))).isEqualTo("The dropdown shows the issues of Ada");
    assertThat(headline(act("fields"))).startsWith("The mapping offers");
    assertThat(headline(act("subscribe"))).isEqualTo("Trigger added");
    assertThat(state().path("rows").toString()).contains("Trigger URL of Ada");
    assertThat(headline(act("unsubscribe"))).isEqualTo("Trigger deleted");
    assertThat(state().path("rows").toString()).doesNotContain("Trigger URL");
  }

  @Test
  void everySecretIsShortenedInTheRawExchange() throws Exception {
    connectAda();
    act("block");
    act("grants");
    act("run");
    act("uninstall");
    String state = state().path("log").toString();
    assertThat(state).contains("Authorization: ");
    environment.secrets().forEach(secret -> assertThat(state).doesNotContain(secret));
    environment
        .monday
        .sent()
        .forEach(
            sent ->
                assertThat(state)
                    .doesNotContain(String.valueOf(sent.headers().get("Authorization"))));
    assertThat(state).doesNotContain(environment.lifecycleUrl().getPath());
  }

  @Test
  void theStateNamesUsersAndServices() throws Exception {
    connectAda();
    act("guest");
    JsonNode state = state();
    assertThat(state.path("rows").toString())
        .contains("Data key of the account acme", "Pigeon Mail credential of Ada", "No token.");
    for (JsonNode entry : state.path("log")) {
      assertThat(entry.path("messages") + headline(entry) + entry.path("title"))
          .doesNotContain(id(), String.valueOf(environment.ada.accountId()));
    }
    assertThat(state.path("log").toString())
        .contains("The Beetle Issues credential of Ada is stored, encrypted");
  }

  @Test
  void aButtonOfAnotherSiteDoesNothing() throws Exception {
    HttpResponse<String> reply =
        http.send(
            HttpRequest.newBuilder(page.address().resolve("/act/run/" + id()))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(state().path("log")).isEmpty();
  }
}
