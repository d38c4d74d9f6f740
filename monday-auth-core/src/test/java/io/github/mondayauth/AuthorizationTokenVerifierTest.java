package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTokenVerifierTest {
  private final Fixture fixture = new Fixture();
  private final AuthorizationTokenVerifier verifier = fixture.app().authorizationTokenVerifier();

  @Test
  void readsEveryClaim() {
    AuthorizationClaims claims =
        verifier.verify(fixture.tokens.authorization(AUTHORIZE, BACK).sign(), "/authorize");

    assertThat(claims.user())
        .isEqualTo(new MondayAccount(MondayTokens.ACCOUNT).user(MondayTokens.USER));
    assertThat(claims.account().id()).isEqualTo(MondayTokens.ACCOUNT);
    assertThat(claims.backToUrl()).isEqualTo(BACK);
    assertThat(claims.issuedAt()).isEqualTo(NOW);
    assertThat(claims.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(claims.boardId()).isEqualTo(6_440_001_771L);
    assertThat(claims.recipeId()).isEqualTo(30_271_543L);
    assertThat(claims.integrationId()).isEqualTo(327_000_608L);
    assertThat(claims.shortLivedToken()).isNotNull();
    assertThat(claims.toString()).contains(Long.toString(MondayTokens.USER));
    assertThat(fixture.events).containsExactly("AUTHORIZATION verified by 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://acme.monday.com/boards/1",
        "https://monday.com/",
        "https://monday.com",
        "https://ACME.Monday.Com/x",
        "https://acme.monday.com:443/x",
        "https://a.b.monday.com/x?y=%20&z=(1)#f",
        "https://acme.monday.com/~x!",
      })
  void acceptsBackToUrlOfMondayUnchanged(String backToUrl) {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl(backToUrl).sign();
    assertThat(verifier.verify(token, "/authorize").backToUrl().toString()).isEqualTo(backToUrl);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/boards/1",
        "//acme.monday.com/x",
        "http://acme.monday.com/x",
        "javascript:alert(1)//monday.com",
        "data:text/html,x",
        "https:acme.monday.com",
        "https:///acme.monday.com",
        "https://monday.com.evil.example/",
        "https://evilmonday.com/",
        "https://evil.example/monday.com",
        "https://evil.example#.monday.com",
        "https://evil.example?.monday.com",
        "https://acme.monday.com@evil.example/",
        "https://user@acme.monday.com/",
        "https://user:pass@acme.monday.com/",
        "https://@acme.monday.com/",
        "https://evil.example\\@acme.monday.com/",
        "https://evil.example\\.monday.com/",
        "https://acme.monday.com\\.evil.example/",
        "https://acme.monday.com/\t",
        "https://acme.mon\tday.com/",
        " https://acme.monday.com/",
        "https://acme.monday.com /",
        "https://acme.monday.com/\u007f",
        "https://acme.monday.com:8443/",
        "https://acme.monday.com:0/",
        "https://acme.monday.com:/../../@evil.example",
        "https://monday.com./",
        "https://.monday.com/",
        "https://mond\u00e0y.com/",
        "https://acme.monday.com/\u00e0",
        "https://acme.monday\u3002com/",
        "https://xn--mondy-cra.com/",
        "https://acme.monday.com%2eevil.example/",
        "https://acme%2emonday.com/",
        "https://acme_x.evil.example/.monday.com",
        "https://[::1]/.monday.com",
        "https://127.0.0.1/",
      })
  void refusesBackToUrlOfAnotherSite(String backToUrl) {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl(backToUrl).sign();
    assertRejected(Reason.BACK_TO_URL, () -> verifier.verify(token, "/authorize"));
  }

  @Test
  void acceptsLongestBackToUrlAndRefusesOneCharacterMore() {
    String longest = "https://acme.monday.com/" + "x".repeat(2_000 - 24);
    assertThat(longest).hasSize(2_000);
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl(longest).sign();
    assertThat(verifier.verify(token, "/authorize").backToUrl()).hasToString(longest);
    String tooLong = fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl(longest + "x").sign();
    assertRejected(Reason.BACK_TO_URL, () -> verifier.verify(tooLong, "/authorize"));
  }

  @Test
  void acceptsBackToUrlOfTheReplacementForMonday() {
    AuthorizationTokenVerifier local =
        MondayApp.builder(fixture.registered.clientId(), URI.create("http://localhost:8080"))
            .signingSecret(Secret.of(fixture.registered.signingSecret()))
            .insecureMonday(URI.create("http://localhost:9999"))
            .timeSource(fixture.clock)
            .build()
            .authorizationTokenVerifier();
    URI endpoint = URI.create("http://localhost:8080/authorize");
    String token =
        fixture.tokens.authorization(endpoint, URI.create("http://localhost:9999/b?x=1")).sign();
    String other = fixture.tokens.authorization(endpoint, BACK).sign();
    String port =
        fixture.tokens.authorization(endpoint, URI.create("http://localhost:9998/b")).sign();

    assertThat(local.verify(token, "/authorize").backToUrl().getPort()).isEqualTo(9999);
    assertRejected(Reason.BACK_TO_URL, () -> local.verify(other, "/authorize"));
    assertRejected(Reason.BACK_TO_URL, () -> local.verify(port, "/authorize"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"accountId", "userId", "exp"})
  void requiresClaim(String claim) {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).without(claim).sign();
    assertRejected(Reason.CLAIMS, () -> verifier.verify(token, "/authorize"));
  }

  @Test
  void refusesRequestToken() {
    String token = fixture.tokens.request(AUTHORIZE).sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(token, "/authorize"));
    assertThatThrownBy(() -> verifier.verify(token, "/authorize"))
        .hasMessage("expected an authorization token, found one without backToUrl");
  }

  @Test
  void refusesTokenWithDat() {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).claim("dat.account_id", 1).sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(token, "/authorize"));
    assertThatThrownBy(() -> verifier.verify(token, "/authorize"))
        .hasMessage("expected an authorization token, found one with dat");
  }

  @Test
  void refusesTokenForAnotherEndpoint() {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).sign();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(token, "/credentials/authorize"));
  }

  /** The three claims that monday.com documents, and the time that every token needs. */
  private String documentedClaimsOnly(Instant expiry) {
    return fixture
        .tokens
        .authorization(AUTHORIZE, BACK)
        .rawPayload(
            "{\"userId\":8765432109,\"accountId\":9876543210,\"backToUrl\":\"%s\",\"exp\":%d}"
                .formatted(BACK, expiry.getEpochSecond()))
        .sign();
  }

  @Test
  void acceptsATokenWithTheDocumentedClaimsOnly() {
    AuthorizationClaims claims =
        verifier.verify(documentedClaimsOnly(NOW.plusSeconds(200)), "/authorize");

    assertThat(claims.user().id()).isEqualTo(8_765_432_109L);
    assertThat(claims.account().id()).isEqualTo(9_876_543_210L);
    assertThat(claims.backToUrl()).isEqualTo(BACK);
    assertThat(claims.baseUri()).isEqualTo(URI.create(Fixture.BASE));
    assertThat(claims.shortLivedToken()).isNull();
    assertThat(claims.boardId()).isNull();
  }

  @Test
  void assumesThatATokenWithoutIssueTimeWasIssuedFiveMinutesBeforeItExpires() {
    AuthorizationClaims claims =
        verifier.verify(documentedClaimsOnly(NOW.plusSeconds(200)), "/authorize");
    assertThat(claims.issuedAt()).isEqualTo(NOW.minusSeconds(100));
    assertThat(claims.isIssueTimeStated()).isFalse();

    AuthorizationClaims stated =
        verifier.verify(fixture.tokens.authorization(AUTHORIZE, BACK).sign(), "/authorize");
    assertThat(stated.issuedAt()).isEqualTo(NOW);
    assertThat(stated.isIssueTimeStated()).isTrue();
  }

  @Test
  void assumesNoIssueTimeInTheFuture() {
    for (int lifetime : new int[] {299, 300, 301, 86_400}) {
      Instant expiry = NOW.plusSeconds(lifetime);
      assertThat(verifier.verify(documentedClaimsOnly(expiry), "/authorize").issuedAt())
          .isEqualTo(lifetime == 299 ? NOW.minusSeconds(1) : NOW);
    }
    fixture.clock.advance(Duration.ofMillis(999));
    assertThat(verifier.verify(documentedClaimsOnly(NOW.plusSeconds(900)), "/authorize").issuedAt())
        .isEqualTo(NOW);
  }

  @Test
  void refusesATokenWithoutAudienceIfOneIsRequired() {
    AuthorizationTokenVerifier strict =
        fixture.builder().requireAudience().build().authorizationTokenVerifier();
    String without = fixture.tokens.authorization(AUTHORIZE, BACK).without("aud").sign();

    assertThat(verifier.verify(without, "/authorize")).isNotNull();
    assertRejected(Reason.AUDIENCE, () -> strict.verify(without, "/authorize"));
    String with = fixture.tokens.authorization(AUTHORIZE, BACK).sign();
    assertThat(strict.verify(with, "/authorize")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"", "[]", "[\"https://app.example.com/authorize\"]", "7", "{}", "true"})
  void treatsAMalformedAudienceAsWrongAndNotAsAbsent(String audience) {
    String token =
        fixture
            .tokens
            .authorization(AUTHORIZE, BACK)
            .rawPayload(
                "{\"userId\":7,\"accountId\":8,\"backToUrl\":\"%s\",\"exp\":%d,\"aud\":%s}"
                    .formatted(BACK, NOW.plusSeconds(60).getEpochSecond(), audience))
            .sign();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(token, "/authorize"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"authorize", "", "http://app.example.com/authorize"})
  void requiresAPathOrAnHttpsUrlAsEndpoint(String endpoint) {
    String token = fixture.tokens.authorization(AUTHORIZE, BACK).sign();
    assertThatIllegalArgumentException().isThrownBy(() -> verifier.verify(token, endpoint));
    assertThatIllegalArgumentException().isThrownBy(() -> verifier.verify(null, endpoint));
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void acceptsTheClientSecretOnlyIfAllowed() {
    String token =
        fixture
            .tokens
            .authorization(AUTHORIZE, BACK)
            .signedWith(fixture.registered.clientSecret())
            .sign();
    assertRejected(Reason.SIGNATURE, () -> verifier.verify(token, "/authorize"));

    AuthorizationTokenVerifier lenient =
        fixture
            .builder()
            .allowClientSecretForAuthorizationTokens()
            .build()
            .authorizationTokenVerifier();
    assertThat(lenient.verify(token, "/authorize")).isNotNull();
    assertThat(fixture.events).endsWith("AUTHORIZATION verified by 1");
  }

  @Test
  void requiresItsSecretsWhenCreated() {
    MondayApp app =
        MondayApp.builder("id", URI.create(Fixture.BASE))
            .signingSecret(Secret.of(fixture.registered.signingSecret()))
            .allowClientSecretForAuthorizationTokens()
            .build();
    assertThatIllegalStateException().isThrownBy(app::authorizationTokenVerifier);
  }
}
