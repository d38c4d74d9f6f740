package io.github.mondayauth.oauth.web;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The texts of pages in one language. Immutable.
 *
 * @param tag the language as a BCP 47 tag
 * @param texts the texts by key, with placeholders such as <code>{service}</code>
 * @param fallback the language of the texts that this one lacks, or null if it lacks none
 */
record Language(String tag, Map<String, String> texts, @Nullable Language fallback) {
  static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

  /** The languages whose usual script is written from right to left. */
  private static final Set<String> RIGHT_TO_LEFT =
      Set.of("ar", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "ps", "sd", "syr", "ug", "ur", "yi");

  private static final Set<String> RIGHT_TO_LEFT_SCRIPTS =
      Set.of("Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa");

  /** Isolates a value, so that its direction does not depend on the text around it. */
  private static final String ISOLATE = "\u2068%s\u2069";

  /** Copies the map. */
  Language {
    texts = Map.copyOf(texts);
  }

  boolean isRightToLeft() {
    Locale locale = Locale.forLanguageTag(tag);
    return locale.getScript().isEmpty()
        ? RIGHT_TO_LEFT.contains(locale.getLanguage())
        : RIGHT_TO_LEFT_SCRIPTS.contains(locale.getScript());
  }

  /** The text with its values, which are not interpreted in any way. */
  String text(PageText text) {
    if (text.key().isEmpty()) {
      return text.values().getOrDefault("", "");
    }
    String pattern = pattern(text.key());
    Matcher placeholder = PLACEHOLDER.matcher(pattern);
    StringBuilder filled = new StringBuilder();
    while (placeholder.find()) {
      String value = text.values().getOrDefault(placeholder.group(1), "");
      String shown = isRightToLeft() ? ISOLATE.formatted(value) : value;
      placeholder.appendReplacement(filled, Matcher.quoteReplacement(shown));
    }
    return placeholder.appendTail(filled).toString();
  }

  String text(String key) {
    return text(PageText.of(key));
  }

  private String pattern(String key) {
    String own = texts.get(key);
    if (own != null) {
      return own;
    }
    if (fallback == null) {
      throw new IllegalStateException("no text has the key " + key);
    }
    return fallback.pattern(key);
  }
}
