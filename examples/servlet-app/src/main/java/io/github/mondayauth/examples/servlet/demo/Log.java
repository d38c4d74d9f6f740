package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the application saw and said, in order: requests it answered, and the library's events. */
final class Log implements AuthListener {
  private record Line(String kind, String text, String outcome) {}

  private static final int MOST = 200;

  private final Stage stage;
  private final List<Line> lines = new ArrayList<>();
  private long revision;
  private int mondayCalls;
  private int trackerCalls;
  private int mailerCalls;

  Log(Stage stage) {
    this.stage = stage;
  }

  /** A request the application answered. */
  void answered(String method, String path, int status) {
    boolean browser = path.startsWith("/authorize") || path.startsWith("/callback");
    String shown = path.replaceFirst("^/lifecycle-.*", "/lifecycle");
    add(browser ? "browser" : "request", method + " " + shown, String.valueOf(status));
  }

  @Override
  public void verified(TokenKind kind, int secretIndex) {
    add("event", "a token of kind " + name(kind) + " is genuine", "verified");
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    add("event", "not a token of kind " + name(kind), reason.name());
  }

  @Override
  public void connected(Owner owner, String connection) {
    add("event", connection + " for " + name(owner), "connected");
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    add("event", connection + " for " + name(owner), "refreshed");
  }

  @Override
  public void refreshFailed(Owner owner, String connection, String reasonCode) {
    add("event", connection + " for " + name(owner), reasonCode);
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    add("event", connection + " for " + name(owner), "connect again");
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    add("event", "account " + name(account) + ", " + records + " records", "forgotten");
  }

  @Override
  public void keyFailed(String reasonCode, @Nullable String keyId) {
    add("event", "key trouble", reasonCode);
  }

  /** Something a person should know about what happened. */
  synchronized void note(String text) {
    add("note", text, "");
  }

  /** Something else on the page may have changed: the rows, the tokens alive. */
  synchronized void changed() {
    revision++;
    notifyAll();
  }

  synchronized long revision() {
    return revision;
  }

  /** Waits until there is something after a revision, for at most about twenty seconds. */
  synchronized void awaitChange(long after) throws InterruptedException {
    long until = System.nanoTime() + 20_000_000_000L;
    while (revision <= after && System.nanoTime() < until) {
      wait(1_000);
    }
  }

  synchronized ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Line line : lines) {
      array
          .addObject()
          .put("kind", line.kind())
          .put("text", line.text())
          .put("outcome", line.outcome());
    }
    return array;
  }

  private synchronized void add(String kind, String text, String outcome) {
    addCallsOfTheApp();
    append(new Line(kind, text, outcome));
  }

  /** What the application asked the services since the last line. */
  private void addCallsOfTheApp() {
    var monday = stage.monday.requests();
    for (var request : monday.subList(mondayCalls, monday.size())) {
      if (request.method().equals("POST") && !request.path().endsWith("/decide")) {
        append(new Line("call", "to monday.com: " + request + grant(request.parameters()), ""));
      }
    }
    mondayCalls = monday.size();
    var tracker = stage.tracker.requests();
    for (var request : tracker.subList(trackerCalls, tracker.size())) {
      if (!request.path().startsWith("/authorize")) {
        append(new Line("call", "to the tracker: " + request + grant(request.parameters()), ""));
      }
    }
    trackerCalls = tracker.size();
    var mailer = stage.mailer.requests();
    for (var request : mailer.subList(mailerCalls, mailer.size())) {
      append(new Line("call", "to the mail service: " + request, ""));
    }
    mailerCalls = mailer.size();
  }

  private static String grant(java.util.Map<String, String> parameters) {
    String type = parameters.get("grant_type");
    return type == null ? "" : ", " + type;
  }

  private void append(Line line) {
    lines.add(line);
    if (lines.size() > MOST) {
      lines.remove(0);
    }
    revision++;
    notifyAll();
  }

  private static String name(TokenKind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static String name(Owner owner) {
    return owner instanceof MondayUser user
        ? "user " + user.id()
        : String.valueOf(owner.account().id());
  }
}
