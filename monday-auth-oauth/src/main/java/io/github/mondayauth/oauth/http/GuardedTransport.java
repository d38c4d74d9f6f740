package io.github.mondayauth.oauth.http;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's {@link HttpTransport}, limited to https and wrapped so that it logs no secrets
 * and throws only {@link NoResponseException}. All requests of the library go through it.
 */
public final class GuardedTransport {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);
  private static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "[::1]");

  /** The name of a header (RFC 9110 section 5.6.2). */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final HttpTransport transport;
  private final boolean localhostAllowed;

  /**
   * Wraps a transport.
   *
   * @param localhostAllowed whether plain http to localhost is allowed, for development
   */
  public GuardedTransport(HttpTransport transport, boolean localhostAllowed) {
    this.transport = transport;
    this.localhostAllowed = localhostAllowed;
  }

  /** The maximum duration of {@link #send}. */
  public Duration callTimeout() {
    return transport.callTimeout();
  }

  /**
   * Checks that a URI may receive secrets.
   *
   * @throws IllegalArgumentException if it does not use https
   */
  public void check(URI uri) {
    boolean allowedHttp =
        localhostAllowed && "http".equals(uri.getScheme()) && LOCALHOST.contains(uri.getHost());
    if (!"https".equals(uri.getScheme()) && !allowedHttp) {
      throw new IllegalArgumentException("expected an https URI, found " + uri);
    }
  }

  /**
   * Whether a string is printable ASCII, space included. Any other character may end or change a
   * header, or be altered on its way.
   */
  public static boolean isPrintableAscii(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /**
   * Checks that requests can carry a header of the application.
   *
   * @throws IllegalArgumentException if the name is not a header name of RFC 9110, or the value
   *     contains anything but printable ASCII
   */
  public static void checkHeader(String name, String value) {
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a header: expected a name as RFC 9110 defines it, found another");
    }
    if (!isPrintableAscii(value)) {
      throw new IllegalArgumentException(
          "header " + name + ": expected printable ASCII, found other characters");
    }
  }

  /**
   * Sends a request and returns the response, whatever its status.
   *
   * @throws NoResponseException if there is no response, or one that is too large, or the value of
   *     a header is not printable ASCII
   * @throws IllegalArgumentException if the URI does not use https
   */
  public Response send(Request request) throws NoResponseException {
    check(request.uri());
    String host = request.uri().getHost();
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      if (!isPrintableAscii(header.getValue())) {
        throw new NoResponseException(
            Reason.UNAVAILABLE,
            "no request to "
                + host
                + ": expected printable ASCII in the header "
                + header.getKey()
                + ", found other characters",
            false);
      }
    }
    long start = System.nanoTime();
    try {
      Response response = transport.send(request);
      LOG.debug("{} {} {} in {} ms", request.method(), host, response.status(), millisSince(start));
      return response;
    } catch (ResponseTooLargeException e) {
      LOG.debug("{} {} too large in {} ms", request.method(), host, millisSince(start));
      throw new NoResponseException(Reason.PROVIDER, host + ": " + e.getMessage(), true);
    } catch (Exception e) {
      // Only the class name, because some messages quote the response. Exception, because an
      // application's transport may throw anything, in Kotlin also what it does not declare, and
      // the request may have been sent nevertheless.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String kind = e.getClass().getSimpleName();
      LOG.debug("{} {} {} in {} ms", request.method(), host, kind, millisSince(start));
      throw new NoResponseException(
          Reason.UNAVAILABLE, "no response from " + host + ": " + kind, !isUnsent(e));
    }
  }

  private static boolean isUnsent(Exception e) {
    return e instanceof ConnectException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException;
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
