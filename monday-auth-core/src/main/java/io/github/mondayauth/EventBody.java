package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads what the bodies of app and feature lifecycle events have in common. */
final class EventBody {
  /** The longest body, in characters. monday.com's bodies have about a thousand. */
  private static final int MAX_LENGTH = 65_536;

  private EventBody() {}

  /** Reads a body. Returns null if it is not one strict JSON object. */
  static @Nullable JsonObject parse(@Nullable String body) {
    if (body == null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected a JSON object, found none; pass the request's body");
    }
    if (body.length() > MAX_LENGTH) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE,
          "body: expected at most 65,536 characters, found " + body.length() + " characters");
    }
    return Json.object(body);
  }

  /**
   * Parses a time with an offset. Returns null for null, for any other form, and for a time outside
   * the limits of a token's times: from 1970 to {@link ClaimSet#TIME_LIMIT}, late in the year 5138.
   */
  static @Nullable Instant instant(@Nullable String text) {
    try {
      Instant time = text == null ? null : OffsetDateTime.parse(text).toInstant();
      return time == null || isInRange(time.getEpochSecond()) ? time : null;
    } catch (DateTimeException invalid) {
      return null;
    }
  }

  private static boolean isInRange(long seconds) {
    return seconds >= 0 && seconds < ClaimSet.TIME_LIMIT;
  }
}
