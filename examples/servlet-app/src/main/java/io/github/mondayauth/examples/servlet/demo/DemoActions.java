package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.examples.servlet.demo.Outcome.Tone;
import io.github.mondayauth.oauth.ConnectorCheck;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Notification;
import io.github.mondayauth.testkit.SentRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The actions that a person can choose on the demo's page. */
final class DemoActions {
  private static final Duration MORE_THAN_AN_HOUR = Duration.ofMinutes(61);
  private static final Pattern AGENT_TEXT = Pattern.compile("\"content\":\"([^\"]*)\"");

  private final DemoEnvironment environment;
  private final DemoClock clock;
  private final DemoLog log;
  private final Story story;
  private final Deployments deployments;
  private final MondayCredentials credentials;
  private final Attacks attacks;
  private final Map<FakeUser, String> mailKeys = new ConcurrentHashMap<>();
  private volatile String webhookId = "none";
  private volatile @Nullable URI lastLink;

  DemoActions(
      DemoEnvironment environment,
      DemoClock clock,
      DemoLog log,
      Story story,
      Deployments deployments) {
    this.environment = environment;
    this.clock = clock;
    this.log = log;
    this.story = story;
    this.deployments = deployments;
    this.credentials = new MondayCredentials(environment);
    this.attacks = new Attacks(environment, log, story);
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

  /** Adds the automation, and returns the URL that monday.com then opens in the user's browser. */
  URI addRecipe(FakeUser user) {
    log.begin(user.name() + " adds the automation");
    return user.addRecipe(environment.at("/authorize"));
  }

  /** Opens a board with the application's view, and returns the URL of monday.com's page. */
  URI openView(FakeUser user) {
    log.begin(user.name() + " opens the app's view on a board");
    log.outcome(Outcome.fact("The view is open", "In it, users see and connect their accounts."));
    return user.openView(environment.at("/view"));
  }

  /** Opens the link in the last notification, and returns it. */
  URI openLink() {
    URI link = lastLink;
    if (link == null) {
      throw new NoSuchElementException("No notification with a link");
    }
    log.begin("The link in the notification is opened");
    return link;
  }

  /** Performs an action, and writes its outcome to the log. */
  void act(String action, FakeUser user) {
    String name = user.name();
    if (Attacks.NAMES.contains(action)) {
      attack(action, user);
      return;
    }
    switch (action) {
      case "run" ->
          request(
              "The automation runs for " + name,
              () -> user.runAction(at("/run"), Map.of()),
              reply -> ran("Automation ran", reply));
      case "block" ->
          request(
              "A workflow block runs for " + name + ", with a credential that monday.com keeps",
              () -> credentials.runBlock(user, credentials.connect(user)),
              reply -> ranBlock(reply));
      case "options" ->
          request(
              name + " opens a dropdown of the automation",
              () -> user.remoteOptions(at("/options")),
              reply -> Outcome.good("The dropdown shows the issues of " + name, ""));
      case "fields" ->
          request(
              name + " maps an item",
              () -> user.fieldDefinitions(at("/fields")),
              reply -> Outcome.good("The mapping offers the fields Title and Is open", ""));
      case "subscribe" ->
          request(
              name + " adds a trigger",
              () -> subscribe(user),
              reply -> Outcome.good("Trigger added", "Its URL is stored, encrypted."));
      case "unsubscribe" ->
          request(
              name + " deletes the trigger",
              () -> user.unsubscribe(at("/unsubscribe"), webhookId),
              reply -> Outcome.good("Trigger deleted", "Its row is gone."));
      case "agent" ->
          request(
              name + " writes to the agent",
              () -> environment.agent.trigger("chat", name + ": which issues are open?"),
              DemoActions::agentReplied);
      case "uninstall" ->
          request(
              name + " uninstalls the app",
              () -> user.uninstall(environment.lifecycleUrl()),
              reply -> Outcome.fact("There was nothing to delete", ""));
      case "install" ->
          request(
              name + " installs the app again",
              () -> user.install(environment.lifecycleUrl()),
              reply -> Outcome.good("The app is installed", "Everybody has to connect again."));
      case "hour" -> letAnHourPass();
      case "day" -> letADayPass();
      case "grants" -> endGrants(user);
      case "refuse" -> refuseTokens();
      case "keys" -> revokeKeys();
      case "check" -> report("An operator checks the running app", deployments.check());
      case "mistyped" ->
          report("An operator checks a deployment with a mistyped secret", checkMistyped());
      default -> throw new NoSuchElementException("No such action");
    }
  }

  private URI at(String endpoint) {
    return environment.at("/monday" + endpoint);
  }

  private void request(
      String title, Supplier<AppReply> send, Function<AppReply, Outcome> succeeded) {
    log.begin(title);
    AppReply reply = send.get();
    keepExchange();
    Notification notification = reply.notification();
    if (notification != null) {
      log.outcome(notified(notification, reply));
    } else if (reply.status() >= 300) {
      log.outcome(Outcome.attention("The app replied with status " + reply.status(), ""));
    } else {
      log.outcomeUnlessKnown(succeeded.apply(reply));
    }
  }

  private Outcome notified(Notification notification, AppReply reply) {
    lastLink = PageLinks.inNotification(reply).orElse(null);
    String text = notification.description();
    if (lastLink != null) {
      story.notified();
      text = text.replace(lastLink.toString(), "").strip().replaceFirst(":$", ".");
    }
    return Outcome.notification(notification.title(), text, lastLink != null);
  }

  private void keepExchange() {
    List<SentRequest> sent = environment.monday.sent();
    SentRequest last = sent.get(sent.size() - 1);
    log.exchanged(RawExchange.of(last, environment.secrets()), last.reply());
  }

  private Outcome ran(String headline, AppReply reply) {
    story.ran();
    return Outcome.good(headline, summary(reply));
  }

  private static Outcome ranBlock(AppReply reply) {
    return Outcome.good("Block ran", summary(reply));
  }

  private static String summary(AppReply reply) {
    return reply.json().get("outputFields") instanceof Map<?, ?> fields
        ? "Its result: “" + fields.get("summary") + "”"
        : "";
  }

  private static Outcome agentReplied(AppReply reply) {
    Matcher text = AGENT_TEXT.matcher(reply.body());
    return Outcome.good("The agent replied", text.find() ? text.group(1) : "");
  }

  private AppReply subscribe(FakeUser user) {
    AppReply reply = user.subscribe(at("/subscribe"));
    if (reply.status() == 200) {
      webhookId = String.valueOf(reply.json().get("webhookId"));
    }
    return reply;
  }

  private void attack(String attack, FakeUser user) {
    int before = environment.monday.sent().size();
    log.begin(attacks.title(attack, user));
    Outcome outcome = attacks.attempt(attack, user);
    if (environment.monday.sent().size() > before) {
      keepExchange();
    }
    if (outcome.tone() == Tone.BLOCKED) {
      story.blocked(attack);
    }
    log.outcome(outcome);
  }

  private void letAnHourPass() {
    log.begin("One hour passes");
    clock.advance(MORE_THAN_AN_HOUR);
    story.expired();
    log.outcome(Outcome.fact("All access tokens have expired", "Now run the automation."));
  }

  private void letADayPass() {
    clock.advance(Duration.ofDays(1));
    log.begin("A day passes, and the app's maintenance runs");
    List<String> sentences = new DayReport(environment).sentences(deployments.maintain());
    log.outcome(Outcome.good("Maintenance ran", "").withSentences(sentences));
  }

  private void refuseTokens() {
    log.begin("monday.com and Beetle Issues refuse all access tokens, expired or not");
    clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    environment.monday.refuseAccessTokens();
    environment.tracker.refuseAccessTokens();
    log.outcome(Outcome.fact("All access tokens stopped working", "Now run the automation."));
  }

  private void endGrants(FakeUser user) {
    log.begin(user.name() + " removes the app at Beetle Issues");
    clock.advance(Duration.ofSeconds(20)); // the library renews no younger token
    environment.tracker.revokeGrants();
    story.ended();
    log.outcome(
        Outcome.fact(
            "Its tokens at Beetle Issues stopped working",
            "The app does not notice until the automation runs."));
  }

  private void revokeKeys() {
    log.begin("All API keys of Pigeon Mail are revoked");
    environment.mailer.revokeKeys();
    mailKeys.clear();
    log.outcome(Outcome.fact("Each user has a new API key", "Now run the automation."));
  }

  private List<ConnectorCheck> checkMistyped() {
    try {
      return deployments.checkMistyped();
    } catch (Exception e) {
      throw new IllegalStateException("The new deployment did not start", e);
    }
  }

  private void report(String title, List<ConnectorCheck> checks) {
    log.begin(title);
    List<String> sentences = checks.stream().map(Deployments::sentence).toList();
    Outcome outcome =
        checks.stream()
            .filter(check -> Deployments.client(check).outcome() == ConnectorCheck.Outcome.BAD)
            .findFirst()
            .map(
                bad ->
                    Outcome.attention(
                        DemoEnvironment.title(bad.connection()) + " does not accept the app", ""))
            .orElse(Outcome.good("No problem found", ""));
    log.outcome(outcome.withSentences(sentences));
  }
}
