package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that a fake server received.
 *
 * @param method the HTTP method
 * @param uri the path and query, undecoded
 * @param headers the headers, each with all its values; names are case-insensitive
 * @param body the body, decoded as UTF-8; empty if there is none
 */
public record ReceivedRequest(
    String method, URI uri, Map<String, List<String>> headers, String body) {
  /**
   * Copies the headers.
   *
   * @param method the HTTP method
   * @param uri the path and query
   * @param headers the headers
   * @param body the body
   */
  public ReceivedRequest {
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = java.util.Collections.unmodifiableMap(copy);
  }

  /**
   * The path of the request.
   *
   * @return the decoded path, without the query
   */
  public String path() {
    return uri.getPath();
  }

  /**
   * The first value of a header.
   *
   * @param name the header's name, in upper or lower case
   * @return the value, or null if the header is absent
   */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }

  /**
   * The parameters of the query, and of the body if it is a form or a JSON object.
   *
   * @return names and values; a JSON value that is not a string is converted with {@link
   *     String#valueOf(Object)}
   * @throws IllegalArgumentException if a name occurs twice, or a JSON body is not an object
   */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    addPairs(uri.getRawQuery(), parameters);
    String type = header("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      addPairs(body, parameters);
    } else if (type != null && type.startsWith("application/json") && !body.isEmpty()) {
      Json.read(body).forEach((name, value) -> add(name, String.valueOf(value), parameters));
    }
    return parameters;
  }

  /** Shows method and path only: the query and the body can contain secrets. */
  @Override
  public String toString() {
    return method + " " + path();
  }

  static void addPairs(@Nullable String encoded, Map<String, String> into) {
    if (encoded == null || encoded.isEmpty()) {
      return;
    }
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      add(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8), into);
    }
  }

  private static void add(String name, String value, Map<String, String> into) {
    if (into.put(name, value) != null) {
      throw new IllegalArgumentException("Expected each parameter once, found two: " + name);
    }
  }
}
