package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.examples.servlet.demo.LogEntry.Fact;
import io.github.mondayauth.examples.servlet.demo.LogEntry.Party;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.ReceivedRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the demo: an entry for everything that a person did, with the requests that the
 * application received, the calls that it made, and the events of the library.
 */
final class DemoLog implements AuthListener {
  private static final int MAX_ENTRIES = 30;

  private final DemoEnvironment environment;
  private final Story story;
  private final Deque<LogEntry> entries = new ArrayDeque<>();
  private final Set<String> connectedNow = new TreeSet<>();
  private LogEntry current = new LogEntry(0, "The demo starts");
  private int nextId = 1;
  private long revision;
  private int mondayCalls;
  private int trackerCalls;
  private int mailerCalls;

  DemoLog(DemoEnvironment environment, Story story) {
    this.environment = environment;
    this.story = story;
  }

  /** Begins the entry of something that a person does. */
  synchronized void begin(String title) {
    addCallsOfTheApp();
    connectedNow.clear();
    current = new LogEntry(nextId, title);
    nextId++;
    entries.addFirst(current);
    if (entries.size() > MAX_ENTRIES) {
      entries.removeLast();
    }
    notifyPage();
  }

  /** Sets how the current entry ended. */
  synchronized void outcome(Outcome outcome) {
    addCallsOfTheApp();
    current.outcome(outcome);
    notifyPage();
  }

  /** Sets how the current entry ended, unless an event has shown it already. */
  synchronized void outcomeUnlessKnown(Outcome outcome) {
    outcome(current.outcome() == null ? outcome : current.outcome());
  }

  /** Adds the request that monday.com has sent last, with the application's reply. */
  synchronized void exchanged(String text, AppReply reply) {
    addCallsOfTheApp();
    current.exchange(text);
    String replies =
        reply.notification() != null
            ? "The app replies with a notification"
            : reply.status() < 300 ? "The app replies" : "The app refuses the request";
    add(Party.APP, Party.MONDAY, replies, "");
  }

  /** Why the current entry's token was refused, or null if none was. */
  synchronized TokenRejectedException.@Nullable Reason rejection() {
    return current.rejection();
  }

  /** Whether the library has reported something for the current entry. */
  synchronized boolean has(Fact fact) {
    return current.has(fact);
  }

  /** Adds a request of the browser. */
  synchronized void arrived(String method, String path) {
    String line = method + " " + path;
    if (path.startsWith("/authorize")) {
      add(Party.BROWSER, Party.APP, "The browser opens the app", line);
      return;
    }
    String connection = path.substring("/callback/".length());
    String service = DemoEnvironment.title(connection);
    String text =
        method.equals("POST")
            ? "The browser sends the form for "
            : connection.equals("mailer")
                ? "The browser opens the app's form for "
                : "The browser comes back from ";
    add(Party.BROWSER, Party.APP, text + service, line);
  }

  /**
   * The application replied to the browser with a page that explains a refusal. The outcome of an
   * attack says more, and may be known already.
   */
  synchronized void refused() {
    Outcome known = current.outcome();
    if (known != null && known.tone() != Outcome.Tone.GOOD) {
      return;
    }
    current.outcome(
        Outcome.attention(
            "Not connected", "The app's page in the browser says why, and what to do."));
    notifyPage();
  }

  @Override
  public synchronized void verified(TokenKind kind, int secretIndex) {
    add(sender(kind), Party.APP, name(kind) + " arrives, and its signature is genuine", "");
  }

