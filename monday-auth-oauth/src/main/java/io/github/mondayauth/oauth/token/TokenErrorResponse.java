package io.github.mondayauth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.Set;

/** Errors of token endpoints (RFC 6749 section 5.2), also those in an answer of status 200. */
final class TokenError {
  /** The grant is over; the words beside the RFC's are GitHub's and Slack's. */
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

  private static final Set<String> CLIENT =
      Set.of(
          "invalid_client",
          "unauthorized_client",
          "incorrect_client_credentials",
          "bad_client_secret",
          "invalid_client_id",
          "redirect_uri_mismatch");

  private static final Set<String> LATER =
      Set.of(
          "temporarily_unavailable",
          "temporary_unavailable",
          "server_error",
          "slow_down",
          "too_many_requests",
          "ratelimited");

  private TokenError() {}

  /**
   * Refuses whatever is not an answer of status 2xx without an error.
   *
   * @throws OAuthException with the reason
   */
  static void check(Response response, JsonNode members, String host) {
    int status = response.status();
    String code = code(members);
    if (status / 100 == 2 && code.isEmpty()) {
      return;
    }
    String found = host + " answered " + status + (code.isEmpty() ? "" : " " + code);
    boolean processed = status / 100 == 5;
    throw new OAuthException(reason(status, code), found, processed);
  }

  private static Reason reason(int status, String code) {
    if (GRANT.contains(code)) {
      return Reason.GRANT;
    }
    if (CLIENT.contains(code)) {
      return Reason.CLIENT;
    }
    if (status == 429 || status / 100 == 5 || LATER.contains(code)) {
      return Reason.UNAVAILABLE;
    }
    return status == 401 ? Reason.CLIENT : Reason.PROVIDER;
  }

  /** The error code, or nothing if it has not the shape of one and might be anything. */
  static String code(JsonNode members) {
    return shaped(members.path("error").asText(""));
  }

  static String shaped(String code) {
    return code.matches("[a-z][a-z_]{0,39}") ? code : code.isEmpty() ? "" : "error";
  }
}
