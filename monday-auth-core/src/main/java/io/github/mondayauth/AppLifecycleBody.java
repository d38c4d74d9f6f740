package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The body of an app lifecycle webhook, as far as it must be right. */
record AppLifecycleBody(
    String typeName, long accountId, long appId, Instant timestamp, JsonObject data) {
  /** Characters; monday.com's have about a thousand. */
  static final int LONGEST = 65_536;

  static AppLifecycleBody parse(String body) {
    if (body.length() > LONGEST) {
      throw new TokenRejectedException(Reason.TOO_LARGE, "the body is over 65,536 characters");
    }
    JsonObject event = Json.object(body);
    JsonObject data = event == null ? null : event.object("data");
    if (event == null || data == null) {
      throw new TokenRejectedException(Reason.BODY, "expected a JSON object with data");
    }
    String type = event.text("type");
    Long account = data.id("account_id");
    Long app = data.id("app_id");
    Instant timestamp = instant(data.text("timestamp"));
    if (type == null || account == null || app == null || timestamp == null) {
      throw new TokenRejectedException(
          Reason.BODY, "expected type, and in data account_id, app_id and timestamp");
    }
    return new AppLifecycleBody(type, account, app, timestamp, data);
  }

  /** A time with its offset, or null. */
  static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException another) {
      return null;
    }
  }

  AppLifecycleEvent.Type type() {
    return AppLifecycleEvent.Type.of(typeName);
  }
}
