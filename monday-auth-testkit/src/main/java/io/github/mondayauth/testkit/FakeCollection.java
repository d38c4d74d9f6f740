package io.github.mondayauth.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects that apps store at a fake service. Safe for use by several threads. */
final class FakeCollection {
  private final List<Map<String, Object>> objects = new ArrayList<>();
  private final Map<String, FakeResponse> responsesByKey = new HashMap<>();

  /** Stores the object in the body, unless a request with the same idempotency key did. */
  synchronized FakeResponse add(String login, ReceivedRequest request) {
    String key = request.header("Idempotency-Key");
    FakeResponse earlier = key == null ? null : responsesByKey.get(login + " " + key);
    if (earlier != null) {
      return earlier;
    }
    Map<String, Object> object = new LinkedHashMap<>(Json.read(request.body()));
    object.put("id", String.valueOf(objects.size() + 1));
    object.put("login", login);
    objects.add(Collections.unmodifiableMap(object));
    FakeResponse response = FakeResponse.json(201, object);
    if (key != null) {
      responsesByKey.put(login + " " + key, response);
    }
    return response;
  }

  synchronized List<Map<String, Object>> stored() {
    return List.copyOf(objects);
  }
}
