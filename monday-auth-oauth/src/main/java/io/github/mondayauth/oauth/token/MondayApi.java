package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.http.NoResponseException;
import java.net.URI;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Client of monday.com's API, for the few queries that this library needs. */
public final class MondayApi {
  private static final int MAX_TEXT = 400;

  /** Matches the codes of errors about missing scopes or permissions. */
  private static final Pattern PERMISSION =
      Pattern.compile("unauthorized|permission|denied", Pattern.CASE_INSENSITIVE);

  /** In the codes of errors about fields whose scope is missing. */
  private static final Pattern UNAUTHORIZED =
      Pattern.compile("unauthorized", Pattern.CASE_INSENSITIVE);

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
   * What to show to a user about an access token's owner, as monday.com returned it.
   *
   * @param email the user's email address
   * @param user the user's name, or empty if it is unknown
   * @param account the account's name, or empty if it is unknown
   */
  public record Names(String email, String user, String account) {
    /** Shows no name. */
    @Override
    public String toString() {
      return "Names";
    }
  }

  /** What a user may do in their account. */
  public record Role(boolean isAdmin, boolean isGuest, boolean isViewOnly) {
    /** Whether the user is neither a guest nor a viewer. */
    public boolean isMember() {
      return !isGuest && !isViewOnly;
    }
  }

  /**
   * Queries the user and account of an access token. Both are unknown if the token lacks the scopes
   * {@code me:read} and {@code account:read}.
   *
   * @throws OAuthException with {@code UNAVAILABLE} if monday.com is unreachable, overloaded or
   *     failing, also if it says so with status 200, with {@code PROVIDER} if it does not accept
   *     the token, or if the response is too large or not JSON
   */
  public Identity identity(String accessToken) {
    Response response = send(accessToken, "{ me { id account { id } } }");
    JsonNode body = Json.object(response.body());
    if (response.status() == 401 || body.isEmpty()) {
      throw new OAuthException(
          OAuthException.Reason.PROVIDER,
          "monday.com's API: expected the user of an access token that was just issued, found "
              + response.status()
              + (body.isEmpty() ? " without JSON" : ""));
    }
    JsonNode me = body.path("data").path("me");
    Identity identity =
        new Identity(Identity.id(me.path("id")), Identity.id(me.path("account").path("id")));
    if (identity.userId().isEmpty() || identity.accountId().isEmpty()) {
      requireNoFailure(body);
    }
    return identity;
  }

  /**
   * Queries the email address and the names of the access token's user and account, each by itself,
   * since monday.com refuses a whole query if the scope of one field is missing.
   *
   * @throws OAuthException if the email address is not available: with {@code EXPIRED} if the token
   *     has expired, {@code IDENTITY_UNKNOWN} if the scope {@code me:read} is missing, {@code
   *     UNAVAILABLE} or {@code PROVIDER} otherwise
   */
  public Names names(String accessToken) {
    Response response = send(accessToken, "{ me { email } }");
    if (response.status() == 401) {
      throw new OAuthException(
          OAuthException.Reason.EXPIRED,
          "monday.com's API: expected to accept the short-lived token, found 401");
    }
    JsonNode body = Json.object(response.body());
    String email = text(body.path("data").path("me").path("email"));
    if (!email.isEmpty()) {
      return new Names(
          email,
          optional(accessToken, "{ me { name } }", "/name"),
          optional(accessToken, "{ me { account { name } } }", "/account/name"));
    }
    if (response.status() == 403 || hasError(body, PERMISSION)) {
      throw new OAuthException(
          OAuthException.Reason.IDENTITY_UNKNOWN,
          "monday.com's API: expected the user's email address for the confirmation page, found no"
              + " permission to read it. Add the scope me:read to the app in the Developer Center");
    }
    throw new OAuthException(
        OAuthException.Reason.UNAVAILABLE,
        "monday.com's API: expected the user's email address, found none in a response with status"
            + " "
            + response.status());
  }

  /** Whether monday.com's API accepts an access token. */
  public enum Acceptance {
    /** It does, so the app is installed in the account of the token. */
    ACCEPTED,
    /** It refuses the token: it expired or was revoked, or its user or app is not active. */
    REFUSED,
    /** The response says neither, may be another server's, or there was none. */
    UNKNOWN
  }

