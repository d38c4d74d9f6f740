package io.github.mondayauth.benchmarks.verify;

import io.fusionauth.jwt.JWTDecoder;
import io.fusionauth.jwt.domain.JWT;
import io.fusionauth.jwt.hmac.HMACVerifier;

/** io.fusionauth:fusionauth-jwt. The caller has to check the audience and that an expiry exists. */
final class FusionAuth implements Verification {
  private final JWTDecoder decoder = JWT.getDecoder();
  private final HMACVerifier verifier = HMACVerifier.newVerifier(RequestTokens.secretBytes());

  @Override
  public long verify(String token) {
    JWT jwt = decoder.decode(token, verifier);
    if (jwt.expiration == null || !RequestTokens.AUDIENCE.equals(jwt.audience)) {
      throw new SecurityException("The token has no expiry or another audience");
    }
    return ClaimChecksum.of(
        jwt.getLong("accountId"), jwt.getLong("userId"), jwt.getString("shortLivedToken"));
  }
}
