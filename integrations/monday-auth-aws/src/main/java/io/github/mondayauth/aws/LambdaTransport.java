package io.github.mondayauth.aws;

import io.github.mondayauth.oauth.HttpTransport;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends the library's requests to monday.com and other services from a Lambda function. In an
 * invocation of {@link HttpApiHandler} or {@link RestApiHandler}, it sends a request only if enough
 * time is left to wait for the response and to store what it grants. A request that is not sent
 * fails as if the service could not be reached, so that nothing is lost.
 *
 * <p>Safe for use by several threads.
 */
public final class LambdaTransport implements HttpTransport {
  /** The time in which what a response grants is stored. */
  static final Duration RESERVE = Duration.ofSeconds(8);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final HttpTransport transport;

  private LambdaTransport(HttpTransport transport) {
    this.transport = transport;
  }

  /**
   * The library's own transport, with a timeout of 5 seconds for each call.
   *
   * @return a transport
   */
  public static LambdaTransport standard() {
    return of(HttpTransport.builder().callTimeout(CALL_TIMEOUT).build());
  }

  /**
   * Another transport.
   *
   * @param transport a transport with a call timeout of at most 10 seconds, since a user's path
   *     needs several calls
   * @return a transport
   * @throws IllegalArgumentException if the call timeout is longer
   */
  public static LambdaTransport of(HttpTransport transport) {
    Duration timeout = transport.callTimeout();
    if (timeout.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException(
          "call timeout: expected at most 10 seconds in a Lambda function, found " + timeout);
    }
    return new LambdaTransport(transport);
  }

  @Override
  public Duration callTimeout() {
    return transport.callTimeout();
  }

  /**
   * Sends a request.
   *
   * @throws IOException if the transport throws it, or too little time of the invocation is left
   */
  @Override
  public Response send(Request request) throws IOException {
    Duration remaining = InvocationDeadline.remaining();
    if (remaining != null && remaining.minus(RESERVE).compareTo(callTimeout()) < 0) {
      throw new IOException(
          "not sent: expected "
              + callTimeout().plus(RESERVE).toMillis()
              + " ms of the invocation, found "
              + remaining.toMillis());
    }
    return transport.send(request);
  }
}
