package io.github.mondayauth.benchmarks.verify;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.util.Set;

/** com.nimbusds:nimbus-jose-jwt, with its {@link DefaultJWTProcessor}. */
final class NimbusProcessor implements Verification {
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  NimbusProcessor() {
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.HS256, new ImmutableSecret<>(RequestTokens.secretBytes())));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(RequestTokens.AUDIENCE, null, Set.of("exp")));
  }

  @Override
  public long verify(String token) throws Exception {
    JWTClaimsSet claims = processor.process(token, null);
    return ClaimChecksum.of(
        claims.getLongClaim("accountId"),
        claims.getLongClaim("userId"),
        claims.getStringClaim("shortLivedToken"));
  }
}
