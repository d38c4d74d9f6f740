package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one part of the body of a request from monday.com. Ignores the other parts, which can
 * contain long values, such as the text of a board's columns.
 */
final class RequestBody {
  /** The longest body, in characters. monday.com's bodies have a few thousand. */
  private static final int MAX_LENGTH = 1_048_576;

  private RequestBody() {}

  /**
   * Returns the object at a path of field names, or null if a field of the path is absent or null.
   *
   * @throws TokenRejectedException if the body is null, too long or not one JSON object, if a field
   *     of the path has another type, or if it occurs twice
   */
  static @Nullable JsonObject object(@Nullable String body, String... path) {
    if (body == null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected a JSON object, found none; pass the request's body");
    }
    if (body.length() > MAX_LENGTH) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE,
          "body: expected at most 1,048,576 characters, found " + body.length() + " characters");
    }
    try {
      return Json.find(body, List.of(path));
    } catch (IOException | RuntimeException invalid) {
      throw new TokenRejectedException(
          Reason.BODY,
          "body: expected a JSON object in which "
              + String.join(".", path)
              + " is an object or absent, found another form");
    }
  }
}
