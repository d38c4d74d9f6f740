package io.github.mondayauth.benchmarks.verify;

import static java.util.Objects.requireNonNull;

import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** org.springframework.security:spring-security-oauth2-jose. */
final class Spring implements Verification {
  private final NimbusJwtDecoder decoder =
      NimbusJwtDecoder.withSecretKey(new SecretKeySpec(RequestTokens.secretBytes(), "HmacSHA256"))
          .macAlgorithm(MacAlgorithm.HS256)
          .build();

  Spring() {
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(),
            new JwtClaimValidator<List<String>>(
                "aud", audience -> audience != null && audience.contains(RequestTokens.AUDIENCE))));
  }

  @Override
  public long verify(String token) {
    Jwt jwt = decoder.decode(token);
    return ClaimChecksum.of(
        requireNonNull(jwt.<Long>getClaim("accountId")),
        requireNonNull(jwt.<Long>getClaim("userId")),
        requireNonNull(jwt.getClaimAsString("shortLivedToken")));
  }
}
