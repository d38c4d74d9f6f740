package io.github.mondayauth.examples.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls the APIs of monday.com, the issue tracker and, if configured, the mail service on behalf of
 * a user.
 */
final class ServiceClients {
  static final String MONDAY = "monday";
  static final String TRACKER = "tracker";
  static final String MAILER = "mailer";

  private static final String ME_QUERY = "{\"query\":\"{ me { id name } }\"}";

  private final AuthorizedHttpClient http;
  private final URI mondayApi;
  private final URI trackerApi;
  private final @Nullable URI mailerApi;
  private final ObjectMapper json = new ObjectMapper();

  ServiceClients(
      AuthorizedHttpClient http, URI mondayApi, URI trackerApi, @Nullable URI mailerApi) {
    this.http = http;
    this.mondayApi = mondayApi;
    this.trackerApi = trackerApi;
    this.mailerApi = mailerApi;
  }

  /** The user's name at monday.com. */
  String mondayName(MondayUser user) throws IOException {
    HttpResponse<String> response =
        http.send(user, MONDAY, credential -> meQuery(credential.secret()));
    return text(response, "/data/me/name");
  }

  /** The name at monday.com of the user of a short-lived token. */
  String mondayName(Secret shortLivedToken) throws IOException {
    return text(http.send(meQuery(shortLivedToken)), "/data/me/name");
  }

  private HttpRequest.Builder meQuery(Secret accessToken) {
    return HttpRequest.newBuilder(mondayApi)
        .header("Authorization", accessToken.reveal())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(ME_QUERY));
  }

  /** The user's login at the tracker. */
  String trackerLogin(MondayUser user) throws IOException {
    HttpResponse<String> response =
        http.send(user, TRACKER, credential -> trackerRequest(credential.secret()));
    return text(response, "/login");
  }

  /**
   * The login at the tracker of an access token's owner; empty if the tracker refuses the token.
   */
  Optional<String> trackerLogin(Secret accessToken) throws IOException {
    HttpResponse<String> response = http.send(trackerRequest(accessToken));
    return response.statusCode() == 401 ? Optional.empty() : Optional.of(text(response, "/login"));
  }

  private HttpRequest.Builder trackerRequest(Secret accessToken) {
    return HttpRequest.newBuilder(trackerApi)
        .header("Authorization", "Bearer " + accessToken.reveal());
  }

  /** The user's login at the mail service; empty if the app has no mail service. */
  Optional<String> mailerLogin(MondayUser user) throws IOException {
    URI api = mailerApi;
    if (api == null) {
      return Optional.empty();
    }
    HttpResponse<String> response =
        http.send(user, MAILER, credential -> withKey(api, credential.secret()));
    return Optional.of(text(response, "/login"));
  }

  static HttpRequest.Builder withKey(URI api, Secret key) {
    return HttpRequest.newBuilder(api).header("X-Api-Key", key.reveal());
  }

  private String text(HttpResponse<String> response, String path) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(
          "Expected status 200 from "
              + response.request().uri().getHost()
              + ", found "
              + response.statusCode());
    }
    JsonNode value = json.readTree(response.body()).at(path);
    if (!value.isTextual()) {
      throw new IOException(
          "Expected a string at "
              + path
              + " in the response of "
              + response.request().uri().getHost()
              + ", found none");
    }
    return value.asText();
  }
}
