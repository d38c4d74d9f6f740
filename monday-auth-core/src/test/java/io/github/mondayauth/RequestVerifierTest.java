package io.github.mondayauth;

import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestVerifierTest {
  private final Fixture fixture = new Fixture();
  private final RequestVerifier verifier = fixture.app().requestVerifier();

  @Test
  void readsEveryClaim() {
    RequestClaims claims = verifier.verify(fixture.tokens.request(RUN).sign(), "/run");

    assertThat(claims.user())
        .isEqualTo(new MondayAccount(MondayTokens.ACCOUNT).user(MondayTokens.USER));
    assertThat(claims.account()).isEqualTo(new MondayAccount(MondayTokens.ACCOUNT));
    assertThat(claims.issuedAt()).isEqualTo(NOW);
    assertThat(claims.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(claims.boardId()).isNull();
    assertThat(claims.recipeId()).isNull();
    assertThat(claims.integrationId()).isNull();
    assertThat(claims.toString()).contains(Long.toString(MondayTokens.USER));
    ShortLivedToken shortLived = claims.shortLivedToken();
    assertThat(shortLived).isNotNull();
    assertThat(shortLived.secret().reveal()).startsWith("eyJ");
    assertThat(shortLived.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(shortLived.toString()).doesNotContain("eyJ");
    assertThat(fixture.events).containsExactly("REQUEST verified by 0");
  }

  @Test
  void readsRequestOfACredentialsField() {
    String token =
        fixture
            .tokens
            .request(URI.create(BASE + "/credentials"))
            .backToUrl(BACK.toString())
            .claim("boardId", 6_440_001_771L)
            .claim("recipeId", 30_271_543L)
            .claim("integrationId", "327000608")
            .sign();

    RequestClaims claims = verifier.verify(token, "/credentials");

    assertThat(claims.boardId()).isEqualTo(6_440_001_771L);
    assertThat(claims.recipeId()).isEqualTo(30_271_543L);
    assertThat(claims.integrationId()).isEqualTo(327_000_608L);
  }

  @Test
  void acceptsRequestWithoutShortLivedToken() {
    String token = fixture.tokens.request(RUN).without("shortLivedToken").sign();
    assertThat(verifier.verify(token, "/run").shortLivedToken()).isNull();
  }

  @Test
  void usesExpiryOfTheRequestIfShortLivedTokenHasNone() {
    String token = fixture.tokens.request(RUN).claim("shortLivedToken", "opaque").sign();
    assertThat(verifier.verify(token, "/run").shortLivedToken().expiresAt())
        .isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void readsExpiryOfShortLivedToken() {
    assertThat(shortLivedTokenWithExpiry(NOW.plusSeconds(60).getEpochSecond()))
        .hasToString("ShortLivedToken[expires at 2026-11-21T12:01:00Z]")
        .extracting(ShortLivedToken::expiresAt)
        .isEqualTo(NOW.plusSeconds(60));
    assertThat(shortLivedTokenWithExpiry(0).expiresAt()).isEqualTo(Instant.EPOCH);
    assertThat(shortLivedTokenWithExpiry(99_999_999_999L).expiresAt())
        .isEqualTo(Instant.ofEpochSecond(99_999_999_999L));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 100_000_000_000L, Long.MAX_VALUE})
  void usesExpiryOfTheRequestIfThatOfShortLivedTokenIsOutOfRange(long expiry) {
    assertThat(shortLivedTokenWithExpiry(expiry).expiresAt()).isEqualTo(NOW.plusSeconds(300));
  }

  private ShortLivedToken shortLivedTokenWithExpiry(long expiry) {
    String shortLived = fixture.tokens.shortLived().claim("exp", expiry).sign();
    String token = fixture.tokens.request(RUN).claim("shortLivedToken", shortLived).sign();
    return verifier.verify(token, "/run").shortLivedToken();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "bearer ", "BEARER ", "bEaReR "})
  void acceptsBearerPrefixInAnyCaseOrNone(String prefix) {
    assertThat(verifier.verify(prefix + fixture.tokens.request(RUN).sign(), "/run")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "Bearer  ", "Bearer", " ", "Bearer Bearer "})
  void refusesOtherPrefixes(String prefix) {
    String token = fixture.tokens.request(RUN).sign();
    assertThat(catchReason(prefix + token)).isIn(Reason.MALFORMED, Reason.SIGNATURE);
  }

  @Test
  void refusesMissingHeader() {
    assertRejected(Reason.MISSING, () -> verifier.verify(null, "/run"));
    assertRejected(Reason.MISSING, () -> verifier.verify("", "/run"));
    assertThat(fixture.events)
        .containsExactly("REQUEST rejected MISSING", "REQUEST rejected MISSING");
  }

  @Test
  void rejectsTokenSignedWithAnotherSecret() {
    String token = fixture.tokens.request(RUN).signedWith(fixture.registered.clientSecret()).sign();
    assertRejected(Reason.SIGNATURE, () -> verifier.verify(token, "/run"));
  }

  @Test
  void acceptsUntilExpiryPlusClockSkew() {
    String token = fixture.tokens.request(RUN).sign();
    fixture.clock.advance(Duration.ofSeconds(329).plusMillis(999));
    assertThat(verifier.verify(token, "/run")).isNotNull();
    fixture.clock.advance(Duration.ofMillis(1));
    assertRejected(Reason.EXPIRED, () -> verifier.verify(token, "/run"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "nbf"})
  void acceptsFromIssueMinusClockSkew(String claim) {
    String valid =
        fixture.tokens.request(RUN).claim(claim, NOW.plusSeconds(30).getEpochSecond()).sign();
    String early =
        fixture.tokens.request(RUN).claim(claim, NOW.plusSeconds(31).getEpochSecond()).sign();
    assertThat(verifier.verify(valid, "/run")).isNotNull();
    assertRejected(Reason.NOT_YET_VALID, () -> verifier.verify(early, "/run"));
  }

  @Test
  void acceptsTokenIssuedAtItsExpiry() {
    long now = NOW.getEpochSecond();
    String token = fixture.tokens.request(RUN).claim("iat", now).claim("exp", now).sign();
    assertThat(verifier.verify(token, "/run")).isNotNull();
  }

  @Test
  void refusesTokenIssuedAfterItsExpiry() {
    String token =
        fixture
            .tokens
            .request(RUN)
            .claim("iat", NOW.getEpochSecond() + 2)
            .claim("exp", NOW.getEpochSecond() + 1)
            .sign();
    assertRejected(Reason.CLAIMS, () -> verifier.verify(token, "/run"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"accountId", "userId", "exp", "iat"})
  void requiresClaim(String claim) {
    String token = fixture.tokens.request(RUN).without(claim).sign();
    assertRejected(Reason.CLAIMS, () -> verifier.verify(token, "/run"));
  }

  @Test
  void refusesTokenWithDat() {
    String token = fixture.tokens.request(RUN).claim("dat.account_id", 1).sign();
    assertRejected(Reason.WRONG_KIND, () -> verifier.verify(token, "/run"));
  }

  @ParameterizedTest
  @CsvSource({
    "/run, https://app.example.com/run",
    "/run?x=1&y=2, https://app.example.com/run?x=1&y=2",
    "https://abc.lambda-url.example/, https://abc.lambda-url.example/",
    "https://abc.lambda-url.example, https://abc.lambda-url.example/",
    "https://abc.lambda-url.example/, https://abc.lambda-url.example",
    "/, https://app.example.com/",
    "/, https://app.example.com",
  })
  void acceptsAudienceOfTheEndpoint(String endpoint, String audience) {
    String token = fixture.tokens.request(URI.create(audience)).sign();
    assertThat(verifier.verify(token, endpoint)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://fn.example.com?x=1, https://fn.example.com?x=1",
    "https://fn.example.com?x=1, https://fn.example.com/?x=1",
    "https://fn.example.com/?x=1, https://fn.example.com?x=1",
    "https://fn.example.com?x=/, https://fn.example.com/?x=/",
    "/?x=1, https://app.example.com?x=1",
  })
  void acceptsAudienceOfTheRootWithTheSameQuery(String endpoint, String audience) {
    String token = fixture.tokens.request(RUN).audience(audience).sign();
    assertThat(verifier.verify(token, endpoint)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "https://fn.example.com?x=/, https://fn.example.com?x=",
    "https://fn.example.com?x=, https://fn.example.com?x=/",
    "https://fn.example.com?x=/, https://fn.example.com/?x=",
    "https://fn.example.com?/, https://fn.example.com?",
    "https://fn.example.com?x=1, https://fn.example.com",
    "https://fn.example.com?x=1, https://fn.example.com/",
    "https://fn.example.com?x=1, https://fn.example.com?x=2",
    "https://fn.example.com?x=1, https://fn.example.com//?x=1",
    "https://fn.example.com?x=1, https://gn.example.com?x=1",
    "https://fn.example.com?x=1, https://fn.example.com.evil.example?x=1",
    "https://fn.example.com?x=1, https://fn.example.co?x=1",
    "https://fn.example.com?x=1, https://fn.example.com#?x=1",
    "https://fn.example.com, https://fn.example.com?x=1",
    "https://fn.example.com, https://fn.example.com?",
    "https://fn.example.com, https://fn.example.com#",
    "https://fn.example.com#/, https://fn.example.com#",
    "/?x=/, https://app.example.com?x=",
    "/?x=1, https://app.example.com/run?x=1",
    "/run?x=/, https://app.example.com/run?x=",
    "/run/, https://app.example.com/run",
  })
  void endpointWhoseQueryEndsWithASlash(String endpoint, String audience) {
    String token = fixture.tokens.request(RUN).audience(audience).sign();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(token, endpoint));
  }

  @Test
  void acceptsAudienceUnderAPathPrefixOfTheBaseUri() {
    MondayApp app =
        MondayApp.builder("id", URI.create("https://app.example.com/monday/"))
            .signingSecret(Secret.of(fixture.registered.signingSecret()))
            .timeSource(fixture.clock)
            .build();
    String token = fixture.tokens.request(URI.create(BASE + "/monday/run")).sign();
    assertThat(app.requestVerifier().verify(token, "/run")).isNotNull();
    assertRejected(Reason.AUDIENCE, () -> app.requestVerifier().verify(token, "/monday/run"));
  }

  @ParameterizedTest
  @CsvSource({
    "/run, https://app.example.com/run/",
    "/run, https://app.example.com/other",
    "/run, https://app.example.com/RUN",
    "/run, https://app.example.com/run?x=1",
    "/run?x=1, https://app.example.com/run",
    "/run?x=1, https://app.example.com/run?x=2",
    "/run, https://app.example.com:8443/run",
    "/run, https://app.example.com:443/run",
    "/run, http://app.example.com/run",
    "/run, https://user@app.example.com/run",
    "/run, https://app.example.com.evil.example/run",
    "/run, https://app.example.com",
    "/run, ''",
    "/, https://app.example.com?x=1",
    "/, https://app.example.co",
    "/?x=1, https://app.example.com",
    "https://a.example, https://b.example/",
  })
  void refusesAnotherAudience(String endpoint, String audience) {
    String token = fixture.tokens.request(RUN).audience(audience).sign();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(token, endpoint));
  }

  @Test
  void saysWhichAudienceWasExpectedAndWhetherThereWasOne() {
    String other = fixture.tokens.request(RUN).audience(BASE + "/other").sign();
    String none = fixture.tokens.request(RUN).without("aud").sign();
    assertThatThrownBy(() -> verifier.verify(other, "/run"))
        .hasMessage("aud: expected https://app.example.com/run, found another URL");
    assertThatThrownBy(() -> verifier.verify(none, "/run"))
        .hasMessage("aud: expected https://app.example.com/run, found none");
  }

  @Test
  void saysHowLongAgoATokenExpiredAndInHowLongItIsValid() {
    String token = fixture.tokens.request(RUN).sign();
    String early = fixture.tokens.request(RUN).claim("nbf", NOW.getEpochSecond() + 100).sign();
    assertThatThrownBy(() -> verifier.verify(early, "/run"))
        .hasMessage("not valid for another 100 s, allowed clock skew 30 s");
    fixture.clock.advance(Duration.ofSeconds(1_300));
    assertThatThrownBy(() -> verifier.verify(token, "/run"))
        .hasMessage("expired 1000 s ago, allowed clock skew 30 s");
  }

  @Test
  void acceptsFullHttpUrlAsEndpointOnlyOfAFakeMonday() {
    MondayApp local =
        MondayApp.builder("id", URI.create("http://localhost:8080"))
            .signingSecret(Secret.of(fixture.registered.signingSecret()))
            .insecureMonday(URI.create("http://localhost:9999"))
            .timeSource(fixture.clock)
            .build();
    URI function = URI.create("http://localhost:8081/run");
    String token = fixture.tokens.request(function).sign();
    assertThat(local.requestVerifier().verify(token, function.toString())).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> verifier.verify(token, function.toString()));
  }

  @Test
  void refusesMissingAudienceUnlessAllowed() {
    String token = fixture.tokens.boardWebhook(RUN).without("aud").sign();
    assertRejected(Reason.AUDIENCE, () -> verifier.verify(token, "/run"));
    assertThat(verifier.allowMissingAudience().verify(token, "/run")).isNotNull();
  }

  @Test
  void refusesWrongAudienceEvenIfAMissingOneIsAllowed() {
    String token = fixture.tokens.boardWebhook(RUN).audience(BASE + "/other").sign();
    String empty = fixture.tokens.boardWebhook(RUN).audience("").sign();
    RequestVerifier lenient = verifier.allowMissingAudience();
    assertRejected(Reason.AUDIENCE, () -> lenient.verify(token, "/run"));
    assertRejected(Reason.AUDIENCE, () -> lenient.verify(empty, "/run"));
  }

  @Test
  void refusesBackToUrlWithoutAudience() {
    String token =
        fixture.tokens.boardWebhook(RUN).without("aud").backToUrl(BACK.toString()).sign();
    RequestVerifier lenient = verifier.allowMissingAudience();
    assertRejected(Reason.WRONG_KIND, () -> lenient.verify(token, "/run"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"run", "", "http://app.example.com/run", "ftp://x/"})
  void requiresAPathOrAnHttpsUrlAsEndpoint(String endpoint) {
    String token = fixture.tokens.request(RUN).sign();
    String withoutAudience = fixture.tokens.request(RUN).without("aud").sign();
    RequestVerifier lenient = verifier.allowMissingAudience();
    assertThatIllegalArgumentException().isThrownBy(() -> verifier.verify(token, endpoint));
    assertThatIllegalArgumentException().isThrownBy(() -> verifier.verify(null, endpoint));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lenient.verify(withoutAudience, endpoint))
        .withMessageStartingWith("endpoint: expected a path");
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void requiresTheSigningSecretWhenCreated() {
    MondayApp without = MondayApp.builder("id", URI.create(BASE)).build();
    assertThatIllegalStateException()
        .isThrownBy(without::requestVerifier)
        .withMessageContaining("signingSecret");
  }

  private Reason catchReason(String header) {
    try {
      verifier.verify(header, "/run");
    } catch (TokenRejectedException refusal) {
      return refusal.reason();
    }
    throw new AssertionError("accepted: " + header);
  }
}
