package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The body of a feature lifecycle event. monday.com's documentation shows all fields next to {@code
 * type}, its samples show them in {@code data}; both shapes are accepted.
 */
record FeatureLifecycleBody(
    String type,
    @Nullable Long accountId,
    @Nullable Long userId,
    @Nullable String backToUrl,
    JsonObject payload) {

  static FeatureLifecycleBody parse(@Nullable String body) {
    JsonObject event = EventBody.parse(body);
    String type = event == null ? null : event.string("type");
    if (event == null || type == null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected a JSON object with type, found another form");
    }
    JsonObject data = event.object("data");
    JsonObject fields = data == null ? event : data;
    JsonObject payload = fields.object("payload");
    return new FeatureLifecycleBody(
        type,
        id(fields, "accountId", "account_id"),
        id(fields, "userId", "user_id"),
        fields.string("back_to_url"),
        payload == null ? fields : payload);
  }

  /** Reads an id under either name. Refuses a malformed id, and two different ones. */
  private static @Nullable Long id(JsonObject fields, String name, String snakeName) {
    Long first = idOrNull(fields, name);
    Long second = idOrNull(fields, snakeName);
    if (first != null && second != null && !first.equals(second)) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected the same " + name + " and " + snakeName + ", found two ids");
    }
    return first == null ? second : first;
  }

  private static @Nullable Long idOrNull(JsonObject fields, String name) {
    Long id = fields.id(name);
    if (id == null && fields.fields().get(name) != null) {
      throw new TokenRejectedException(
          Reason.BODY, "body: expected a positive 64-bit " + name + ", found another value");
    }
    return id;
  }
}
