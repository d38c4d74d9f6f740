package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.Map;

/**
 * A request that {@link FakeMonday} sent to the application, and the application's reply.
 *
 * @param uri the application's endpoint
 * @param headers the headers, including {@code Authorization} with the JWT
 * @param body the JSON body
 * @param reply the application's reply
 */
public record SentRequest(URI uri, Map<String, String> headers, String body, AppReply reply) {
  /** Shows the endpoint's path and the status only: the headers contain a token. */
  @Override
  public String toString() {
    return "POST " + uri.getPath() + " -> " + reply.status();
  }
}
