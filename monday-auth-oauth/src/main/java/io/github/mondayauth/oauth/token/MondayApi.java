package io.github.mondayauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import java.net.URI;
import java.util.Map;

/** The few questions that are asked of monday.com's API. */
final class GraphQl {
  private final Http http;
  private final URI endpoint;

  GraphQl(Http http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /**
   * Asks.
   *
   * @return the answer, or a missing node if there is none of use
   * @throws OAuthException if monday.com cannot be reached or failed
   */
  JsonNode query(String accessToken, String query) {
    return Json.object(send(accessToken, query).body());
  }

  /**
   * Whether monday.com refuses the token, as it does after an uninstall.
   *
   * @throws OAuthException if monday.com cannot be reached or failed
   */
  boolean refuses(String accessToken) {
    return send(accessToken, "{ me { id } }").status() == 401;
  }

  private Response send(String accessToken, String query) {
    Map<String, String> headers =
        Map.of(
            "Authorization", accessToken,
            "Content-Type", "application/json",
            "Accept", "application/json",
            "User-Agent", "monday-auth");
    Response response =
        http.send(new Request("POST", endpoint, headers, Json.write(Map.of("query", query))));
    if (response.status() / 100 == 5 || response.status() == 429) {
      throw new OAuthException(
          OAuthException.Reason.UNAVAILABLE, "monday.com answered " + response.status());
    }
    return response;
  }
}
