package io.github.mondayauth.examples.servlet.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How something ended, in the words of the person who did it.
 *
 * @param tone how the page shows it
 * @param headline what happened, in a few words
 * @param detail what else there is to say; may be empty
 * @param sentences a report, one sentence for each finding; may be empty
 * @param hasLink whether monday.com showed a notification with a link
 */
record Outcome(Tone tone, String headline, String detail, List<String> sentences, boolean hasLink) {
  /** How the page shows an outcome. */
  enum Tone {
    /** It worked. */
    GOOD,
    /** An attack was blocked. */
    BLOCKED,
    /** A notification that monday.com shows to the user. */
    NOTIFICATION,
    /** Somebody has to do something. */
    ATTENTION,
    /** A fact, neither good nor bad. */
    FACT,
    /** The demo found a defect. */
    BROKEN
  }

  static Outcome good(String headline, String detail) {
    return new Outcome(Tone.GOOD, headline, detail, List.of(), false);
  }

  static Outcome fact(String headline, String detail) {
    return new Outcome(Tone.FACT, headline, detail, List.of(), false);
  }

  static Outcome blocked(String why) {
    return new Outcome(Tone.BLOCKED, "Blocked: " + why, "", List.of(), false);
  }

  static Outcome broken(String headline) {
    return new Outcome(Tone.BROKEN, headline, "", List.of(), false);
  }

  static Outcome attention(String headline, String detail) {
    return new Outcome(Tone.ATTENTION, headline, detail, List.of(), false);
  }

  static Outcome notification(String title, String text, boolean hasLink) {
    return new Outcome(Tone.NOTIFICATION, title, text, List.of(), hasLink);
  }

  Outcome withSentences(List<String> report) {
    return new Outcome(tone, headline, detail, List.copyOf(report), hasLink);
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("tone", tone.name().toLowerCase(java.util.Locale.ROOT))
            .put("headline", headline)
            .put("detail", detail)
            .put("hasLink", hasLink);
    var array = json.putArray("sentences");
    sentences.forEach(array::add);
    return json;
  }
}
