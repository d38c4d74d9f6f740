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
 * Asks the mail service whether it accepts a key that a user just typed, before it is stored. Any
 * answer that is neither yes nor no is thrown: the user is told to try again later.
 */
final class MailerCheck implements Predicate<Credential> {
  private final URI api;
  private final Duration timeout;
  private final HttpClient client;

  MailerCheck(URI api, Duration timeout) {
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
                  Services.withKey(api, offered.secret()).timeout(timeout).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return switch (status) {
        case 200 -> true;
        case 401, 403 -> false;
        default -> throw new IllegalStateException("the mail service answered " + status);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
