package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.http.BuiltInTransport;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests. All requests of this library go through its transport.
 *
 * <p>{@link #standard()} is the built-in implementation. It uses okhttp, or the JDK's own {@code
 * java.net.http} client if okhttp is not on the class path. If this library is on the module path,
 * it uses okhttp only if {@code okhttp3} is one of the resolved modules. To send requests through
 * another HTTP client, implement this interface. An implementation must be safe for use by several
 * threads. It follows no redirects, sends each request at most once, limits the size of responses,
 * and returns or throws within {@link #callTimeout()}, or within {@link Request#timeout()} if that
 * is shorter.
 */
public interface HttpTransport {
  /**
   * Sends a request.
   *
   * @param request the request
   * @return the response, whatever its status
   * @throws IOException if there is no response, or it cannot be read
   */
  Response send(Request request) throws IOException;

  /**
   * The maximum duration of {@link #send}. It determines how long an instance may hold the
   * exclusive right to refresh a credential.
   *
   * @return the maximum duration, always the same one; by default 20 seconds
   */
  default Duration callTimeout() {
    return Duration.ofSeconds(20);
  }

  /**
   * The built-in transport with default options.
   *
   * @return a transport
   */
  static HttpTransport standard() {
    return builder().build();
  }

  /**
   * A builder of the built-in transport.
   *
   * @return a builder
   */
  static Builder builder() {
    return new Builder();
  }

  private static Map<String, String> caseInsensitive(Map<String, String> headers) {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    return Collections.unmodifiableMap(copy);
  }

  /**
   * A request.
   *
   * @param method {@code GET} or {@code POST}
   * @param uri the target
   * @param headers the headers, including {@code Content-Type}; names are case-insensitive, and
   *     values are printable ASCII
   * @param body the body, to be sent as UTF-8; empty for none
   * @param timeout the maximum duration of this request if it is shorter than {@link
   *     #callTimeout()}, or null
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      String body,
      @Nullable Duration timeout) {
    /**
     * Copies the headers.
     *
     * @param method {@code GET} or {@code POST}
     * @param uri the target
     * @param headers the headers
     * @param body the body
     * @param timeout the maximum duration, or null
     */
    public Request {
      headers = caseInsensitive(headers);
    }

    /**
     * A request that may take as long as {@link #callTimeout()}.
     *
     * @param method {@code GET} or {@code POST}
     * @param uri the target
     * @param headers the headers
     * @param body the body
     */
    public Request(String method, URI uri, Map<String, String> headers, String body) {
      this(method, uri, headers, body, null);
    }

    /** Shows the method and the host, neither of which is secret. */
    @Override
    public String toString() {
      return method + " " + uri.getHost();
    }
  }

  /**
   * A response.
   *
   * @param status the HTTP status
   * @param headers the headers; names are case-insensitive
   * @param body the body, decoded as UTF-8; empty for none
   */
  record Response(int status, Map<String, String> headers, String body) {
    /**
     * Copies the headers.
     *
     * @param status the HTTP status
     * @param headers the headers
     * @param body the body
     */
    public Response {
      headers = caseInsensitive(headers);
    }

    /** Shows the status only. */
    @Override
    public String toString() {
      return "HTTP " + status;
    }
  }

  /** Options of the built-in transport. Not safe for use by several threads. */
  final class Builder {
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(20);
    private int maxResponseBytes = 1 << 20;
    private @Nullable ProxySelector proxy;
    private boolean withoutOkHttp;

    private Builder() {}

    /**
     * The maximum duration of connecting. Default: 5 seconds.
     *
     * @param timeout a positive duration
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = positive(timeout);
      return this;
    }

    /**
     * The maximum duration of a call, from the lookup of the host to the last byte of the response.
     * It is also how long reading or writing may stall. Default: 20 seconds.
     *
     * <p>okhttp cannot interrupt the operating system's lookup of a host. If that takes longer, so
     * does the call; the request is not sent then.
     *
     * @param timeout a positive duration, at most five minutes
     * @return this builder
     * @throws IllegalArgumentException if it is not positive or longer than five minutes
     */
    public Builder callTimeout(Duration timeout) {
      if (timeout.compareTo(Duration.ofMinutes(5)) > 0) {
        throw new IllegalArgumentException(
            "a call timeout: expected at most 5 minutes, found " + timeout);
      }
      callTimeout = positive(timeout);
      return this;
    }

    /**
     * The maximum size of a response after decompression. Larger responses cause an {@link
     * IOException}. Default: 1 MiB.
     *
     * @param bytes a positive number
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxResponseBytes(int bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException(
            "the maximum size of a response: expected a positive number, found " + bytes);
      }
      maxResponseBytes = bytes;
      return this;
    }

    /**
     * Chooses a proxy for each target. Default: {@link ProxySelector#getDefault()}.
     *
     * @param selector the selector
     * @return this builder
     */
    public Builder proxy(ProxySelector selector) {
      proxy = selector;
      return this;
    }

    /**
     * Uses the JDK's own client even if okhttp is present. Default: okhttp if it is present.
     *
     * <p>The JDK's client reuses connections. Before JDK 20, it keeps an idle one for 20 minutes.
     * If a firewall drops idle connections earlier, a token request fails on such a connection; set
     * the system property {@code jdk.httpclient.keepalive.timeout} to a few seconds.
     *
     * @return this builder
     */
    public Builder withoutOkHttp() {
      withoutOkHttp = true;
      return this;
    }

    /**
     * Builds the transport.
     *
     * @return a transport
     */
    public HttpTransport build() {
      return BuiltInTransport.create(
          withoutOkHttp, connectTimeout, callTimeout, maxResponseBytes, proxy);
    }

    private static Duration positive(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(
            "a timeout: expected a positive duration, found " + timeout);
      }
      return timeout;
    }
  }
}
