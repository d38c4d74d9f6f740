package io.github.mondayauth.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reply of the application under test.
 *
 * @param status the HTTP status
 * @param headers the headers, each with all its values
 * @param body the body, decoded as UTF-8; empty if there is none
 */
public record AppReply(int status, Map<String, List<String>> headers, String body) {
  /**
   * The first value of a header.
   *
   * @param name the header's name, in upper or lower case
   * @return the value, or null if the header is absent
   */
  public @Nullable String header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(header -> header.getValue().get(0))
        .findFirst()
        .orElse(null);
  }

  /**
   * The body as a JSON object.
   *
   * @return the fields; numbers are {@code Long} or {@code Double}
   * @throws IllegalArgumentException if the body is not a JSON object
   */
  public Map<String, Object> json() {
    return Json.read(body);
  }

  /**
   * The notification that monday.com shows to the user because of this reply.
   *
   * @return the notification; or null if the status is not 4xx or 5xx, the body has no {@code
   *     severityCode} of 4000 or 6000, or the status is 401, 402, 403, 404, 410 or 422, for which
   *     monday.com has messages that replace the app's
   */
  public @Nullable Notification notification() {
    return Notification.from(this);
  }
}
