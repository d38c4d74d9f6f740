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
 * Calls services with a user's credential. A service that answers 401 refused the credential before
 * its time, so it is renewed and the call made once more.
 */
final class AuthorizedHttp {
  private final Connections connections;
  private final Duration timeout;
  private final HttpClient client;

  AuthorizedHttp(Connections connections, Duration timeout) {
    this.connections = connections;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /**
   * Makes a call.
   *
   * @param request makes the request that a credential goes into
   * @throws io.github.mondayauth.oauth.NotConnectedException if only the user can help
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

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
