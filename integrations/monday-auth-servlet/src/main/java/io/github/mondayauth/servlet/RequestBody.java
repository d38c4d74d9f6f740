package io.github.mondayauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.Reader;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of requests, up to a limit. */
final class RequestBody {
  static final int MAX_BYTES = 256 * 1024;

  private RequestBody() {}

  /** The body, or an empty string if there is none or another component has consumed it. */
  static String read(HttpServletRequest request) throws IOException {
    try {
      byte[] bytes = readBytes(request, MAX_BYTES);
      if (bytes.length > MAX_BYTES) {
        throw new TooLarge();
      }
      return new String(bytes, UTF_8);
    } catch (IllegalStateException readerInUse) {
      return readCharacters(request.getReader());
    }
  }

  /**
   * The raw bytes of the body, none if there are none or another component has consumed them; one
   * byte more than the limit if the body is longer.
   *
   * @throws IllegalStateException if another component has opened the reader
   */
  static byte[] readBytes(HttpServletRequest request, int limit) throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(limit + 1);
    if (bytes.length > limit) {
      discard(request, 2 * limit);
    }
    return bytes;
  }

  /**
   * Reads on for a while: a client that is still sending when the container closes the connection
   * may not get the reply, or may send its next request on the connection that is being closed.
   *
   * @param limit the most bytes to read
   */
  static void discard(HttpServletRequest request, int limit) {
    try {
      request.getInputStream().skipNBytes(limit);
    } catch (IOException | IllegalStateException ended) {
      // The body has ended, or another component reads it.
    }
  }

  private static String readCharacters(Reader reader) throws IOException {
    StringBuilder body = new StringBuilder();
    char[] buffer = new char[4096];
    int count;
    while ((count = reader.read(buffer)) >= 0) {
      body.append(buffer, 0, count);
      if (body.length() > MAX_BYTES) {
        throw new TooLarge();
      }
    }
    return body.toString();
  }

  /**
   * The raw form in the body. A call of {@code getParameter} consumes the body of a form; the form
   * is then encoded again from the parameters.
   */
  static String readForm(HttpServletRequest request) throws IOException {
    String body = read(request);
    return body.isEmpty() && isForm(request.getContentType()) ? encoded(request) : body;
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null
        && contentType
            .split(";", 2)[0]
            .strip()
            .equalsIgnoreCase("application/x-www-form-urlencoded");
  }

  /** The parameters without those of the query, which the container lists before the form's. */
  private static String encoded(HttpServletRequest request) {
    Map<String, Integer> inQuery = countNames(request.getQueryString());
    StringJoiner form = new StringJoiner("&");
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              for (int i = inQuery.getOrDefault(name, 0); i < values.length; i++) {
                form.add(
                    URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(values[i], UTF_8));
              }
            });
    return form.toString();
  }

  private static Map<String, Integer> countNames(@Nullable String query) {
    Map<String, Integer> counts = new HashMap<>();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        counts.merge(decoded(parameter.split("=", 2)[0]), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, UTF_8);
    } catch (IllegalArgumentException malformed) {
      return name;
    }
  }

  /** A body that is longer than any that monday.com or the library's forms send. */
  private static final class TooLarge extends MondayAuthException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("expected a body of at most " + MAX_BYTES + " bytes, found a longer one", null);
    }

    @Override
    public Reply reply() {
      return Reply.json(413, "{\"error\":\"The request body is too large\"}");
    }
  }
}
