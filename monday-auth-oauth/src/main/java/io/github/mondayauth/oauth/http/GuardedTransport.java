package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request of the library goes through here: https only, logged without secrets. */
final class Http {
  private static final Logger LOG = LoggerFactory.getLogger(Http.class);
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private final HttpTransport transport;
  private final boolean localhostAllowed;

  Http(HttpTransport transport, boolean localhostAllowed) {
    this.transport = transport;
    this.localhostAllowed = localhostAllowed;
  }

  Duration callTimeout() {
    return transport.callTimeout();
  }

  /**
   * Refuses an address that secrets must not be sent to.
   *
   * @throws IllegalArgumentException if it is not https
   */
  void check(URI uri) {
    boolean local =
        localhostAllowed && "http".equals(uri.getScheme()) && LOCAL.contains(uri.getHost());
    if (!"https".equals(uri.getScheme()) && !local) {
      throw new IllegalArgumentException("an https address expected, found " + uri);
    }
  }

  /**
   * Sends a request.
   *
   * @throws OAuthException if no answer came
   */
  Response send(Request request) {
    check(request.uri());
    String host = request.uri().getHost();
    long start = System.nanoTime();
    try {
      Response response = transport.send(request);
      LOG.debug("{} {} {} in {} ms", request.method(), host, response.status(), millisSince(start));
      return response;
    } catch (OversizedAnswerException e) {
      LOG.debug("{} {} oversized in {} ms", request.method(), host, millisSince(start));
      throw new OAuthException(OAuthException.Reason.PROVIDER, host + ": " + e.getMessage(), true);
    } catch (IOException | RuntimeException e) {
      // The kind only: some messages quote what the server sent. A transport of an application may
      // throw anything, and the outcome is as unknown.
      String kind = e.getClass().getSimpleName();
      LOG.debug("{} {} {} in {} ms", request.method(), host, kind, millisSince(start));
      throw new OAuthException(
          OAuthException.Reason.UNAVAILABLE, host + " gave no answer: " + kind, !isUnsent(e));
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
