package io.github.mondayauth;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object. Each accessor returns null unless the field exists and has that type. */
record JsonObject(Map<String, @Nullable Object> fields) {

  @Nullable String string(String name) {
    return typed(name, String.class);
  }

  @Nullable Boolean bool(String name) {
    return typed(name, Boolean.class);
  }

  @Nullable Long integer(String name) {
    return typed(name, Long.class);
  }

  /** Returns a positive id that is an integer or a string of decimal digits. */
  @Nullable Long id(String name) {
    Object value = fields.get(name);
    long id = 0;
    if (value instanceof Long number) {
      id = number;
    } else if (value instanceof String digits) {
      id = Json.decimal(digits);
    }
    return id > 0 ? (Long) id : null;
  }

  @SuppressWarnings("unchecked") // Json makes no other maps
  @Nullable JsonObject object(String name) {
    Map<String, @Nullable Object> found = typed(name, Map.class);
    return found == null ? null : new JsonObject(found);
  }

  private <T> @Nullable T typed(String name, Class<T> type) {
    Object value = fields.get(name);
    return type.isInstance(value) ? type.cast(value) : null;
  }
}
