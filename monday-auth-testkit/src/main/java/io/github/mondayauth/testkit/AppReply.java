package io.github.mondayauth.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the application answered.
 *
 * @param status the HTTP status
 * @param headers the headers; names compare without case
 * @param body the body as UTF-8, empty for none
 */
public record AppReply(int status, Map<String, List<String>> headers, String body) {
  /**
   * A header's first value.
   *
   * @param name the header, in any case
   * @return the value, or null if it was not sent
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
   * @return the members; numbers are Long or Double
   * @throws IllegalArgumentException if the body is no JSON object
   */
  public Map<String, Object> json() {
    return Json.read(body);
  }
}
