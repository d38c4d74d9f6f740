package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.Map;

/**
 * A request that {@link FakeMonday} sent to the application, with the answer it got.
 *
 * @param uri the application's endpoint
 * @param headers the headers, among them {@code Authorization} with the JWT
 * @param body the JSON body
 * @param reply the answer
 */
public record SentRequest(URI uri, Map<String, String> headers, String body, AppReply reply) {
  /** Shows the endpoint and the status: the headers hold a token. */
  @Override
  public String toString() {
    return "POST " + uri.getPath() + " -> " + reply.status();
  }
}
