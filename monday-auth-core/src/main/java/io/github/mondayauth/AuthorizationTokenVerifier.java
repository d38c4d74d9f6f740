package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.MondayHosts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the {@code token} query parameter that monday.com adds when it sends a browser to the
 * app's authorization URL, for a recipe or a credentials field. It needs only the signing secret.
 *
 * <p>Create it with {@link MondayApp#authorizationTokenVerifier()}. Immutable and safe for use by
 * several threads.
 */
public final class AuthorizationTokenVerifier {
  /** The lifetime of monday.com's authorization tokens, as far as is known. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final JwtVerifier jwt;
  private final AudienceCheck audience;
  private final boolean audienceRequired;
  private final MondayHosts hosts;

  AuthorizationTokenVerifier(
      JwtVerifier jwt, AudienceCheck audience, boolean audienceRequired, MondayHosts hosts) {
    this.jwt = jwt;
    this.audience = audience;
    this.audienceRequired = audienceRequired;
    this.hosts = hosts;
  }

  /**
   * Verifies a token. monday.com documents the claims {@code userId}, {@code accountId} and {@code
   * backToUrl}. They must be present, and so must {@code exp}. The claims {@code aud} and {@code
   * iat} may be absent, unless {@link MondayApp.Builder#requireAudience()} is set.
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
      requireAudience(claims, endpoint);
      URI uri = requireMonday(backToUrl);
      URI baseUri = audience.baseOf(claims.audience);
      return jwt.accepted(claims, new AuthorizationClaims(claims, uri, baseUri, issuedAt(claims)));
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

  /** Refuses another audience than the endpoint, and a missing one if it is required. */
  void requireAudience(ClaimSet claims, String endpoint) {
    if (claims.audience != null || audienceRequired) {
      audience.requireEndpoint(claims.audience, endpoint);
    }
  }

  /**
   * Returns when the token was issued. Without {@code iat}, that is its lifetime before it expires,
   * but not in the future.
   */
  private Instant issuedAt(ClaimSet claims) {
    if (claims.issuedAt != ClaimSet.ABSENT) {
      return Instant.ofEpochSecond(claims.issuedAt);
    }
    Instant now = jwt.now().truncatedTo(ChronoUnit.SECONDS);
    Instant assumed = Instant.ofEpochSecond(claims.expiresAt).minus(LIFETIME);
    return assumed.isBefore(now) ? assumed : now;
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
