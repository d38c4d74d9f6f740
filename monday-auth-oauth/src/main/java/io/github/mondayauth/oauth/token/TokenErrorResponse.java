package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.Set;

/** Error responses (RFC 6749 section 5.2), including those that have status 200. */
public final class TokenErrorResponse {
  /** The grant was revoked or has expired. All but {@code invalid_grant} are provider-specific. */
  private static final Set<String> GRANT =
      Set.of(
          "invalid_grant",
          "invalid_token",
          "bad_verification_code",
          "bad_refresh_token",
          "invalid_code",
          "code_already_used",
          "code_expired",
          "invalid_refresh_token",
          "token_expired",
          "token_revoked");

  /** The client registration is wrong. */
  private static final Set<String> CLIENT =
      Set.of(
          "invalid_client",
          "unauthorized_client",
          "incorrect_client_credentials",
          "bad_client_secret",
          "invalid_client_id",
          "redirect_uri_mismatch");

  /** A later request may succeed. */
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "temporarily_unavailable",
          "temporary_unavailable",
          "server_error",
          "slow_down",
          "too_many_requests",
          "ratelimited");

  private TokenErrorResponse() {}

  /**
   * Checks that a response is not an error response.
   *
   * @param fields the fields of the body, or a missing node if they cannot be read
   * @param host the provider's host, for the message
   * @throws TokenEndpointException if the status is not 2xx, or there is an error code
   */
  static void check(Response response, JsonNode fields, String host) throws TokenEndpointException {
    int status = response.status();
    String code = code(fields.path("error").asText(""));
    if (status / 100 == 2 && code.isEmpty()) {
      return;
    }
    String found = host + " responded with " + status + (code.isEmpty() ? "" : " " + code);
    throw new TokenEndpointException(reason(status, code), found, status / 100 == 5);
  }

  private static Reason reason(int status, String code) {
    if (GRANT.contains(code)) {
      return Reason.GRANT;
    }
    if (CLIENT.contains(code)) {
      return Reason.CLIENT;
    }
    if (status == 429 || status / 100 == 5 || UNAVAILABLE.contains(code)) {
      return Reason.UNAVAILABLE;
    }
    return status == 401 ? Reason.CLIENT : Reason.PROVIDER;
  }

  /**
   * Limits an {@code error} parameter or field to values that are safe to show.
   *
   * @return the error code if it looks like one, {@code error} if it does not, and an empty string
   *     for an empty one
   */
  public static String code(String error) {
    if (error.isEmpty()) {
      return "";
    }
    return error.matches("[a-z][a-z_]{0,39}") ? error : "error";
  }
}
