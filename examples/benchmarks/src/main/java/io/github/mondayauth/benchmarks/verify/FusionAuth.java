package io.github.mondayauth.benchmarks.verify;

import io.fusionauth.jwt.JWTDecoder;
import io.fusionauth.jwt.domain.JWT;
import io.fusionauth.jwt.hmac.HMACVerifier;

/** io.fusionauth:fusionauth-jwt, which leaves audience and presence of expiry to the caller. */
final class FusionAuth implements Verification {
  private final JWTDecoder decoder = JWT.getDecoder();
  private final HMACVerifier verifier = HMACVerifier.newVerifier(RequestTokens.secretBytes());

  @Override
  public long verify(String token) {
    JWT jwt = decoder.decode(token, verifier);
    if (jwt.expiration == null || !RequestTokens.AUDIENCE.equals(jwt.audience)) {
      throw new SecurityException("no expiry, or for another audience");
    }
    return Found.sum(
        jwt.getLong("accountId"), jwt.getLong("userId"), jwt.getString("shortLivedToken"));
  }
}
