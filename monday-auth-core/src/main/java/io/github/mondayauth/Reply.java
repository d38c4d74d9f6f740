package io.github.mondayauth;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP reply: status, headers, cookies and body. The adapter for a web framework copies
 * it and adds nothing.
 *
 * <p>Immutable and safe for use by several threads. {@link #toString()} shows only the status,
 * because headers and cookies may contain OAuth state.
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
    this.headers = Collections.unmodifiableMap(sorted);
    this.cookies = List.copyOf(cookies);
    this.body = body;
  }

  /**
   * Creates a reply from its parts.
   *
   * @param status the HTTP status
   * @param headers the headers other than {@code Set-Cookie}
   * @param cookies complete {@code Set-Cookie} values, one per header
   * @param body the body, to be encoded in UTF-8; empty for none
   * @return the reply
   */
  public static Reply of(
      int status, Map<String, String> headers, List<String> cookies, String body) {
    return new Reply(status, headers, cookies, body);
  }

  /**
   * Creates a JSON reply that caches must not store.
   *
   * @param status the HTTP status
   * @param json the body, a JSON document
   * @return the reply
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
   * Creates a reply to a request that failed permanently: status 400, severity 4000. monday.com
   * notifies the user and does not retry.
   *
   * @param title the notification's title
   * @param description what failed, and what the user can do
   * @return the reply
   */
  public static Reply notifyUser(String title, String description) {
    return error(400, 4000, title, description);
  }

  /**
   * Creates a reply for an automation that can no longer work: status 400, severity 6000.
   * monday.com disables the automation and notifies the user.
   *
   * @param title the notification's title
   * @param description why the automation cannot work, and what the user can do
   * @return the reply
   */
  public static Reply disableAutomation(String title, String description) {
    return error(400, 6000, title, description);
  }

  /**
   * Creates the reply to the challenge that tests a webhook's address: it repeats the challenge.
   * monday.com sends one to a new board webhook, and reportedly also to the address of app
   * lifecycle events when it is entered in the Developer Center. A challenge is the only request to
   * reply to without verification. Its body is a JSON object with exactly one field, {@code
   * challenge}, a string of 1 to 256 characters, so no event is mistaken for one. The reply is JSON
   * that contains the challenge and nothing else.
   *
   * @param body the whole body of the request, or null if the request has none
   * @return the reply, or empty if the request is not a challenge and must be verified
   */
  public static Optional<Reply> toChallenge(@Nullable String body) {
    JsonObject object = body != null && body.length() <= 1_024 ? Json.object(body) : null;
    String challenge = object == null ? null : object.string("challenge");
    if (object == null || challenge == null || object.fields().size() != 1) {
      return Optional.empty();
    }
    return challenge.isEmpty() || challenge.length() > 256
        ? Optional.empty()
        : Optional.of(json(200, "{\"challenge\":" + Json.quote(challenge) + "}"));
  }

  /** Creates a reply in monday.com's error format, with the fields that the severity requires. */
  static Reply error(int status, int severity, String title, String description) {
    String quoted = Json.quote(description);
    return json(
        status,
        "{\"severityCode\":"
            + severity
            + ",\"notificationErrorTitle\":"
            + Json.quote(title)
            + ",\"notificationErrorDescription\":"
            + quoted
            + ",\"runtimeErrorDescription\":"
            + quoted
            + (severity == 6000 ? ",\"disableErrorDescription\":" + quoted : "")
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
   * The headers other than {@code Set-Cookie}.
   *
   * @return an unmodifiable map whose keys ignore case
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Complete {@code Set-Cookie} values. Send each one as a separate header.
   *
   * @return an unmodifiable list, possibly empty
   */
  public List<String> cookies() {
    return cookies;
  }

  /**
   * The body, to be encoded in UTF-8.
   *
   * @return the body, possibly empty
   */
  public String body() {
    return body;
  }

  /** Shows the status. */
  @Override
  public String toString() {
    return "Reply[" + status + "]";
  }
}
