package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body of an app lifecycle event: the fields that every event must have, and {@code data} for
 * the others.
 */
record AppLifecycleBody(
    String typeName, long accountId, long appId, Instant timestamp, JsonObject data) {

  static AppLifecycleBody parse(@Nullable String body) {
    JsonObject event = EventBody.parse(body);
    JsonObject data = event == null ? null : event.object("data");
    if (event == null || data == null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected a JSON object with data, found another form");
    }
    String type = event.string("type");
    Long account = data.id("account_id");
    Long app = data.id("app_id");
    Instant timestamp = EventBody.instant(data.string("timestamp"));
    if (type == null || account == null || app == null || timestamp == null) {
      throw new TokenRejectedException(
          Reason.BODY,
          "body: expected type, and account_id, app_id and timestamp in data, found fewer or others");
    }
    return new AppLifecycleBody(type, account, app, timestamp, data);
  }

  AppLifecycleEvent.Type type() {
    return AppLifecycleEvent.Type.of(typeName);
  }
}
