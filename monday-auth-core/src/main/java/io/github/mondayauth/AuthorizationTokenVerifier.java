package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the {@code token} parameter with which monday.com sends a browser to the app's
 * authorization URL, that of a recipe or of a credentials field.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class AuthorizationTokenVerifier {
  private final JwtVerifier gate;
  private final AudienceCheck endpoints;
  private final MondayHosts hosts;

  AuthorizationTokenVerifier(JwtVerifier gate, AudienceCheck endpoints) {
    this.gate = gate;
    this.endpoints = endpoints;
    this.hosts = MondayHosts.of(gate.settings());
  }

  /**
   * Verifies a token.
   *
   * @param token the value of the parameter {@code token}, or null if there is none
   * @param endpoint the authorization URL, as a path under the app's base URI, from its slash on,
   *     or as a full https URL. A constant of the application, never taken from the request.
   * @return who is to authorize, and where to go on
   * @throws TokenRejectedException if anything about the token is not as it must be
   * @throws IllegalArgumentException if {@code endpoint} is neither a path nor an https URL
   */
  public AuthorizationClaims verify(@Nullable String token, String endpoint) {
    try {
      ClaimSet claims = gate.open(token);
      if (claims.dat != null || claims.backToUrl == null) {
        throw new TokenRejectedException(
            Reason.WRONG_KIND,
            "expected an authorization token, found one "
                + (claims.dat != null ? "with dat" : "without backToUrl"));
      }
      endpoints.check(claims.audience, endpoint);
      if (claims.issuedAt == ClaimSet.ABSENT) {
        throw new TokenRejectedException(Reason.CLAIMS, "iat is missing");
      }
      URI backToUrl = hosts.backToUrl(claims.backToUrl);
      if (backToUrl == null) {
        throw new TokenRejectedException(
            Reason.BACK_TO_URL, "backToUrl: expected an https address of monday.com");
      }
      AuthorizationClaims verified = new AuthorizationClaims(claims, backToUrl);
      gate.verified(claims);
      return verified;
    } catch (TokenRejectedException refusal) {
      throw gate.rejected(refusal);
    }
  }
}
