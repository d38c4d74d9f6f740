package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import java.net.URI;
import java.util.Map;
import java.util.OptionalLong;

/** Client of monday.com's API, for the three queries that this library needs. */
public final class MondayApi {
  private static final int MAX_NAME_LENGTH = 100;

  private final GuardedTransport transport;
  private final URI endpoint;

  /** Creates a client of the API at this URI. */
  public MondayApi(GuardedTransport transport, URI endpoint) {
    this.transport = transport;
    this.endpoint = endpoint;
  }

  /**
   * The user and account that an access token belongs to. An id that is not positive counts as
   * absent, as it does for core's verifiers.
   *
   * @param userId the user's id, or empty if it is unknown
   * @param accountId the account's id, or empty if it is unknown
   */
  public record Identity(OptionalLong userId, OptionalLong accountId) {
    /**
     * The ids in the access token itself ({@code uid} and {@code actid}). The signature is not
     * verified, so use this only for tokens that came from the token endpoint over TLS.
     */
    public static Identity ofToken(String accessToken) {
      JsonNode claims = Json.jwtPayload(accessToken);
      return new Identity(id(claims.path("uid")), id(claims.path("actid")));
    }

    /** A positive number, or the same as a string of at most 18 decimal digits. */
    private static OptionalLong id(JsonNode node) {
      long id = 0;
      if (node.isIntegralNumber() && node.canConvertToLong()) {
        id = node.longValue();
      } else if (node.isTextual() && node.textValue().matches("[1-9][0-9]{0,17}")) {
        id = Long.parseLong(node.textValue());
      }
      return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
    }
  }

  /**
   * Names to show to a user, at most 100 characters each.
   *
   * @param user the user's name, or empty if it is unknown
   * @param account the account's name, or empty if it is unknown
   */
  public record Names(String user, String account) {
    /** Shows no name. */
    @Override
    public String toString() {
      return "Names";
    }
  }

  /**
   * Queries the user and account of an access token. Both are unknown if the token lacks the scopes
   * {@code me:read} and {@code account:read}.
   *
   * @throws OAuthException with {@code UNAVAILABLE} if monday.com is unreachable, overloaded or
   *     failing, with {@code PROVIDER} if the response is too large
   */
  public Identity identity(String accessToken) {
    JsonNode me = me(accessToken, "{ me { id account { id } } }");
    return new Identity(Identity.id(me.path("id")), Identity.id(me.path("account").path("id")));
  }

  /** Queries the names of the access token's user and account. Never throws. */
  public Names names(String accessToken) {
    try {
      JsonNode me = me(accessToken, "{ me { name account { name } } }");
      return new Names(name(me.path("name")), name(me.path("account").path("name")));
    } catch (OAuthException e) {
      return new Names("", "");
    }
  }

  private static String name(JsonNode node) {
    String name = node.isTextual() ? node.textValue().strip() : "";
    return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH);
  }

  /** The field {@code me} of a response, or a missing node. */
  private JsonNode me(String accessToken, String query) {
    return Json.object(send(accessToken, query).body()).path("data").path("me");
  }

  private Response send(String accessToken, String query) {
    Map<String, String> headers =
        Map.of(
            "Authorization", accessToken,
            "Content-Type", "application/json",
            "Accept", "application/json",
            "User-Agent", "monday-auth");
    Response response;
    try {
      response =
          transport.send(
              new Request("POST", endpoint, headers, Json.write(Map.of("query", query))));
    } catch (NoResponseException e) {
      throw new OAuthException(e.reason(), e.getMessage());
    }
    if (response.status() / 100 == 5 || response.status() == 429) {
      throw new OAuthException(
          OAuthException.Reason.UNAVAILABLE, "monday.com responded with " + response.status());
    }
    return response;
  }
}
