package io.github.mondayauth.oauth.web;

import java.util.Map;

/**
 * A text on a page, before its language is chosen.
 *
 * @param key the key of the text, or empty for a literal
 * @param values the values of its placeholders by name; the text itself under {@code ""} if it is a
 *     literal
 */
public record PageText(String key, Map<String, String> values) {
  /** Copies the map. */
  public PageText {
    values = Map.copyOf(values);
  }

  /** A text without placeholders. */
  public static PageText of(String key) {
    return new PageText(key, Map.of());
  }

  /** A text with one placeholder. */
  public static PageText of(String key, String placeholder, String value) {
    return new PageText(key, Map.of(placeholder, value));
  }

  /** A text that has no translations, because the application supplied it. */
  public static PageText literal(String text) {
    return new PageText("", Map.of("", text));
  }
}
