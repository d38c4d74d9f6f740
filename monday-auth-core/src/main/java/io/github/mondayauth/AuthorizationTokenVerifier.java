package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the {@code token} query parameter that monday.com adds when it sends a browser to the
 * app's authorization URL, for a recipe or a credentials field. It needs only the signing secret.
 *
 * <p>Create it with {@link MondayApp#authorizationTokenVerifier()}. Immutable and safe for use by
 * several threads.
 */
public final class AuthorizationTokenVerifier {
  private final JwtVerifier jwt;
  private final AudienceCheck audience;
  private final MondayHosts hosts;

  AuthorizationTokenVerifier(JwtVerifier jwt, AudienceCheck audience, MondayHosts hosts) {
    this.jwt = jwt;
    this.audience = audience;
    this.hosts = hosts;
  }

  /**
   * Verifies a token.
   *
   * @param token the value of the {@code token} parameter, or null if the request has none
   * @param endpoint the authorization URL: a path under the app's base URIs that starts with a
   *     slash, or a full https URL. Pass a constant of the application, never part of the request.
   * @return the user who is to authorize, and the URL to return the user to
   * @throws TokenRejectedException if the token is missing, or if one of the checks fails
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  public AuthorizationClaims verify(@Nullable String token, String endpoint) {
    audience.requireForm(endpoint);
    try {
      ClaimSet claims = jwt.open(token);
      String backToUrl = requireKind(claims);
      audience.requireEndpoint(claims.audience, endpoint);
      claims.requireIssuedAt();
      URI uri = requireMonday(backToUrl);
      return jwt.accepted(
          claims, new AuthorizationClaims(claims, uri, audience.baseOf(claims.audience)));
    } catch (TokenRejectedException refusal) {
      throw jwt.refused(refusal);
    }
  }

  /** Returns {@code backToUrl}, which every authorization token has. Refuses another kind. */
  static String requireKind(ClaimSet claims) {
    if (claims.dat != null || claims.backToUrl == null) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND,
          "expected an authorization token, found one "
              + (claims.dat != null ? "with dat" : "without backToUrl"));
    }
    return claims.backToUrl;
  }

  /** Parses {@code backToUrl}, or refuses the token. */
  URI requireMonday(String backToUrl) {
    URI uri = hosts.backToUrl(backToUrl);
    if (uri == null) {
      throw new TokenRejectedException(
          Reason.BACK_TO_URL, "backToUrl: expected an https URL of monday.com, found another URL");
    }
    return uri;
  }
}
