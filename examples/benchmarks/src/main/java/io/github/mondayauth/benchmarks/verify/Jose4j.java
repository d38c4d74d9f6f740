package io.github.mondayauth.benchmarks.verify;

import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;

/** org.bitbucket.b_c:jose4j. */
final class Jose4j implements Verification {
  private final JwtConsumer consumer =
      new JwtConsumerBuilder()
          .setVerificationKey(new HmacKey(RequestTokens.secretBytes()))
          .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
          .setRequireExpirationTime()
          .setExpectedAudience(RequestTokens.AUDIENCE)
          .build();

  @Override
  public long verify(String token) throws Exception {
    JwtClaims claims = consumer.processToClaims(token);
    return ClaimChecksum.of(
        claims.getClaimValue("accountId", Long.class),
        claims.getClaimValue("userId", Long.class),
        claims.getStringClaimValue("shortLivedToken"));
  }
}
