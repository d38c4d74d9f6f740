package io.github.mondayauth.benchmarks.verify;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;

/** io.jsonwebtoken:jjwt, with its Jackson module. */
final class Jjwt implements Verification {
  private final JwtParser parser =
      Jwts.parser()
          .verifyWith(Keys.hmacShaKeyFor(RequestTokens.secretBytes()))
          .requireAudience(RequestTokens.AUDIENCE)
          .build();

  @Override
  public long verify(String token) {
    Claims claims = parser.parseSignedClaims(token).getPayload();
    return ClaimChecksum.of(
        claims.get("accountId", Long.class),
        claims.get("userId", Long.class),
        claims.get("shortLivedToken", String.class));
  }
}
