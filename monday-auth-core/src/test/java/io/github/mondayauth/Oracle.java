package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** Verifies tokens with nimbus' own HS256 processor. Safe for use by several threads. */
final class Oracle {
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  Oracle(String secret, Instant now) {
    processor.setJWSKeySelector(
        new SingleKeyJWSKeySelector<>(
            JWSAlgorithm.HS256, new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256")));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(null, Set.of("exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(now);
          }
        };
    claims.setMaxClockSkew(30);
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** Returns the claims, or null if nimbus refuses the token. */
  JWTClaimsSet claims(String token) {
    try {
      return processor.process(token, null);
    } catch (Exception refused) {
      return null;
    }
  }
}
