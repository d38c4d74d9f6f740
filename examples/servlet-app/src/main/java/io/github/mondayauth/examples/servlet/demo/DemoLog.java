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

/**
 * The log on the demo's page: requests that the application received, calls that it made, and
 * events of the library.
 */
final class DemoLog implements AuthListener {
  private record Line(String kind, String text, String outcome) {}

  private static final int MAX_LINES = 200;

  private final DemoEnvironment environment;
  private final List<Line> lines = new ArrayList<>();
  private long revision;
  private int mondayCalls;
  private int trackerCalls;
  private int mailerCalls;

  DemoLog(DemoEnvironment environment) {
    this.environment = environment;
  }

  /** Adds a request that the application replied to. */
  void replied(String method, String path, int status) {
    boolean isBrowser = path.startsWith("/authorize") || path.startsWith("/callback");
    String displayed = path.replaceFirst("^/lifecycle-.*", "/lifecycle");
    add(isBrowser ? "browser" : "request", method + " " + displayed, String.valueOf(status));
  }

  @Override
  public void verified(TokenKind kind, int secretIndex) {
    add("event", name(kind) + " token", "verified");
  }

  @Override
  public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
    add("event", name(kind) + " token rejected", reason.name().toLowerCase(java.util.Locale.ROOT));
  }

  @Override
  public void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {
    String by = connectedBy == null || connectedBy.equals(owner) ? "" : " by " + name(connectedBy);
    add("event", DemoEnvironment.title(connection) + " for " + name(owner) + by, "connected");
  }

  @Override
  public void refreshed(Owner owner, String connection) {
    add("event", DemoEnvironment.title(connection) + " for " + name(owner), "refreshed");
  }

  @Override
  public void refreshFailed(Owner owner, String connection, String reasonCode) {
    add("event", DemoEnvironment.title(connection) + " for " + name(owner), reasonCode);
  }

  @Override
  public void reauthorizationNeeded(Owner owner, String connection) {
    add("event", DemoEnvironment.title(connection) + " for " + name(owner), "must reconnect");
  }

  @Override
  public void forgotten(MondayAccount account, int records) {
    add("event", name(account) + ", " + records + " records", "forgotten");
  }

  @Override
  public void uninstallClaimed(MondayAccount account) {
    add("event", name(account), "uninstall claimed");
  }

  @Override
  public void unrevoked(Owner owner, String connection) {
    add("event", DemoEnvironment.title(connection) + " for " + name(owner), "not revoked");
  }

  @Override
  public void keyFailed(String reasonCode, @Nullable String keyId) {
    add("event", "encryption key failure", reasonCode);
  }

  /** Adds a note that explains what happens. */
  synchronized void note(String text) {
    add("note", text, "");
  }

  /** Updates the page, because database rows or tokens may have changed. */
  synchronized void changed() {
    addCallsOfTheApp();
    revision++;
    notifyAll();
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

  /** Adds the application's calls to services since the last line. */
  private void addCallsOfTheApp() {
    var monday = environment.monday.requests();
    for (var request : monday.subList(mondayCalls, monday.size())) {
      if (request.method().equals("POST") && !request.path().endsWith("/decide")) {
        append(new Line("call", "to monday.com: " + request + grant(request.parameters()), ""));
      }
    }
    mondayCalls = monday.size();
    var tracker = environment.tracker.requests();
    for (var request : tracker.subList(trackerCalls, tracker.size())) {
      boolean isMonday = MondayCredentials.USER_AGENT.equals(request.header("User-Agent"));
      if (!request.path().startsWith("/authorize") && !isMonday) {
        append(new Line("call", "to Beetle Issues: " + request + grant(request.parameters()), ""));
      }
    }
    trackerCalls = tracker.size();
    var mailer = environment.mailer.requests();
    for (var request : mailer.subList(mailerCalls, mailer.size())) {
      append(new Line("call", "to Pigeon Mail: " + request, ""));
    }
    mailerCalls = mailer.size();
  }

  private static String grant(java.util.Map<String, String> parameters) {
    String type = parameters.get("grant_type");
    return type == null ? "" : ", " + type;
  }

  private void append(Line line) {
    lines.add(line);
    if (lines.size() > MAX_LINES) {
      lines.remove(0);
    }
    revision++;
    notifyAll();
  }

  private static String name(TokenKind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private String name(Owner owner) {
    return environment.nameOf(owner);
  }
}
