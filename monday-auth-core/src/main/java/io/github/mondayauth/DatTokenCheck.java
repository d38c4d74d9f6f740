package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Verifies what all tokens with a {@code dat} claim share: session tokens and lifecycle events. */
final class DatTokenCheck {
  private final JwtVerifier jwt;
  private final AudienceCheck audience;
  private final String clientId;
  private final boolean flatAllowed;
  private final @Nullable String endpoint;

  /**
   * Creates a verifier.
   *
   * @param flatAllowed whether the fields of {@code dat} may be at the top level instead
   * @param endpoint the endpoint that {@code aud} must name if it is present, or null for any URL
   *     of the app
   */
  DatTokenCheck(
      JwtVerifier jwt,
      AudienceCheck audience,
      String clientId,
      boolean flatAllowed,
      @Nullable String endpoint) {
    this.jwt = jwt;
    this.audience = audience;
    this.clientId = clientId;
    this.flatAllowed = flatAllowed;
    this.endpoint = endpoint;
  }

  /** Returns a verifier that requires {@code aud}, if it is present, to name this endpoint. */
  DatTokenCheck at(String url) {
    audience.requireForm(url);
    return new DatTokenCheck(jwt, audience, clientId, flatAllowed, url);
  }

  /** Returns the claims of a token that is valid now and not of a kind without {@code dat}. */
  ClaimSet open(@Nullable String token) {
    ClaimSet claims = jwt.open(token);
    requireNoRequest(claims);
    requireAudience(claims);
    return claims;
  }

  /** Returns the fields of {@code dat}, or those at the top level where that is allowed. */
  DatClaims dat(ClaimSet claims) {
    DatClaims dat = requireOneDat(claims);
    requireApp(dat);
    return dat;
  }

  /** Refuses the token of a request or an authorization. */
  void requireNoRequest(ClaimSet claims) {
    if (claims.accountId != 0
        || claims.userId != 0
        || claims.backToUrl != null
        || claims.shortLivedToken != null) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND, "expected a token with dat, found a request or authorization token");
    }
  }

  /** Refuses an audience other than the endpoint or the app. Accepts a missing one. */
  void requireAudience(ClaimSet claims) {
    if (endpoint == null) {
      audience.requireOwn(claims.audience);
    } else if (claims.audience != null) {
      audience.requireEndpoint(claims.audience, endpoint);
    }
  }

  /** Returns the fields of {@code dat}, or refuses a token that has none of them or two sets. */
  DatClaims requireOneDat(ClaimSet claims) {
    DatClaims dat = flatAllowed && claims.dat == null ? claims.flat : claims.dat;
    if (dat == null || (claims.dat != null && claims.flat != null)) {
      throw new TokenRejectedException(
          Reason.WRONG_KIND,
          "dat: expected one object, found "
              + (dat == null ? "none" : "its fields at the top level too"));
    }
    return dat;
  }

  /** Refuses a token that names another app. Accepts one that names none. */
  void requireApp(DatClaims dat) {
    if (dat.clientId != null && !dat.clientId.equals(clientId)) {
      throw new TokenRejectedException(
          Reason.APP, "client_id: expected this app's, found another app's");
    }
  }

  /**
   * Returns the latest time at which what a token reports can have happened, by monday.com's clock,
   * which may be ahead of this one by the allowed clock skew.
   */
  Instant latest(ClaimSet claims) {
    return claims.issuedAt == ClaimSet.ABSENT
        ? jwt.now().plus(jwt.allowedSkew())
        : Instant.ofEpochSecond(claims.issuedAt);
  }

  /** Reports an accepted token and returns {@code result}. */
  <T> T accepted(ClaimSet claims, T result) {
    return jwt.accepted(claims, result);
  }

  /** Reports a refused token and returns {@code refusal}, for the caller to throw. */
  TokenRejectedException refused(TokenRejectedException refusal) {
    return jwt.refused(refusal);
  }
}
