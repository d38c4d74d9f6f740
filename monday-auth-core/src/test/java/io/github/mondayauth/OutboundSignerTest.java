package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundSignerTest {
  private final Fixture fixture = new Fixture();
  private final OutboundSigner signer = fixture.app().outboundSigner(4_294_967_297L);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api-gw.monday.com/automations/apps-events/1",
        "https://monday-apps-ms.monday.com/x?y=z",
        "https://monday.com/",
      })
  void signsTheAppIdForUrlsOfMonday(String target) {
    String header = signer.authorizationFor(URI.create(target));

    assertThat(header).startsWith("Bearer ");
    DecodedJWT jwt =
        ((JWTVerifier.BaseVerification)
                JWT.require(Algorithm.HMAC256(fixture.registered.signingSecret())))
            .build(Clock.fixed(NOW, ZoneOffset.UTC))
            .verify(header.substring(7));
    assertThat(jwt.getClaim("appId").asLong()).isEqualTo(4_294_967_297L);
    assertThat(jwt.getIssuedAtAsInstant()).isEqualTo(NOW);
    assertThat(jwt.getExpiresAtAsInstant()).isEqualTo(NOW.plusSeconds(300));
    assertThat(jwt.getType()).isEqualTo("JWT");
    assertThat(jwt.getClaims()).containsOnlyKeys("appId", "iat", "exp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api-gw.monday.com/",
        "https://monday.com.evil.example/",
        "https://evilmonday.com/",
        "https://evil.example/?x=.monday.com",
        "https://x.monday.com@evil.example/",
        "https://user@x.monday.com/",
        "https://x.monday.com:8443/",
        "//x.monday.com/",
        "/x",
        "mailto:x@monday.com",
      })
  void refusesUrlsOfOtherSites(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signer.authorizationFor(URI.create(target)));
  }

  @Test
  void requiresTheSigningSecretWhenCreated() {
    MondayApp app = MondayApp.builder("id", URI.create(Fixture.BASE)).build();
    assertThatIllegalStateException().isThrownBy(() -> app.outboundSigner(7));
  }
}
