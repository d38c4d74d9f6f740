package io.github.mondayauth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A complete HTTP answer: status, headers, cookies and body. A web framework's adapter copies it
 * and adds nothing.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} shows the status only,
 * since headers and cookies may carry state.
 */
public final class Reply {
  private final int status;
  private final Map<String, String> headers;
  private final List<String> cookies;
  private final String body;

  private Reply(int status, Map<String, String> headers, List<String> cookies, String body) {
    this.status = status;
    TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    this.headers = java.util.Collections.unmodifiableMap(sorted);
    this.cookies = List.copyOf(cookies);
    this.body = body;
  }

  /**
   * Any answer.
   *
   * @param status the HTTP status
   * @param headers the headers, without {@code Set-Cookie}
   * @param cookies whole {@code Set-Cookie} values, one header each
   * @param body the body, to be sent in UTF-8; empty for none
   * @return the answer
   */
  public static Reply of(
      int status, Map<String, String> headers, List<String> cookies, String body) {
    return new Reply(status, headers, cookies, body);
  }

  /**
   * A JSON answer that is not to be stored by caches.
   *
   * @param status the HTTP status
   * @param json the body, a JSON text
   * @return the answer
   */
  public static Reply json(int status, String json) {
    return new Reply(
        status,
        Map.of(
            "Content-Type",
            "application/json; charset=utf-8",
            "Cache-Control",
            "no-store",
            "X-Content-Type-Options",
            "nosniff"),
        List.of(),
        json);
  }

  /**
   * Tells monday.com that something failed for good: the user gets a notification, and the request
   * is not repeated. Status 400, severity 4000.
   *
   * @param title the notification's title
   * @param description what failed, and what the user can do
   * @return the answer
   */
  public static Reply notifyUser(String title, String description) {
    return error(400, 4000, title, description);
  }

  /**
   * Tells monday.com that an automation cannot work any more: it is switched off, and the user gets
   * a notification. Status 400, severity 6000.
   *
   * @param title the notification's title
   * @param description why, and what the user can do
   * @return the answer
   */
  public static Reply disableAutomation(String title, String description) {
    return error(400, 6000, title, description);
  }

  /**
   * The answer to the challenge with which monday.com tries a new board webhook: the same
   * challenge. It is the one request that is answered unverified, and only if its body is a JSON
   * object of exactly one member, {@code challenge}, a string of at most 256 characters.
   *
   * @param body the whole body of a request
   * @return the answer, or empty if it is no challenge and must be verified
   */
  public static Optional<Reply> toChallenge(String body) {
    JsonObject object = body.length() <= 1_024 ? Json.object(body) : null;
    String challenge = object == null ? null : object.text("challenge");
    if (object == null || challenge == null || object.members().size() != 1) {
      return Optional.empty();
    }
    return challenge.isEmpty() || challenge.length() > 256
        ? Optional.empty()
        : Optional.of(json(200, "{\"challenge\":" + Json.quote(challenge) + "}"));
  }

  /** monday.com's shape of an error, with the members its severity asks for. */
  static Reply error(int status, int severity, String title, String description) {
    String text = Json.quote(description);
    return json(
        status,
        "{\"severityCode\":"
            + severity
            + ",\"notificationErrorTitle\":"
            + Json.quote(title)
            + ",\"notificationErrorDescription\":"
            + text
            + ",\"runtimeErrorDescription\":"
            + text
            + (severity == 6000 ? ",\"disableErrorDescription\":" + text : "")
            + "}");
  }

  /**
   * The HTTP status.
   *
   * @return the status
   */
  public int status() {
    return status;
  }

  /**
   * The headers but for {@code Set-Cookie}; names compare without case.
   *
   * @return an unmodifiable map
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Whole {@code Set-Cookie} values, each to be sent as a header of its own.
   *
   * @return an unmodifiable list, empty for none
   */
  public List<String> cookies() {
    return cookies;
  }

  /**
   * The body, to be sent in UTF-8.
   *
   * @return the body, empty for none
   */
  public String body() {
    return body;
  }

  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }
}
