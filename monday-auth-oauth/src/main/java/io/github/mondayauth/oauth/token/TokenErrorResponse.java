package io.github.mondayauth.oauth.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Error responses (RFC 6749 section 5.2), including those that have status 200. */
public final class TokenErrorResponse {
  private static final String INVALID_GRANT = "invalid_grant";

  /** A code or token was refused. All but {@code invalid_grant} are provider-specific. */
  private static final Set<String> GRANT =
      Set.of(
          INVALID_GRANT,
          "invalid_token",
          "bad_verification_code",
          "bad_refresh_token",
          "invalid_code",
          "code_already_used",
          "code_expired",
          "invalid_refresh_token",
          "token_expired",
          "token_revoked");

  /** How GitHub and Slack say, with status 200, that a grant has ended. */
  private static final Set<String> ENDED =
      Set.of(
          "bad_refresh_token",
          "invalid_refresh_token",
          "token_expired",
          "token_revoked",
          "account_inactive");

  /** The client registration is wrong. All but {@code invalid_client} are provider-specific. */
  private static final Set<String> CLIENT =
      Set.of(
          "invalid_client",
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

  /** The same as statuses: a timeout, a conflict with another request, and limits of the rate. */
  private static final Set<Integer> UNAVAILABLE_STATUS = Set.of(408, 409, 425, 429);

  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int INTERNAL_SERVER_ERROR = 500;

  private TokenErrorResponse() {}

  /**
   * Checks that a response is not an error response. An error response that the provider words in
   * its own way means what the application declared, whatever else it contains.
   *
   * @param fields the fields of the body, or a missing node if they cannot be read
   * @throws TokenEndpointException if the status is not 2xx, or there is an error code
   */
  static void check(Response response, JsonNode fields, TokenEndpoint endpoint)
      throws TokenEndpointException {
    int status = response.status();
    String code = code(error(fields));
    ErrorWord.Meaning declared = declared(status, fields, endpoint);
    if (declared == null && status / 100 == 2 && code.isEmpty()) {
      return;
    }
    String found =
        endpoint.uri().getHost()
            + " responded with "
            + status
            + (code.isEmpty() ? "" : " " + code)
            + (status / 100 == 3 ? ", a redirect, which is not followed" : "");
    Reason reason = declared == null ? reason(status, code, fields) : reason(declared);
    boolean grantEnded =
        declared == null
            ? reason != Reason.UNAVAILABLE && isGrantEnded(status, code)
            : declared == ErrorWord.Meaning.GRANT_ENDED;
    throw new TokenEndpointException(
        grantEnded ? Reason.GRANT : reason,
        found,
        status / 100 == 5,
        grantEnded,
        declared != null || !code.isEmpty(),
        isHostUnavailable(status),
        RetryAfter.of(response));
  }

  /** Status 500 does not count: a single request may be the reason. */
  private static boolean isHostUnavailable(int status) {
    return status == TOO_MANY_REQUESTS || (status / 100 == 5 && status != INTERNAL_SERVER_ERROR);
  }

  /**
   * The field {@code error} as text, or empty if it names no error. A string names one unless it is
   * empty, and so do {@code true} and a number other than 0. An object names none: some providers
   * describe a success in it.
   */
  static String error(JsonNode fields) {
    JsonNode error = fields.path("error");
    boolean isNamed = error.isTextual() || error.booleanValue() || error.doubleValue() != 0;
    return isNamed ? error.asText() : "";
  }

  /**
   * Whether a response says that a request failed, whatever its status: in a page of HTML, in the
   * field {@code error}, also if that is an object, or as the application declared.
   */
  static boolean isIn(Response response, TokenEndpoint endpoint) {
    JsonNode fields = TokenResponse.fields(response);
    return TokenResponse.isPage(response)
        || !error(fields).isEmpty()
        || !fields.path("error").isEmpty()
        || declared(response.status(), fields, endpoint) != null;
  }

  /**
   * The meaning that the application declared for this response, or null. If several declarations
   * match, the mildest counts: only an unambiguous response may end a grant.
   */
  private static ErrorWord.@Nullable Meaning declared(
      int status, JsonNode fields, TokenEndpoint endpoint) {
    TokenResponseFormat format = endpoint.responses();
    return format.errorWords().stream()
        .filter(word -> word.matches(status, fields))
        .map(ErrorWord::meaning)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Reason reason(ErrorWord.Meaning declared) {
    return switch (declared) {
      case GRANT_ENDED -> Reason.GRANT;
      case CLIENT_REFUSED -> Reason.CLIENT;
      case UNAVAILABLE -> Reason.UNAVAILABLE;
    };
  }

  private static Reason reason(int status, String code, JsonNode fields) {
    // A redirect comes from something in front of the token endpoint, whatever its body says.
    if (status / 100 == 3
        || UNAVAILABLE_STATUS.contains(status)
        || status / 100 == 5
        || UNAVAILABLE.contains(code)) {
      return Reason.UNAVAILABLE;
    }
    if (GRANT.contains(code)) {
      return Reason.GRANT;
    }
    if (CLIENT.contains(code) || (status == UNAUTHORIZED && code.isEmpty())) {
      return Reason.CLIENT;
    }
    // So does a response without JSON.
    return fields.isEmpty() ? Reason.UNAVAILABLE : Reason.PROVIDER;
  }

  private static boolean isGrantEnded(int status, String code) {
    return code.equals(INVALID_GRANT) || (status == 200 && ENDED.contains(code));
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
