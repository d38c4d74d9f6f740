package io.github.mondayauth.oauth;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request and waits for its answer: the only way out of this library.
 *
 * <p>An implementation is safe for use by several threads, follows no redirect, repeats no request,
 * reads no more of an answer than it is willing to hold, and answers or fails within {@link
 * #callTimeout()}. {@link #standard()} does all that; implement it to send through a client of your
 * own.
 */
public interface HttpTransport {
  /**
   * Sends a request.
   *
   * @param request the request
   * @return the answer, whatever its status
   * @throws IOException if no answer came, or none that could be read
   */
  Response send(Request request) throws IOException;

  /**
   * The longest {@link #send} takes. The lease that keeps a refresh single across machines is
   * computed from it.
   *
   * @return the longest time; by default 20 seconds
   */
  default Duration callTimeout() {
    return Duration.ofSeconds(20);
  }

  /**
   * The built-in transport with its defaults.
   *
   * @return a transport
   */
  static HttpTransport standard() {
    return builder().build();
  }

  /**
   * The built-in transport, with choices.
   *
   * @return a builder
   */
  static Builder builder() {
    return new Builder();
  }

  /**
   * A request.
   *
   * @param method {@code GET} or {@code POST}
   * @param uri where to
   * @param headers the headers, {@code Content-Type} included
   * @param body the body, to be sent in UTF-8; empty for none
   */
  record Request(String method, URI uri, Map<String, String> headers, String body) {
    /**
     * Copies the headers.
     *
     * @param method {@code GET} or {@code POST}
     * @param uri where to
     * @param headers the headers
     * @param body the body
     */
    public Request {
      headers = Map.copyOf(headers);
    }

    /** Shows the method and the host, nothing that could be secret. */
    @Override
    public String toString() {
      return method + " " + uri.getHost();
    }
  }

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param headers the headers; names compare without case
   * @param body the body, read as UTF-8; empty for none
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
      TreeMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      copy.putAll(headers);
      headers = Collections.unmodifiableMap(copy);
    }

    /** Shows the status only. */
    @Override
    public String toString() {
      return "HTTP " + status;
    }
  }

  /** Collects what the built-in transport may be told. Not safe for use by several threads. */
  final class Builder {
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(20);
    private int maxResponseBytes = 1 << 20;
    private @Nullable ProxySelector proxy;

    private Builder() {}

    /**
     * How long connecting may take. Default: 5 seconds.
     *
     * @param timeout a positive time
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = positive(timeout);
      return this;
    }

    /**
     * How long a call may take in all, from looking up the host to the last byte of the answer;
     * also how long reading or writing may stall. Default: 20 seconds.
     *
     * @param timeout a positive time, at most five minutes
     * @return this builder
     * @throws IllegalArgumentException if it is not positive or over five minutes
     */
    public Builder callTimeout(Duration timeout) {
      if (timeout.compareTo(Duration.ofMinutes(5)) > 0) {
        throw new IllegalArgumentException("a call timeout is at most 5 min, found " + timeout);
      }
      callTimeout = positive(timeout);
      return this;
    }

    /**
     * How large an answer may be, decompressed; a larger one counts as no answer. Default: 1 MiB.
     *
     * @param bytes a positive number
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxResponseBytes(int bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("a response limit is positive, found " + bytes);
      }
      maxResponseBytes = bytes;
      return this;
    }

    /**
     * Which proxy to use for which address. Default: what {@link ProxySelector#getDefault()} says.
     *
     * @param selector the selector
     * @return this builder
     */
    public Builder proxy(ProxySelector selector) {
      proxy = selector;
      return this;
    }

    /**
     * Builds the transport.
     *
     * @return a transport
     */
    public HttpTransport build() {
      return new OkHttpTransport(connectTimeout, callTimeout, maxResponseBytes, proxy);
    }

    private static Duration positive(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("a timeout is positive, found " + timeout);
      }
      return timeout;
    }
  }
}
