package io.github.mondayauth.testkit;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A notification that monday.com shows to the user of a recipe, because the app's reply contains a
 * severity code.
 *
 * @param severityCode 4000 (medium) or 6000 (high)
 * @param title the {@code notificationErrorTitle}; empty if the reply has none
 * @param description the {@code notificationErrorDescription}; empty if the reply has none
 * @param disablesAutomation whether monday.com also disables the automation, which it does for 6000
 */
public record Notification(
    long severityCode, String title, String description, boolean disablesAutomation) {
  private static final long MEDIUM = 4000;
  private static final long HIGH = 6000;

  /** Statuses for which monday.com shows its own message and no notification. */
  private static final Set<Integer> WITHOUT_NOTIFICATION = Set.of(401, 402, 403, 404, 410, 422);

  static @Nullable Notification from(AppReply reply) {
    boolean failed = reply.status() >= 400 && reply.status() < 600;
    if (!failed || WITHOUT_NOTIFICATION.contains(reply.status())) {
      return null;
    }
    Map<String, Object> body;
    try {
      body = reply.json();
    } catch (IllegalArgumentException notJson) {
      return null;
    }
    if (!(body.get("severityCode") instanceof Number code)
        || (code.doubleValue() != MEDIUM && code.doubleValue() != HIGH)) {
      return null;
    }
    return new Notification(
        code.longValue(),
        text(body.get("notificationErrorTitle")),
        text(body.get("notificationErrorDescription")),
        code.longValue() == HIGH);
  }

  private static String text(@Nullable Object value) {
    return value instanceof String string ? string : "";
  }
}
