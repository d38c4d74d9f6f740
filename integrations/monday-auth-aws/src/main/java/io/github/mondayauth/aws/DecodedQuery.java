package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes the parameters of format 1.0, which the gateway has decoded, as a query string again. */
final class DecodedQuery {
  private DecodedQuery() {}

  /**
   * Returns the query string, or null without parameters. A parameter that occurs several times
   * still does, since the library refuses such requests.
   *
   * @param multiple every value of each parameter
   * @param single the last value of each, read only if {@code multiple} is null
   */
  static @Nullable String encode(
      @Nullable Map<String, List<String>> multiple, @Nullable Map<String, String> single) {
    StringBuilder query = new StringBuilder();
    if (multiple != null) {
      for (Map.Entry<String, List<String>> parameter : multiple.entrySet()) {
        for (String value : parameter.getValue()) {
          append(query, parameter.getKey(), value);
        }
      }
    } else if (single != null) {
      for (Map.Entry<String, String> parameter : single.entrySet()) {
        append(query, parameter.getKey(), parameter.getValue());
      }
    }
    return query.isEmpty() ? null : query.toString();
  }

  private static void append(StringBuilder query, String name, @Nullable String value) {
    if (!query.isEmpty()) {
      query.append('&');
    }
    query.append(URLEncoder.encode(name, UTF_8)).append('=');
    query.append(value == null ? "" : URLEncoder.encode(value, UTF_8));
  }
}
