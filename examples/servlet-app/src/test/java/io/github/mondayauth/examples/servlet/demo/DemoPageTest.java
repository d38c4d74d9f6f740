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
    DemoLog log = new DemoLog(environment);
    String url = environment.sqlite();
    app = new ServletApp(server, environment.settings(), log, clock);
    Deployments deployments = new Deployments(environment, clock, app);
    actions = new DemoActions(environment, clock, log, deployments);
    page = new PageServer(environment, actions, log, new DatabaseView(url));
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
    assertThat(act("run").path("status").asInt()).isEqualTo(200);
  }

  private String id() {
    return String.valueOf(environment.ada.id());
  }

  private JsonNode act(String action) throws Exception {
    URI uri = page.address().resolve("/act/" + action + "/" + id());
    return send(
        HttpRequest.newBuilder(uri)
            .header("X-Demo", "1")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private JsonNode state() throws Exception {
    return send(HttpRequest.newBuilder(page.address().resolve("/state/-1")).build());
  }

  private JsonNode send(HttpRequest request) throws Exception {
    HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(200);
    return json.readTree(reply.body());
  }

  private static String sentences(JsonNode result) {
    return result.path("sentences").toString();
  }

  @Test
  void reconnectsByTheLinkInTheNotification() throws Exception {
    connectAda();
    assertThat(act("run").has("notification")).isFalse();
    act("grants");
    JsonNode notification = act("run").path("notification");

    assertThat(notification.path("title").asText()).isEqualTo("Reconnect Beetle Issues");
    assertThat(notification.path("text").asText()).contains("cannot run without access to");
    assertThat(sentences(act("day"))).contains("Ada has to reconnect Beetle Issues.");
    URI link = URI.create(notification.path("link").asText());
    assertThat(browser.open(link).uri()).isEqualTo(environment.at("/view/done"));
    assertThat(act("run").path("status").asInt()).isEqualTo(200);
    assertThat(sentences(act("day"))).doesNotContain("reconnect");
  }

  @Test
  void aNotificationWithoutALinkIsShownToo() throws Exception {
    JsonNode notification = act("run").path("notification");
    assertThat(notification.path("title").asText()).isEqualTo("Connect monday.com");
    assertThat(notification.has("link")).isFalse();
  }

  @Test
  void aDayDismissesTheUninstallOfAGuest() throws Exception {
    connectAda();
    assertThat(act("guest").path("status").asInt()).isEqualTo(200);
    assertThat(state().path("rows").toString()).contains("claim/");
    JsonNode result = act("day");

    assertThat(result.path("title").asText()).isEqualTo("A day passes, and maintenance runs");
    assertThat(sentences(result)).contains("Dismissed 1 false uninstall");
    assertThat(state().path("rows").toString()).doesNotContain("claim/");
    assertThat(act("run").path("status").asInt()).isEqualTo(200);
  }

  @Test
  void anUninstallThatIsNotDisprovedDeletesNothing() throws Exception {
    connectAda();
    act("guest");
    environment.monday.api(Fault.html(503));
    assertThat(sentences(act("day")))
        .contains("An uninstall of acme was reported by Gus. It is not proven");
    assertThat(state().path("rows").toString()).contains("credential/");
  }

  @Test
  void theAgentReplies() throws Exception {
    JsonNode result = act("agent");
    assertThat(result.path("status").asInt()).isEqualTo(200);
    assertThat(result.path("body").asText()).contains("You wrote: Ada: which issues are open?");
    assertThat(state().path("log").toString()).contains("Ada writes to the agent");
  }

  @Test
  void aWorkflowBlockUsesTheCredentialOfMonday() throws Exception {
    JsonNode result = act("block");
    assertThat(result.path("status").asInt()).isEqualTo(200);
    assertThat(result.path("body").asText()).contains("Ada works as ada");
    assertThat(state().path("log").toString())
        .contains("to Beetle Issues: GET")
        .doesNotContain("to Beetle Issues: POST");
    assertThat(state().path("rows").toString()).doesNotContain("credential/");
  }

  @Test
  void theCheckFindsTheMistypedSecretOfANewDeployment() throws Exception {
    assertThat(sentences(act("mistyped")))
        .contains("monday.com works", "Beetle Issues does not work", "invalid_client");
    assertThat(sentences(act("check")))
        .contains("monday.com works", "Beetle Issues works", "Pigeon Mail cannot be checked");
  }

  @Test
  void opensTheViewOnABoardOfMonday() {
    TestBrowser.Page board = browser.open(page.address().resolve("/view/" + id()));
    assertThat(board.uri().getPath()).startsWith("/views/");
    assertThat(board.reply().body()).contains(environment.at("/view").toString());
  }

  @Test
  void theStateNamesUsersAndServices() throws Exception {
    connectAda();
    act("guest");
    JsonNode state = state();
    environment
        .people()
        .forEach(
            user ->
                assertThat(state.path("names").path(String.valueOf(user.id())).asText())
                    .isEqualTo(user.name()));
    assertThat(state.path("titles").path("tracker").asText()).isEqualTo("Beetle Issues");
    assertThat(state.path("log").toString())
        .contains("for Ada")
        .doesNotContain(id(), String.valueOf(environment.ada.accountId()));
  }
}
