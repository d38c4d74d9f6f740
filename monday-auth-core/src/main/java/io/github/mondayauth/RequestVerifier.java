package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a request comes from monday.com's server: actions, triggers, remote options, field
 * definitions, the credentials field, board webhooks. Needs the signing secret only.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RequestVerifier {
  private final JwtVerifier gate;
  private final AudienceCheck endpoints;
  private final boolean audienceMayMiss;

  RequestVerifier(JwtVerifier gate, AudienceCheck endpoints, boolean audienceMayMiss) {
    this.gate = gate;
    this.endpoints = endpoints;
    this.audienceMayMiss = audienceMayMiss;
  }

  /**
   * Verifies the {@code Authorization} header of a request.
   *
   * @param authorizationHeader the header's value, with or without {@code Bearer}, or null if there
   *     is none
   * @param endpoint the endpoint that runs this code, as a path under the app's base URI, from its
   *     slash on and with its query if it has one, or as a full https URL where a function has one
   *     of its own. A constant, or the path and query by which the request was routed here; never
   *     the request's host or forwarded headers.
   * @return who the request is about
   * @throws TokenRejectedException if anything about the token is not as it must be
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL
   */
  public RequestClaims verify(@Nullable String authorizationHeader, String endpoint) {
    try {
      ClaimSet claims = gate.open(authorizationHeader);
      if (claims.dat != null) {
        throw new TokenRejectedException(
            Reason.WRONG_KIND, "expected a request token, found one with dat");
      }
      if (!audienceMayMiss || claims.audience != null) {
        endpoints.check(claims.audience, endpoint);
      } else if (claims.backToUrl != null) {
        throw new TokenRejectedException(
            Reason.WRONG_KIND, "expected a request token, found one with backToUrl");
      }
      if (claims.issuedAt == ClaimSet.ABSENT) {
        throw new TokenRejectedException(Reason.CLAIMS, "iat is missing");
      }
      RequestClaims verified = new RequestClaims(claims);
      gate.verified(claims);
      return verified;
    } catch (TokenRejectedException refusal) {
      throw gate.rejected(refusal);
    }
  }

  /**
   * A verifier that accepts tokens without {@code aud}, which board webhooks may need. A wrong
   * {@code aud} is refused still, and so is {@code backToUrl} without one, since an authorization
   * token goes through a browser.
   *
   * @return a verifier that is less strict
   */
  public RequestVerifier allowMissingAudience() {
    return new RequestVerifier(gate, endpoints, true);
  }
}
