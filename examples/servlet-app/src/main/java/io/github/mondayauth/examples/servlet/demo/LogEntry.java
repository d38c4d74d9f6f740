package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.TokenRejectedException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a person did in the demo, with the messages that it caused between browser,
 * monday.com, application, services and database, and how it ended. Guarded by its {@link DemoLog}.
 */
final class LogEntry {
  /** What the library reported while the entry was the current one. */
  enum Fact {
    /** An uninstall was reported and not proven. */
    CLAIMED,
    /** An account was deleted. */
    FORGOTTEN
  }

  /** A message between two of the parties in the diagram; null where it has no sender. */
  private record Message(@Nullable Party from, Party to, String text, String line) {
    boolean repeats(Message other) {
      return text.equals(other.text) && line.equals(other.line);
    }
  }

  /** A box of the page's diagram. */
  enum Party {
    BROWSER,
    MONDAY,
    APP,
    TRACKER,
    MAILER,
    DATABASE
  }

  private static final int MAX_MESSAGES = 60;

  private final int id;
  private final String title;
  private final List<Message> messages = new ArrayList<>();
  private final Set<Fact> facts = EnumSet.noneOf(Fact.class);
  private TokenRejectedException.@Nullable Reason rejection;
  private @Nullable Outcome outcome;
  private String exchange = "";

  LogEntry(int id, String title) {
    this.id = id;
    this.title = title;
  }

  /** Adds a message, unless it repeats the last one, as the polls of a view do. */
  void add(@Nullable Party from, Party to, String text, String line) {
    Message message = new Message(from, to, text, line);
    boolean repeats = !messages.isEmpty() && messages.get(messages.size() - 1).repeats(message);
    if (!repeats && messages.size() < MAX_MESSAGES) {
      messages.add(message);
    }
  }

  void outcome(Outcome ended) {
    outcome = ended;
  }

  @Nullable Outcome outcome() {
    return outcome;
  }

  /** Keeps the last request of monday.com and the application's reply. */
  void exchange(String text) {
    exchange = text;
  }

  void fact(Fact fact) {
    facts.add(fact);
  }

  boolean has(Fact fact) {
    return facts.contains(fact);
  }

  void rejection(TokenRejectedException.Reason reason) {
    rejection = reason;
  }

  TokenRejectedException.@Nullable Reason rejection() {
    return rejection;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("title", title);
    if (outcome != null) {
      json.set("outcome", outcome.json());
    }
    var array = json.putArray("messages");
    StringBuilder lines = new StringBuilder();
    for (Message message : messages) {
      ObjectNode each = array.addObject().put("text", message.text()).put("to", name(message.to()));
      if (message.from() != null) {
        each.put("from", name(message.from()));
      }
      if (!message.line().isEmpty()) {
        lines.append(message.line()).append('\n');
      }
    }
    return json.put("lines", lines.toString().strip()).put("exchange", exchange);
  }

  private static String name(Party party) {
    return party.name().toLowerCase(java.util.Locale.ROOT);
  }
}
