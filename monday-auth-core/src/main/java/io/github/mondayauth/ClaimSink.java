package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/** Takes the members of one JSON object as a reader meets them; the names are all different. */
interface ClaimSink {
  /**
   * Takes a member, or ignores it.
   *
   * @param number its value if it is an integer, else 0
   * @param text its value if it is a text, else empty
   * @throws TokenRejectedException if it is one we know and not as it must be
   */
  void set(String name, JsonType type, long number, String text);

  /** Where the members of an object of this name belong, or null if it is nothing we know. */
  @Nullable ClaimSink child(String name);

  /** A positive id, as a number or in decimal digits; 0 for null. */
  static long id(String name, JsonType type, long number, String text) {
    long id =
        switch (type) {
          case INTEGER -> number;
          case TEXT -> Json.decimal(text);
          default -> 0;
        };
    if (id <= 0 && type != JsonType.NULL) {
      throw unexpected(name, "a positive 64-bit id");
    }
    return id;
  }

  static @Nullable String text(String name, JsonType type, String text) {
    if (type != JsonType.TEXT && type != JsonType.NULL) {
      throw unexpected(name, "a string");
    }
    return type == JsonType.NULL ? null : text;
  }

  static TokenRejectedException unexpected(String claim, String expected) {
    return new TokenRejectedException(Reason.CLAIMS, claim + ": expected " + expected);
  }
}
