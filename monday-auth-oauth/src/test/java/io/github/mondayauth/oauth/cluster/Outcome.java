package io.github.mondayauth.oauth.cluster;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of a call on a node.
 *
 * @param kind {@code ok}, the kind of a step, or whose refusal it is
 * @param words what belongs to it
 */
record Outcome(String kind, List<String> words) {
  private static final Pattern CONTINUE = Pattern.compile("<a [^>]*href=\"([^\"]*)\">Continue</a>");

  /** A connection that is asked for, or a reason. */
  String what() {
    return words.get(0);
  }

  boolean is(String expectedKind, String expectedWhat) {
    return kind.equals(expectedKind) && what().equals(expectedWhat);
  }

  /** The access token that was handed out. */
  String token() {
    if (!kind.equals("ok")) {
      throw new AssertionError("a token expected, found " + this);
    }
    return words.get(0);
  }

  /** Where a step sends the browser, or where the page's link to go on leads. */
  URI location() {
    if (!words.get(1).isEmpty()) {
      return URI.create(words.get(1));
    }
    Matcher link = CONTINUE.matcher(words.get(3));
    if (!link.find()) {
      throw new AssertionError("a redirect or a page to go on from expected, found " + this);
    }
    return URI.create(link.group(1).replace("&amp;", "&"));
  }

  /** The {@code Set-Cookie} values of a step. */
  List<String> cookies() {
    return words.get(2).isEmpty() ? List.of() : List.of(words.get(2).split("\n"));
  }

  /** Of many calls at once: each outcome and how often it occurred. */
  Map<String, Integer> counts() {
    if (!kind.equals("ok")) {
      throw new AssertionError("counts expected, found " + this);
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      counts.put(words.get(i), Integer.valueOf(words.get(i + 1)));
    }
    return counts;
  }
}
