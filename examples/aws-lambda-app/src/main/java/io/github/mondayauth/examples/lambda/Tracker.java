package io.github.mondayauth.examples.lambda;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls the issue tracker for a user. Status 401 means that the tracker refuses an access token
 * that has not expired; it is then renewed, and the call repeated once. Safe for use by several
 * threads.
 */
final class Tracker {
  static final String ISSUES = "/api/issues";

  /** Two calls and a renewal end before the gateway stops waiting. */
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final Connections connections;
  private final URI issues;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  Tracker(Connections connections, URI tracker) {
    this.connections = connections;
    this.issues = tracker.resolve(ISSUES);
  }

  /**
   * Creates an issue.
   *
   * @param idempotencyKey makes the tracker create one issue, however often the request is
   *     repeated; null if the run has no id
   * @return the tracker's HTTP status
   * @throws IOException if the tracker does not respond in time
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to connect
   */
  int create(MondayUser user, Issue issue, @Nullable String idempotencyKey) throws IOException {
    Credential credential = connections.credential(user, Integration.TRACKER);
    int status = post(credential, issue, idempotencyKey);
    return status == 401 ? post(connections.renew(credential), issue, idempotencyKey) : status;
  }

  private int post(Credential credential, Issue issue, @Nullable String idempotencyKey)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(issues)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + credential.secret().reveal())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(issue.toJson()));
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
