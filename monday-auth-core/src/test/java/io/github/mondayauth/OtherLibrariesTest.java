package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that other libraries sign are accepted. */
class OtherLibrariesTest {
  private final Fixture fixture = new Fixture();
  private final MondayApp app = fixture.app();
  private final Algorithm signing = Algorithm.HMAC256(fixture.registered.signingSecret());
  private final Algorithm client = Algorithm.HMAC256(fixture.registered.clientSecret());

  @Test
  void acceptsRequestSignedByJavaJwt() {
    String token =
        JWT.create()
            .withClaim("accountId", 1_825_529L)
            .withClaim("userId", 4_012_689L)
            .withAudience(RUN.toString())
            .withIssuedAt(NOW)
            .withExpiresAt(NOW.plusSeconds(300))
            .withClaim("shortLivedToken", "x.y.z")
            .sign(signing);
    assertThat(app.requestVerifier().verify(token, "/run").user())
        .isEqualTo(new MondayAccount(1_825_529L).user(4_012_689L));
  }

  @Test
  void acceptsAuthorizationTokenSignedByJavaJwt() {
    String token =
        JWT.create()
            .withClaim("accountId", 1L)
            .withClaim("userId", 2L)
            .withClaim("backToUrl", BACK.toString())
            .withClaim("integrationId", "327000608")
            .withAudience(AUTHORIZE.toString())
            .withIssuedAt(NOW)
            .withExpiresAt(NOW.plusSeconds(300))
            .sign(signing);
    assertThat(app.authorizationTokenVerifier().verify(token, "/authorize").backToUrl())
        .isEqualTo(BACK);
  }

  @Test
  void acceptsSessionTokenAndAppLifecycleEventSignedByJavaJwt() {
    String token =
        JWT.create()
            .withClaim(
                "dat",
                Map.of(
                    "client_id",
                    fixture.registered.clientId(),
                    "app_id",
                    fixture.registered.appId(),
                    "account_id",
                    9_876_543_210L,
                    "user_id",
                    2L,
                    "is_admin",
                    true))
            .withExpiresAt(NOW.plusSeconds(300))
            .sign(client);
    assertThat(app.sessionTokenVerifier().verify(token).user())
        .isEqualTo(new MondayAccount(9_876_543_210L).user(2L));
    AppLifecycleEvent event = app.appLifecycleVerifier().verify(token, fixture.body("uninstall"));
    assertThat(event.isProvenUninstall()).isTrue();
  }

  @Test
  void acceptsRequestSignedByNimbus() throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
            new JWTClaimsSet.Builder()
                .claim("accountId", 1L)
                .claim("userId", "2")
                .audience(RUN.toString())
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(300)))
                .build());
    jwt.sign(new MACSigner(fixture.registered.signingSecret()));
    assertThat(app.requestVerifier().verify(jwt.serialize(), "/run").user())
        .isEqualTo(new MondayAccount(1).user(2));
  }
}
