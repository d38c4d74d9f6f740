package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of token passes: length, signature, JSON, time. A verifier adds the checks of its
 * kind and reports the outcome.
 */
final class JwtVerifier {
  /** Characters; monday.com's tokens have under 1,500. */
  static final int LONGEST = 8_192;

  private static final String BEARER = "Bearer ";

  private final TokenKind kind;
  private final HmacKey[] keys;
  private final AppSettings settings;
  private final long skew;

  JwtVerifier(TokenKind kind, List<HmacKey> keys, AppSettings settings) {
    this.kind = kind;
    this.keys = keys.toArray(new HmacKey[0]);
    this.settings = settings;
    this.skew = settings.clockSkew().toMillis();
  }

  AppSettings settings() {
    return settings;
  }

  /** The claims of a token of some kind, signed by one of the keys and valid now. */
  ClaimSet open(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new TokenRejectedException(Reason.MISSING, "expected a JWT, found none");
    }
    if (value.length() > LONGEST) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE, "a JWT of under 8,192 characters expected");
    }
    int start =
        value.length() > 7
                && value.charAt(6) == ' '
                && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? BEARER.length()
            : 0;
    Jws jws = Jws.split(value, start);
    for (int i = 0; i < keys.length; i++) {
      if (jws.isSignedBy(keys[i])) {
        ClaimSet claims = jws.claims();
        claims.secretIndex = i;
        checkTime(claims);
        return claims;
      }
    }
    throw jws.unsigned();
  }

  private void checkTime(ClaimSet claims) {
    if (claims.expiresAt == ClaimSet.ABSENT) {
      throw new TokenRejectedException(Reason.CLAIMS, "exp is missing");
    }
    long now = settings.time().millis();
    if (now >= claims.expiresAt * 1000 + skew) {
      throw new TokenRejectedException(
          Reason.EXPIRED,
          "expired " + (now / 1000 - claims.expiresAt) + " s ago, skew " + skew / 1000 + " s");
    }
    long from = Math.max(claims.issuedAt, claims.notBefore);
    if (from != ClaimSet.ABSENT && from * 1000 - skew > now) {
      throw new TokenRejectedException(
          Reason.NOT_YET_VALID,
          "valid in " + (from - now / 1000) + " s, skew " + skew / 1000 + " s");
    }
    if (claims.issuedAt != ClaimSet.ABSENT && claims.issuedAt > claims.expiresAt) {
      throw new TokenRejectedException(Reason.CLAIMS, "iat is after exp");
    }
  }

  void verified(ClaimSet claims) {
    settings.listener().verified(kind, claims.secretIndex);
  }

  /** Reports a refusal, and hands it back to be thrown. */
  TokenRejectedException rejected(TokenRejectedException refusal) {
    settings.listener().rejected(kind, refusal.reason());
    return refusal;
  }
}
