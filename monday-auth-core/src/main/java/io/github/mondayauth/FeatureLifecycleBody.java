package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The body of a feature lifecycle event, in either of the shapes that monday.com's documentation
 * and its samples show: everything beside {@code type}, or in {@code data}.
 */
record FeatureLifecycleBody(
    String type,
    @Nullable Long accountId,
    @Nullable Long userId,
    @Nullable String backToUrl,
    JsonObject payload) {

  static FeatureLifecycleBody parse(String body) {
    if (body.length() > AppLifecycleBody.LONGEST) {
      throw new TokenRejectedException(Reason.TOO_LARGE, "the body is over 65,536 characters");
    }
    JsonObject event = Json.object(body);
    String type = event == null ? null : event.text("type");
    if (event == null || type == null) {
      throw new TokenRejectedException(Reason.BODY, "expected a JSON object with type");
    }
    JsonObject data = event.object("data");
    JsonObject shape = data == null ? event : data;
    JsonObject payload = shape.object("payload");
    return new FeatureLifecycleBody(
        type,
        id(shape, "accountId", "account_id"),
        id(shape, "userId", "user_id"),
        shape.text("back_to_url"),
        payload == null ? shape : payload);
  }

  /** An id by either name; one that is there must be an id, and both must be the same. */
  private static @Nullable Long id(JsonObject members, String name, String snakeName) {
    Long first = idOrNull(members, name);
    Long second = idOrNull(members, snakeName);
    if (first != null && second != null && !first.equals(second)) {
      throw new TokenRejectedException(Reason.BODY, name + " and " + snakeName + " differ");
    }
    return first == null ? second : first;
  }

  private static @Nullable Long idOrNull(JsonObject members, String name) {
    Long id = members.id(name);
    if (id == null && members.members().get(name) != null) {
      throw new TokenRejectedException(Reason.BODY, name + ": expected a positive 64-bit id");
    }
    return id;
  }
}
