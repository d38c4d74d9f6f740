package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** What a person can do on the page. */
final class Play {
  private static final Duration AN_HOUR = Duration.ofMinutes(61);

  private final Stage stage;
  private final DemoClock clock;
  private final Log log;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<FakeUser, String> mailKeys = new ConcurrentHashMap<>();
  private volatile String webhookId = "none";

  Play(Stage stage, DemoClock clock, Log log) {
    this.stage = stage;
    this.clock = clock;
    this.log = log;
  }

  List<FakeUser> users() {
    return List.of(stage.ada, stage.grace, stage.linus);
  }

  FakeUser user(String id) {
    return users().stream()
        .filter(user -> String.valueOf(user.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no such user"));
  }

  /** The user's present API key of the mail service. */
  String mailKey(FakeUser user) {
    return mailKeys.computeIfAbsent(
        user, u -> stage.mailer.newKey(u.name().toLowerCase(Locale.ROOT)));
  }

  /** Where monday.com sends the browser of a user who adds the recipe. */
  URI addRecipe(FakeUser user) {
    log.note(user.name() + " adds the recipe");
    return user.addRecipe(stage.at("/authorize"));
  }

  /** Does something and says what came of it. */
  ObjectNode act(String action, FakeUser user) {
    return switch (action) {
      case "run" -> sent("The action fires", () -> user.runAction(at("/run"), Map.of()));
      case "options" -> sent("A dropdown opens", () -> user.remoteOptions(at("/options")));
      case "fields" -> sent("An item is mapped", () -> user.fieldDefinitions(at("/fields")));
      case "subscribe" -> sent("A trigger is added", () -> subscribe(user));
      case "unsubscribe" ->
          sent("The trigger is deleted", () -> user.unsubscribe(at("/unsubscribe"), webhookId));
      case "uninstall" -> sent("The app is uninstalled", () -> user.uninstall(stage.lifecycle()));
      case "install" -> sent("The app is installed again", () -> user.install(stage.lifecycle()));
      case "hour" -> happened("An hour passes: the access tokens expire", this::anHourPasses);
      case "refuse" ->
          happened(
              "monday.com and the tracker refuse all access tokens from now on, expired or not",
              this::refuseTokens);
      case "keys" ->
          happened("All API keys are revoked; everyone makes a new one", this::revokeKeys);
      case "forge" -> sent("A request is forged", () -> forged(user));
      case "replay" ->
          sent("A token out of the browser is replayed as a request", () -> replayed(user));
      case "guest" ->
          sent(
              "A guest makes up an uninstall",
              () -> stage.gus.lifecycle(stage.lifecycle(), "uninstall"));
      default -> throw new NoSuchElementException("no such action");
    };
  }

  private URI at(String endpoint) {
    return stage.at("/monday" + endpoint);
  }

  private AppReply subscribe(FakeUser user) {
    AppReply reply = user.subscribe(at("/subscribe"));
    if (reply.status() == 200) {
      webhookId = String.valueOf(reply.json().get("webhookId"));
    }
    return reply;
  }

  private AppReply forged(FakeUser user) {
    String token =
        stage
            .monday
            .tokens()
            .request(at("/run"))
            .account(user.accountId())
            .user(user.id())
            .signedWith("a secret that is not monday.com's".repeat(2))
            .sign();
    return stage.monday.post(at("/run"), token, "{}");
  }

  private AppReply replayed(FakeUser user) {
    String query = user.addRecipe(stage.at("/authorize")).getRawQuery();
    String token = query.substring("token=".length());
    return stage.monday.post(at("/run"), token, "{}");
  }

  private void anHourPasses() {
    clock.advance(AN_HOUR);
  }

  private void refuseTokens() {
    stage.monday.refuseAccessTokens();
    stage.tracker.refuseAccessTokens();
  }

  private void revokeKeys() {
    stage.mailer.revokeKeys();
    mailKeys.clear();
  }

  private ObjectNode happened(String what, Runnable effect) {
    log.note(what);
    effect.run();
    return json.createObjectNode().put("title", what);
  }

  private ObjectNode sent(String what, Supplier<AppReply> request) {
    log.note(what);
    AppReply reply = request.get();
    log.changed();
    return json.createObjectNode()
        .put("title", what)
        .put("status", reply.status())
        .put("body", reply.body());
  }
}
