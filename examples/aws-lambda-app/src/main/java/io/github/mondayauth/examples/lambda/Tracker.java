package io.github.mondayauth.examples.lambda;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Calls the issue tracker for a user. Status 401 means that the tracker refuses an access token
 * that has not expired; it is then renewed, and the call repeated once.
 */
final class Tracker {
  /** Two calls and a renewal end before the gateway stops waiting. */
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final Connections connections;
  private final URI profile;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  Tracker(Connections connections, URI tracker) {
    this.connections = connections;
    this.profile = tracker.resolve("/api/user");
  }

  /** The user's profile at the tracker, in JSON. */
  HttpResponse<String> profile(MondayUser user) {
    Credential credential = connections.credential(user, Integration.TRACKER);
    HttpResponse<String> response = get(credential);
    return response.statusCode() == 401 ? get(connections.renew(credential)) : response;
  }

  private HttpResponse<String> get(Credential credential) {
    HttpRequest request =
        HttpRequest.newBuilder(profile)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + credential.secret().reveal())
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }
  }
}
