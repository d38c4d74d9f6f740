package io.github.mondayauth.benchmarks.verify;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;

/** com.auth0:java-jwt. */
final class Auth0 implements Verification {
  private final JWTVerifier verifier =
      JWT.require(Algorithm.HMAC256(RequestTokens.secretBytes()))
          .withAudience(RequestTokens.AUDIENCE)
          .withClaimPresence("exp")
          .build();

  @Override
  public long verify(String token) {
    DecodedJWT jwt = verifier.verify(token);
    return ClaimChecksum.of(
        jwt.getClaim("accountId").asLong(),
        jwt.getClaim("userId").asLong(),
        jwt.getClaim("shortLivedToken").asString());
  }
}
