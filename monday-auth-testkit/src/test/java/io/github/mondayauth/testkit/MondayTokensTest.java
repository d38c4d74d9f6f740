package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MondayTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final URI RUN = URI.create("https://app.example.com/run?x=1");
  private static final URI BACK =
      URI.create("https://acme.monday.com/boards/1/app_automations/2?nodeId=2&fieldKey=account");

  private final RegisteredApp app = RegisteredApp.random();
  private final MondayTokens tokens = MondayTokens.of(app, TestClock.at(NOW));

  @Test
  void requestTokenHasTheDocumentedClaimsAndTheSigningSecret() throws Exception {
    JWTClaimsSet claims = verified(tokens.request(RUN).sign(), app.signingSecret());
    assertThat(claims.getClaims().keySet())
        .containsExactlyInAnyOrder("accountId", "userId", "aud", "iat", "exp", "shortLivedToken");
    assertThat(claims.getLongClaim("accountId")).isEqualTo(MondayTokens.ACCOUNT);
    assertThat(claims.getAudience()).containsExactly(RUN.toString());
    assertThat(claims.getIssueTime()).isEqualTo(NOW);
    assertThat(claims.getExpirationTime()).isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void shortLivedTokenNamesTheSameUserAndExpiresWithItsRequest() throws Exception {
    JWTClaimsSet claims = verified(tokens.request(RUN).user(7).sign(), app.signingSecret());
    SignedJWT inner = SignedJWT.parse(claims.getStringClaim("shortLivedToken"));
    assertThat(inner.getJWTClaimsSet().getClaims())
        .containsEntry("uid", 7L)
        .containsEntry("shortLived", true);
    assertThat(inner.getJWTClaimsSet().getExpirationTime()).isEqualTo(claims.getExpirationTime());
    assertThat(inner.verify(new MACVerifier(app.signingSecret()))).isFalse();
    assertThat(inner.verify(new MACVerifier(app.clientSecret()))).isFalse();
  }

  @Test
  void authorizationTokenHasTheRecipeAsNumberAndTheIntegrationAsString() throws Exception {
    JWTClaimsSet claims = verified(tokens.authorization(RUN, BACK).sign(), app.signingSecret());
    assertThat(claims.getStringClaim("backToUrl")).isEqualTo(BACK.toString());
    assertThat(claims.getClaim("recipeId")).isInstanceOf(Long.class);
    assertThat(claims.getClaim("integrationId")).isEqualTo("327000608");
    assertThat(claims.getClaim("boardId")).isEqualTo(6_440_001_771L);
  }

  @Test
  void sessionAndAppLifecycleTokensHaveTheSameSecretAndClaims() throws Exception {
    for (TokenDraft draft : List.of(tokens.session(), tokens.appLifecycle())) {
      JWTClaimsSet claims = verified(draft.sign(), app.clientSecret());
      assertThat(claims.getClaims().keySet()).containsExactlyInAnyOrder("exp", "dat");
      assertThat(claims.getJSONObjectClaim("dat"))
          .containsEntry("account_id", MondayTokens.ACCOUNT)
          .containsEntry("client_id", app.clientId())
          .containsEntry("install_id", -2L)
          .containsEntry("is_admin", true);
    }
  }

  @Test
  void featureLifecycleTokenHasTheShortLivedTokenInDat() throws Exception {
    JWTClaimsSet claims = verified(tokens.featureLifecycle().sign(), app.signingSecret());
    assertThat(claims.getJSONObjectClaim("dat"))
        .containsKeys("account_id", "user_id", "short_lived_token");
  }

  @Test
  void outboundTokenNamesOnlyTheApp() throws Exception {
    JWTClaimsSet claims = verified(tokens.outbound().sign(), app.signingSecret());
    assertThat(claims.getClaims().keySet()).containsExactlyInAnyOrder("appId", "iat", "exp");
  }

  @Test
  void eachMethodOfADraftChangesOneThing() throws Exception {
    String signed =
        tokens
            .appLifecycle()
            .account(5)
            .claim("dat.is_admin", false)
            .without("dat.client_id")
            .expired()
            .sign();
    JWTClaimsSet claims = verified(signed, app.clientSecret());
    Map<String, Object> dat = claims.getJSONObjectClaim("dat");
    assertThat(dat).containsEntry("account_id", 5L).containsEntry("is_admin", false);
    assertThat(dat).doesNotContainKey("client_id");
    assertThat(claims.getExpirationTime()).isEqualTo(NOW.minusSeconds(3600));
    assertThat(claims.getIssueTime()).isNull();
  }

  @Test
  void withoutDatKeepsTheOtherClaims() throws Exception {
    JWTClaimsSet claims = verified(tokens.session().without("dat").sign(), app.clientSecret());
    assertThat(claims.getClaims().keySet()).containsExactly("exp");
  }

  @Test
  void withoutRemovesTheShortLivedToken() throws Exception {
    String signed = tokens.request(RUN).without("shortLivedToken").sign();
    assertThat(verified(signed, app.signingSecret()).getClaim("shortLivedToken")).isNull();
  }

  @Test
  void signsWithAnotherSecretOrAlgorithmOrNotAtAll() throws Exception {
    String other = "f".repeat(64);
    SignedJWT jwt =
        SignedJWT.parse(tokens.request(RUN).signedWith(other).header("alg", "HS512").sign());
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS512);
    assertThat(jwt.verify(new MACVerifier(other))).isTrue();
    String none = tokens.request(RUN).header("alg", "none").unsigned().sign();
    assertThat(none).endsWith(".").matches("[^.]+\\.[^.]+\\.");
    assertThatThrownBy(() -> SignedJWT.parse(none)).isInstanceOf(ParseException.class);
  }

  @Test
  void signsRawHeaderAndPayloadUnchanged() throws Exception {
    String signed =
        tokens.request(RUN).rawHeader("{\"alg\" :\"HS256\"}").rawPayload("not json").sign();
    SignedJWT jwt = SignedJWT.parse(signed);
    assertThat(jwt.verify(new MACVerifier(app.signingSecret()))).isTrue();
    assertThat(jwt.getPayload().toString()).isEqualTo("not json");
  }

  @Test
  void appShowsNoSecret() {
    assertThat(app.toString()).doesNotContain(app.clientSecret(), app.signingSecret());
    assertThat(app.signingSecret()).matches("[0-9a-f]{32}");
  }

  private static JWTClaimsSet verified(String compact, String secret) throws Exception {
    SignedJWT jwt = SignedJWT.parse(compact);
    assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
    assertThat(jwt.verify(new MACVerifier(secret))).isTrue();
    return jwt.getJWTClaimsSet();
  }
}
