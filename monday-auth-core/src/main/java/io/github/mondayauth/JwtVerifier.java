package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what every kind of token has in common: length, signature, JSON and time.
 *
 * <p>The verifier of a kind adds its own checks and ends with exactly one of {@link #accepted} and
 * {@link #refused}, so that the listener receives one event per token.
 */
final class JwtVerifier {
  /** The longest token, in characters. monday.com's tokens have fewer than 1,500. */
  static final int MAX_LENGTH = 8_192;

  private static final String BEARER = "Bearer ";

  private final TokenKind kind;
  private final HmacKey[] keys;
  private final InstantSource time;
  private final long skewMillis;
  private final AuthListener listener;

  JwtVerifier(TokenKind kind, List<HmacKey> keys, AppSettings settings) {
    this.kind = kind;
    this.keys = keys.toArray(new HmacKey[0]);
    this.time = settings.time();
    this.skewMillis = settings.clockSkew().toMillis();
    this.listener = settings.listener();
  }

  /** Returns the claims of a token that one of the keys signed and that is valid now. */
  ClaimSet open(@Nullable String value) {
    Jws jws = split(value);
    for (int i = 0; i < keys.length; i++) {
      if (jws.isSignedBy(keys[i])) {
        ClaimSet claims = jws.claims();
        claims.secretIndex = i;
        checkTime(claims);
        return claims;
      }
    }
    throw jws.notSigned();
  }

  /** Splits a header or parameter, with or without {@code Bearer}, into the parts of a JWS. */
  static Jws split(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new TokenRejectedException(Reason.MISSING, "expected a JWT, found none");
    }
    if (value.length() > MAX_LENGTH) {
      throw new TokenRejectedException(
          Reason.TOO_LARGE,
          "expected a JWT of at most 8,192 characters, found " + value.length() + " characters");
    }
    int start =
        value.length() > 7
                && value.charAt(6) == ' '
                && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? BEARER.length()
            : 0;
    return Jws.split(value, start);
  }

  /** Refuses a token that has no {@code exp}, or that is not valid now. */
  void checkTime(ClaimSet claims) {
    if (claims.expiresAt == ClaimSet.ABSENT) {
      throw ClaimSet.missing("exp", "a time in whole seconds");
    }
    long now = time.millis();
    if (now >= claims.expiresAt * 1000 + skewMillis) {
      throw new TokenRejectedException(
          Reason.EXPIRED, "expired " + (now / 1000 - claims.expiresAt) + " s ago, " + skewText());
    }
    long validFrom = Math.max(claims.issuedAt, claims.notBefore);
    if (validFrom != ClaimSet.ABSENT && validFrom * 1000 - skewMillis > now) {
      throw new TokenRejectedException(
          Reason.NOT_YET_VALID,
          "not valid for another " + (validFrom - now / 1000) + " s, " + skewText());
    }
    if (claims.issuedAt != ClaimSet.ABSENT && claims.issuedAt > claims.expiresAt) {
      throw new TokenRejectedException(
          Reason.CLAIMS, "iat: expected a time before exp, found a later one");
    }
  }

  /** Returns the current time of the app's clock. */
  Instant now() {
    return time.instant();
  }

  /** Returns how far monday.com's clock may be ahead of the app's, or behind it. */
  Duration allowedSkew() {
    return Duration.ofMillis(skewMillis);
  }

  private String skewText() {
    return "allowed clock skew " + skewMillis / 1000 + " s";
  }

  /** Reports an accepted token and returns {@code result}. */
  <T> T accepted(ClaimSet claims, T result) {
    listener.verified(kind, claims.secretIndex);
    return result;
  }

  /** Reports a refused token and returns {@code refusal}, for the caller to throw. */
  TokenRejectedException refused(TokenRejectedException refusal) {
    listener.rejected(kind, refusal.reason());
    return refusal;
  }
}