  /** Queries whether the API accepts an access token. Needs no scope. */
  public Acceptance acceptance(String accessToken) {
    Response response;
    try {
      response = send(accessToken, "{ me { id } }");
    } catch (OAuthException e) {
      return Acceptance.UNKNOWN;
    }
    JsonNode body = Json.object(response.body());
    if (response.status() == 401 || response.status() == 403) {
      return isError(body) ? Acceptance.REFUSED : Acceptance.UNKNOWN;
    }
    boolean hasResult = body.path("data").path("me").isObject() || hasError(body, UNAUTHORIZED);
    return response.status() / 100 == 2 && hasResult ? Acceptance.ACCEPTED : Acceptance.UNKNOWN;
  }

  /**
   * Queries the role of the access token's user in the account.
   *
   * @param user the user who must own the access token
   * @throws OAuthException if monday.com does not say so: with {@code EXPIRED} if it does not
   *     accept the token, {@code ROLE_UNKNOWN} if the scope {@code me:read} is missing or the token
   *     is another user's, {@code UNAVAILABLE} or {@code PROVIDER} otherwise
   */
  public Role role(MondayUser user, String accessToken) {
    Response response = send(accessToken, "{ me { id is_admin is_guest is_view_only } }");
    if (response.status() == 401) {
      throw new OAuthException(
          OAuthException.Reason.EXPIRED,
          "monday.com's API: expected to accept the user's access token, found 401");
    }
    JsonNode body = Json.object(response.body());
    JsonNode me = body.path("data").path("me");
    OptionalLong id = Identity.id(me.path("id"));
    JsonNode isAdmin = me.path("is_admin");
    JsonNode isGuest = me.path("is_guest");
    JsonNode isViewOnly = me.path("is_view_only");
    boolean isComplete = isAdmin.isBoolean() && isGuest.isBoolean() && isViewOnly.isBoolean();
    if (!isComplete) {
      requireNoFailure(body);
    }
    if (!isComplete || id.isEmpty() || id.getAsLong() != user.id()) {
      throw new OAuthException(
          OAuthException.Reason.ROLE_UNKNOWN,
          "monday.com's API: expected the role of the user who is connecting, found "
              + (isComplete ? "that of another user" : "none")
              + " in a response with status "
              + response.status()
              + ". Add the scope me:read to the app in the Developer Center");
    }
    return new Role(isAdmin.booleanValue(), isGuest.booleanValue(), isViewOnly.booleanValue());
  }

  /** The string at this JSON pointer in the field {@code me}, or empty if it is not available. */
  private String optional(String accessToken, String query, String pointer) {
    try {
      return text(me(accessToken, query).at(pointer));
    } catch (OAuthException e) {
      return "";
    }
  }

  /**
   * Refuses a response whose errors have a code, unless they are about scopes or the permissions of
   * the user. monday.com sends most failures of a query with status 200, also an exhausted budget.
   *
   * @throws OAuthException with {@code UNAVAILABLE} if there is such an error
   */
  private static void requireNoFailure(JsonNode body) {
    for (JsonNode error : body.path("errors")) {
      String code = code(error);
      if (!code.isEmpty() && !PERMISSION.matcher(code).find()) {
        throw new OAuthException(
            OAuthException.Reason.UNAVAILABLE,
            "monday.com's API: expected a user, found an error that is not about permissions");
      }
    }
  }

  /** Whether the code of an error contains a match. */
  private static boolean hasError(JsonNode body, Pattern pattern) {
    for (JsonNode error : body.path("errors")) {
      if (pattern.matcher(code(error)).find()) {
        return true;
      }
    }
    return false;
  }

  private static String code(JsonNode error) {
    return error.path("extensions").path("code").asText("");
  }

  /** Whether a response has the form of monday.com's errors. A firewall responds with 403 too. */
  private static boolean isError(JsonNode body) {
    return body.has("errors") || body.has("error_code");
  }

  private static String text(JsonNode node) {
    String text = node.isTextual() ? node.textValue() : "";
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
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
