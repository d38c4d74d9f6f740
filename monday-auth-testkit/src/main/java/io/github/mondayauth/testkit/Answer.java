package io.github.mondayauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fake server answers. */
record Answer(int status, Map<String, String> headers, String body) {
  static Answer json(int status, Map<String, ?> object) {
    return of(status, "application/json", Json.write(object));
  }

  static Answer html(int status, String page) {
    return of(status, "text/html; charset=utf-8", page);
  }

  static Answer of(int status, String contentType, String body) {
    return new Answer(
        status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
  }

  static Answer redirect(String location) {
    return new Answer(302, Map.of("Location", location, "Cache-Control", "no-store"), "");
  }

  /** An error as RFC 6749 section 5.2 writes it. */
  static Answer error(int status, String code, String description) {
    return json(status, Json.object("error", code, "error_description", description));
  }

  Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }

  /** The same JSON answer with a member replaced, or left out for null. */
  Answer withMember(String name, @Nullable Object value) {
    Map<String, Object> object = new LinkedHashMap<>(Json.read(body));
    if (value == null) {
      object.remove(name);
    } else {
      object.put(name, value);
    }
    return new Answer(status, headers, Json.write(object));
  }
}
