package io.github.mondayauth.oauth.cluster;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The outcome of a command.
 *
 * @param kind {@code ok}, the kind of a step, or the kind of an exception
 * @param words the details of this kind
 */
record Outcome(String kind, List<String> words) {
  private static final Pattern CONTINUE = Pattern.compile("<a [^>]*href=\"([^\"]*)\">Continue</a>");

  /** The first detail: a connection or a reason. */
  String detail() {
    return words.get(0);
  }

  boolean is(String expectedKind, String expectedDetail) {
    return kind.equals(expectedKind) && detail().equals(expectedDetail);
  }

  /** The access token of a credential. */
  String token() {
    if (!kind.equals("ok")) {
      throw new AssertionError("expected a token, found " + this);
    }
    return words.get(0);
  }

  /** Where a step redirects the browser, or where the link on its page leads. */
  URI location() {
    if (!words.get(1).isEmpty()) {
      return URI.create(words.get(1));
    }
    Matcher link = CONTINUE.matcher(words.get(3));
    if (!link.find()) {
      throw new AssertionError("expected a redirect or a page with a link, found " + this);
    }
    return URI.create(link.group(1).replace("&amp;", "&"));
  }

  /** The {@code Set-Cookie} values of a step. */
  List<String> cookies() {
    return words.get(2).isEmpty() ? List.of() : List.of(words.get(2).split("\n"));
  }

  /** The outcomes of many simultaneous calls, and how often each occurred. */
  Map<String, Integer> counts() {
    if (!kind.equals("ok")) {
      throw new AssertionError("expected counts, found " + this);
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      counts.put(words.get(i), Integer.valueOf(words.get(i + 1)));
    }
    return counts;
  }
}
