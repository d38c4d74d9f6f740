package io.github.mondayauth.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fake server's HTTP response. */
record FakeResponse(int status, Map<String, String> headers, String body) {
  static FakeResponse json(int status, Map<String, ?> object) {
    return of(status, "application/json", Json.write(object));
  }

  static FakeResponse html(int status, String page) {
    return of(status, "text/html; charset=utf-8", page);
  }

  static FakeResponse of(int status, String contentType, String body) {
    return new FakeResponse(
        status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
  }

  static FakeResponse redirect(String location) {
    return new FakeResponse(302, Map.of("Location", location, "Cache-Control", "no-store"), "");
  }

  /** An error response (RFC 6749 section 5.2). */
  static FakeResponse error(int status, String code, String description) {
    return json(status, Json.object("error", code, "error_description", description));
  }

  FakeResponse withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new FakeResponse(status, more, body);
  }

  /** The same JSON response with one field replaced, or removed if the value is null. */
  FakeResponse withField(String name, @Nullable Object value) {
    Map<String, Object> object = new LinkedHashMap<>(Json.read(body));
    if (value == null) {
      object.remove(name);
    } else {
      object.put(name, value);
    }
    return new FakeResponse(status, headers, Json.write(object));
  }
}
