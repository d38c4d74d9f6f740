package io.github.mondayauth.testkit;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects as maps, through the parser that nimbus brings along. */
final class Json {
  private Json() {}

  static String write(Map<String, ?> object) {
    return JSONObjectUtils.toJSONString(object);
  }

  /** Reads an object; anything else is an {@link IllegalArgumentException}. */
  static Map<String, Object> read(String text) {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a JSON object: " + text.length() + " characters", e);
    }
  }

  /** An object with members in the order given; a null value is left out. */
  static Map<String, Object> object(@Nullable Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        object.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return object;
  }
}
