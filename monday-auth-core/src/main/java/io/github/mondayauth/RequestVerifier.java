package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a request comes from monday.com's servers: actions, triggers, remote options, field
 * definitions, credentials fields, board webhooks. It needs only the signing secret.
 *
 * <p>Create it with {@link MondayApp#requestVerifier()}. Immutable and safe for use by several
 * threads.
 */
public final class RequestVerifier {
  private final JwtVerifier jwt;
  private final AudienceCheck audience;
  private final boolean audienceOptional;

  RequestVerifier(JwtVerifier jwt, AudienceCheck audience, boolean audienceOptional) {
    this.jwt = jwt;
    this.audience = audience;
    this.audienceOptional = audienceOptional;
  }

  /**
   * Verifies the {@code Authorization} header of a request.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if the
   *     request has none
   * @param endpoint the endpoint that received the request: a path under the app's base URIs that
   *     starts with a slash and includes the query if there is one, or a full https URL where a
   *     function has its own. Pass a constant, or the path and query that the request was routed
   *     by; never the request's host or forwarded headers.
   * @return the user, the account and the other claims of the request
   * @throws TokenRejectedException if the token is missing, or if one of the checks fails
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  public RequestClaims verify(@Nullable String authorizationHeader, String endpoint) {
    audience.requireForm(endpoint);
    try {
      ClaimSet claims = jwt.open(authorizationHeader);
      requireKind(claims);
      requireAudience(claims, endpoint);
      claims.requireIssuedAt();
      return jwt.accepted(claims, new RequestClaims(claims));
    } catch (TokenRejectedException refusal) {
      throw jwt.refused(refusal);
    }
  }

  /** Refuses a token of another kind. */
  void requireKind(ClaimSet claims) {
    if (claims.dat != null) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND, "expected a request token, found one with dat");
    }
    // An authorization token passes through a browser. Only its audience differs from a request of
    // the credentials field, so without an audience it could be either.
    if (audienceOptional && claims.audience == null && claims.backToUrl != null) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND, "expected a request token, found one with backToUrl and without aud");
    }
  }

  private void requireAudience(ClaimSet claims, String endpoint) {
    if (!audienceOptional || claims.audience != null) {
      audience.requireEndpoint(claims.audience, endpoint);
    }
  }

  /**
   * Returns a verifier that also accepts tokens without {@code aud}, which board webhooks may need.
   * It still refuses a wrong {@code aud}, and a token that has {@code backToUrl} but no {@code
   * aud}, since that could be an authorization token that passed through a browser.
   *
   * @return a new verifier; this one is unchanged
   */
  public RequestVerifier allowMissingAudience() {
    return new RequestVerifier(jwt, audience, true);
  }
}
