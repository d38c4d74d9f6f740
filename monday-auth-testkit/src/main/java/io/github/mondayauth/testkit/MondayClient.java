package io.github.mondayauth.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Sends monday.com's POST requests to the application, and records them. */
final class MondayClient {
  /** How long monday.com waits for an application's reply. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<SentRequest> sent = new CopyOnWriteArrayList<>();

  AppReply post(URI uri, @Nullable String authorization, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (authorization != null) {
      headers.put("Authorization", authorization);
    }
    return post(uri, headers, body);
  }

  AppReply post(URI uri, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      AppReply reply =
          new AppReply(response.statusCode(), response.headers().map(), response.body());
      sent.add(new SentRequest(uri, headers, body, reply));
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException("The application did not reply to POST " + uri.getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  List<SentRequest> sent() {
    return List.copyOf(sent);
  }
}