  @Override
  public synchronized void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    current.rejection(reason);
    add(sender(kind), Party.APP, name(kind) + " arrives, and fails verification", "");
  }

  @Override
  public synchronized void connected(
      Owner owner, String connection, @Nullable MondayUser connectedBy) {
    String title = DemoEnvironment.title(connection);
    add(
        Party.APP,
        Party.DATABASE,
        "The %s credential of %s is stored, encrypted".formatted(title, environment.nameOf(owner)),
        "");
    connectedNow.add(title);
    current.outcome(
        Outcome.good(
            "Connected: " + String.join(", ", connectedNow),
            "No access token passed through the browser of " + environment.nameOf(owner) + "."));
    story.connected(owner, connection);
    notifyPage();
  }

  @Override
  public synchronized void refreshed(Owner owner, String connection) {
    story.refreshed();
    add(
        Party.APP,
        Party.DATABASE,
        "The new tokens of %s are stored, encrypted".formatted(DemoEnvironment.title(connection)),
        "");
  }

  @Override
  public synchronized void refreshFailed(Owner owner, String connection, String reasonCode) {
    Party service = party(connection);
    add(
        service,
        Party.APP,
        DemoEnvironment.title(connection) + " does not refresh the tokens",
        reasonCode);
  }

  @Override
  public synchronized void reauthorizationNeeded(Owner owner, String connection) {
    String text = "%s has to reconnect %s";
    String title = DemoEnvironment.title(connection);
    add(null, Party.APP, text.formatted(environment.nameOf(owner), title), "");
  }

  @Override
  public synchronized void forgotten(MondayAccount account, int records) {
    String name = environment.nameOf(account);
    current.fact(Fact.FORGOTTEN);
    add(Party.APP, Party.DATABASE, "Everything stored for the account " + name + " is deleted", "");
    current.outcome(
        Outcome.good(
            "The app is uninstalled",
            "%d records of the account %s are deleted, and its tokens are revoked."
                .formatted(records, name)));
    story.forgotten();
    notifyPage();
  }

  @Override
  public synchronized void uninstallClaimed(MondayAccount account) {
    current.fact(Fact.CLAIMED);
    add(Party.APP, Party.DATABASE, "The event is noted as not proven; nothing is deleted", "");
  }

  @Override
  public synchronized void unrevoked(Owner owner, String connection) {
    String title = DemoEnvironment.title(connection);
    add(party(connection), Party.APP, "A token at " + title + " was not revoked", "");
  }

  @Override
  public synchronized void keyFailed(String reasonCode, @Nullable String keyId) {
    add(null, Party.APP, "The encryption key failed", reasonCode);
  }

  /** Updates the page, because database rows or tokens may have changed. */
  synchronized void changed() {
    addCallsOfTheApp();
    notifyPage();
  }

  synchronized long revision() {
    return revision;
  }

  /** Waits for a revision after the given one, for about twenty seconds at most. */
  synchronized void awaitChange(long after) throws InterruptedException {
    long until = System.nanoTime() + 20_000_000_000L;
    while (revision <= after && System.nanoTime() < until) {
      wait(1_000);
    }
  }

  /** The entries, the latest first. */
  synchronized ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    entries.forEach(entry -> array.add(entry.json()));
    return array;
  }

  private void add(@Nullable Party from, Party to, String text, String line) {
    addCallsOfTheApp();
    current.add(from, to, text, line);
    notifyPage();
  }

  private void notifyPage() {
    revision++;
    notifyAll();
  }

  /** Adds the requests that monday.com and the services received since the last message. */
  private void addCallsOfTheApp() {
    var monday = environment.monday.requests();
    for (var request : monday.subList(mondayCalls, monday.size())) {
      addCall(Party.MONDAY, "monday.com", request);
    }
    mondayCalls = monday.size();
    var tracker = environment.tracker.requests();
    for (var request : tracker.subList(trackerCalls, tracker.size())) {
      addCall(Party.TRACKER, DemoEnvironment.title("tracker"), request);
    }
    trackerCalls = tracker.size();
    var mailer = environment.mailer.requests();
    for (var request : mailer.subList(mailerCalls, mailer.size())) {
      addCall(Party.MAILER, DemoEnvironment.title("mailer"), request);
    }
    mailerCalls = mailer.size();
  }

  private void addCall(Party service, String name, ReceivedRequest request) {
    String path = request.path();
    if (MondayCredentials.USER_AGENT.equals(request.header("User-Agent"))) {
      current.add(
          Party.MONDAY, service, "monday.com itself gets a token from " + name, line(request));
    } else if (path.endsWith("/authorize")) {
      current.add(
          Party.BROWSER, service, "The browser is at the consent screen of " + name, line(request));
    } else if (path.endsWith("/token")) {
      boolean isRefresh = "refresh_token".equals(request.parameters().get("grant_type"));
      String text =
          isRefresh
              ? "The app refreshes the tokens at " + name
              : "The app exchanges the code for tokens at " + name;
      current.add(Party.APP, service, text, line(request));
    } else if (path.endsWith("/revoke")) {
      current.add(Party.APP, service, "The app revokes the tokens at " + name, line(request));
    } else if (path.equals("/v2") || path.startsWith("/api/")) {
      current.add(Party.APP, service, "The app calls " + name, line(request));
    }
  }

  private static String line(ReceivedRequest request) {
    return request.toString();
  }

  private static Party party(String connection) {
    return switch (connection) {
      case "monday" -> Party.MONDAY;
      case "tracker" -> Party.TRACKER;
      default -> Party.MAILER;
    };
  }

  private static Party sender(TokenKind kind) {
    return kind == TokenKind.AUTHORIZATION || kind == TokenKind.SESSION
        ? Party.BROWSER
        : Party.MONDAY;
  }

  private static String name(TokenKind kind) {
    return switch (kind) {
      case REQUEST -> "A request";
      case AUTHORIZATION -> "An authorization token";
      case SESSION -> "A session token from the view";
      case APP_LIFECYCLE, FEATURE_LIFECYCLE -> "A lifecycle event";
      case AGENT_REQUEST -> "A request to the agent";
    };
  }
}
