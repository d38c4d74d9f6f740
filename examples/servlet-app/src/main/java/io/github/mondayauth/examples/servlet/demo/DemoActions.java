package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The actions that a person can choose on the demo's page. */
final class DemoActions {
  private static final Duration MORE_THAN_AN_HOUR = Duration.ofMinutes(61);

  private final DemoEnvironment environment;
  private final DemoClock clock;
  private final DemoLog log;
  private final Deployments deployments;
  private final MondayCredentials credentials;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<FakeUser, String> mailKeys = new ConcurrentHashMap<>();
  private volatile String webhookId = "none";

  DemoActions(DemoEnvironment environment, DemoClock clock, DemoLog log, Deployments deployments) {
    this.environment = environment;
    this.clock = clock;
    this.log = log;
    this.deployments = deployments;
    this.credentials = new MondayCredentials(environment);
  }

  List<FakeUser> users() {
    return List.of(environment.ada, environment.grace, environment.linus);
  }

  FakeUser user(String id) {
    return users().stream()
        .filter(user -> String.valueOf(user.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("No such user"));
  }

  /** The user's current API key of the mail service, created on first use. */
  String mailKey(FakeUser user) {
    return mailKeys.computeIfAbsent(
        user, u -> environment.mailer.newKey(u.name().toLowerCase(Locale.ROOT)));
  }

  /** Adds the recipe, and returns the URL that monday.com then opens in the user's browser. */
  URI addRecipe(FakeUser user) {
    log.note(user.name() + " adds the recipe");
    return user.addRecipe(environment.at("/authorize"));
  }

  /** Opens a board with the application's view, and returns the URL of monday.com's page. */
  URI openView(FakeUser user) {
    log.note(user.name() + " opens the app's view on a board");
    return user.openView(environment.at("/view"));
  }

  /** Performs an action, and describes its result for the page. */
  ObjectNode act(String action, FakeUser user) {
    URI lifecycle = environment.lifecycleUrl();
    return switch (action) {
      case "run" -> request("The action runs", () -> user.runAction(at("/run"), Map.of()));
      case "options" -> request("A dropdown opens", () -> user.remoteOptions(at("/options")));
      case "fields" -> request("An item is mapped", () -> user.fieldDefinitions(at("/fields")));
      case "subscribe" -> request("A trigger is added", () -> subscribe(user));
      case "unsubscribe" ->
          request("The trigger is deleted", () -> user.unsubscribe(at("/unsubscribe"), webhookId));
      case "uninstall" -> request("The app is uninstalled", () -> user.uninstall(lifecycle));
      case "install" -> request("The app is installed again", () -> user.install(lifecycle));
      case "block" ->
          request(
              "A workflow block runs with a credential that monday.com keeps",
              () -> credentials.runBlock(user, credentials.connect(user)));
      case "check" ->
          report("The configuration of the running app is checked", deployments.check());
      case "mistyped" ->
          report("A new deployment is checked, with a mistyped client secret", checkMistyped());
      case "hour" -> event("One hour passes, and the access tokens expire", this::letAnHourPass);
      case "day" -> letADayPass();
      case "grants" ->
          event(
              "Beetle Issues ends all grants: neither access nor refresh tokens are valid",
              this::endGrants);
      case "agent" ->
          request(
              user.name() + " writes to the agent",
              () -> environment.agent.trigger("chat", user.name() + ": which issues are open?"));
      case "refuse" ->
          event(
              "monday.com and Beetle Issues refuse all existing access tokens, expired or not",
              this::refuseTokens);
      case "keys" ->
          event("All API keys are revoked, and each user gets a new one", this::revokeKeys);
      case "forge" -> request("A request is forged", () -> sendForged(user));
      case "replay" ->
          request("A token from the browser is replayed as a request", () -> sendReplayed(user));
      case "guest" ->
          request(
              "A guest sends a fake uninstall event",
              () -> environment.gus.lifecycle(lifecycle, "uninstall"));
      default -> throw new NoSuchElementException("No such action");
    };
  }

  private URI at(String endpoint) {
    return environment.at("/monday" + endpoint);
  }

  private AppReply subscribe(FakeUser user) {
    AppReply reply = user.subscribe(at("/subscribe"));
    if (reply.status() == 200) {
      webhookId = String.valueOf(reply.json().get("webhookId"));
    }
    return reply;
  }

  private AppReply sendForged(FakeUser user) {
    String token =
        environment
            .monday
            .tokens()
            .request(at("/run"))
            .account(user.accountId())
            .user(user.id())
            .signedWith("a different signing secret".repeat(2))
            .sign();
    return environment.monday.post(at("/run"), token, "{}");
  }

  private AppReply sendReplayed(FakeUser user) {
    String query = user.addRecipe(environment.at("/authorize")).getRawQuery();
    String token = query.substring("token=".length());
    return environment.monday.post(at("/run"), token, "{}");
  }

  private void letAnHourPass() {
    clock.advance(MORE_THAN_AN_HOUR);
  }

  private ObjectNode letADayPass() {
    clock.advance(Duration.ofDays(1));
    ObjectNode result = json.createObjectNode().put("title", "A day passes, and maintenance runs");
    log.note(result.path("title").asText());
    ArrayNode sentences = result.putArray("sentences");
    new DayReport(environment).sentences(deployments.maintain()).forEach(sentences::add);
    log.changed();
    return result;
  }

  private List<ConnectorCheck> checkMistyped() {
    try {
      return deployments.checkMistyped();
    } catch (Exception e) {
      throw new IllegalStateException("The new deployment did not start", e);
    }
  }

  private ObjectNode report(String title, List<ConnectorCheck> checks) {
    log.note(title);
    ObjectNode result = json.createObjectNode().put("title", title);
    ArrayNode sentences = result.putArray("sentences");
    checks.forEach(check -> sentences.add(Deployments.sentence(check)));
    log.changed();
    return result;
  }

  private void refuseTokens() {
    clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    environment.monday.refuseAccessTokens();
    environment.tracker.refuseAccessTokens();
  }

  private void endGrants() {
    clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    environment.tracker.revokeGrants();
  }

  private void revokeKeys() {
    environment.mailer.revokeKeys();
    mailKeys.clear();
  }

  private ObjectNode event(String title, Runnable effect) {
    log.note(title);
    effect.run();
    return json.createObjectNode().put("title", title);
  }

  private ObjectNode request(String title, Supplier<AppReply> send) {
    log.note(title);
    AppReply reply = send.get();
    log.changed();
    ObjectNode result =
        json.createObjectNode()
            .put("title", title)
            .put("status", reply.status())
            .put("body", reply.body());
    addNotification(reply, result);
    return result;
  }

  /** Adds the notification that monday.com would show its user, if the reply contains one. */
  private static void addNotification(AppReply reply, ObjectNode result) {
    if (!reply.body().contains("\"notificationErrorTitle\"")) {
      return;
    }
    Map<String, Object> fields = reply.json();
    ObjectNode notification =
        result
            .putObject("notification")
            .put("title", String.valueOf(fields.get("notificationErrorTitle")))
            .put("text", String.valueOf(fields.get("notificationErrorDescription")));
    PageLinks.inNotification(reply).ifPresent(link -> notification.put("link", link.toString()));
  }
}
