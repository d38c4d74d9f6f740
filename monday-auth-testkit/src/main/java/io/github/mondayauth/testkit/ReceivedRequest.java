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
 * A request that a fake server received, as it came in.
 *
 * @param method the HTTP method
 * @param uri path and query, undecoded
 * @param headers the headers, in the order received; names compare without case
 * @param body the body as UTF-8, empty for none
 */
public record ReceivedRequest(
    String method, URI uri, Map<String, List<String>> headers, String body) {
  /**
   * Copies the headers.
   *
   * @param method the HTTP method
   * @param uri path and query
   * @param headers the headers
   * @param body the body
   */
  public ReceivedRequest {
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = java.util.Collections.unmodifiableMap(copy);
  }

  /**
   * The path.
   *
   * @return the path without the query
   */
  public String path() {
    return uri.getPath();
  }

  /**
   * A header's first value.
   *
   * @param name the header, in any case
   * @return the value, or null if it was not sent
   */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }

  /**
   * The parameters: of the query, and of a body that is a form or a JSON object.
   *
   * @return names and values; a JSON value that is no string is given as its text
   * @throws IllegalArgumentException if a name comes twice, or a JSON body is no object
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

  /** Shows method and path: a query or body may hold what a log should not. */
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
      throw new IllegalArgumentException("a parameter comes twice: " + name);
    }
  }
}
