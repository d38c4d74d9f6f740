package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Function;

/**
 * Calls services with a user's credential. Status 401 means that the service refuses a credential
 * that has not expired yet; the client then renews the credential and repeats the call once.
 */
final class AuthorizedHttpClient {
  private final Connections connections;
  private final Duration timeout;
  private final HttpClient client;

  AuthorizedHttpClient(Connections connections, Duration timeout) {
    this.connections = connections;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /**
   * Sends a request.
   *
   * @param request creates the request, without a timeout, for a credential
   * @throws io.github.mondayauth.oauth.NotConnectedException if the user has to connect or
   *     reconnect the service
   */
  HttpResponse<String> send(
      MondayUser user, String connection, Function<Credential, HttpRequest.Builder> request)
      throws IOException {
    Credential credential = connections.credential(user, connection);
    HttpResponse<String> response = send(request.apply(credential));
    return response.statusCode() == 401
        ? send(request.apply(connections.renew(credential)))
        : response;
  }

  /** Sends a request that already has its credential. */
  HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
