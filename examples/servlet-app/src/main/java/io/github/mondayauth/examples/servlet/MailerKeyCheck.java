package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.oauth.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Checks with the mail service whether an API key is valid, before the key is stored. It returns
 * false if the service rejects the key. It throws an exception if the response is unclear; the
 * library then shows the user a page that says to try again later.
 */
final class MailerKeyCheck implements Predicate<Credential> {
  private final URI api;
  private final Duration timeout;
  private final HttpClient client;

  MailerKeyCheck(URI api, Duration timeout) {
    this.api = api;
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public boolean test(Credential offered) {
    try {
      int status =
          client
              .send(
                  ServiceClients.withKey(api, offered.secret()).timeout(timeout).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return switch (status) {
        case 200 -> true;
        case 401, 403 -> false;
        default ->
            throw new IllegalStateException(
                "Expected status 200, 401 or 403 from the mail service, found " + status);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
