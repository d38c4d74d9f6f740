package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.RUN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  private final Fixture fixture = new Fixture();
  private final MondayApp app = fixture.app();

  @AfterEach
  void raisesNoEvents() {
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void findsNothingWrongWithGenuineTokensOfEveryKind() {
    assertOk(app.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), "/run"));
    assertOk(
        app.diagnose(
            TokenKind.AUTHORIZATION,
            "Bearer " + fixture.tokens.authorization(AUTHORIZE, BACK).sign(),
            "/authorize"));
    assertOk(app.diagnose(TokenKind.SESSION, fixture.tokens.session().sign(), null));
    assertOk(app.diagnose(TokenKind.APP_LIFECYCLE, fixture.tokens.appLifecycle().sign(), null));
    assertOk(
        app.diagnose(TokenKind.FEATURE_LIFECYCLE, fixture.tokens.featureLifecycle().sign(), "/f"));
  }

  @Test
  void showsOneFindingForEachCheck() {
    String token = fixture.tokens.request(RUN).sign();
    assertThat(app.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .isEqualTo(
            """
            ok    token: %d characters in three parts
            ok    header: HS256
            ok    signature: made with the signing secret
            ok    claims: well-formed and complete
            ok    kind: the claims of a request
            ok    time: expires in 330 s, clock skew included
            ok    audience: https://app.example.com/run
            The token verifies."""
                .formatted(token.length()));
  }

  @Test
  void recognizesTheOtherSecret() {
    String token = fixture.tokens.request(RUN).signedWith(fixture.registered.clientSecret()).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.SIGNATURE)
        .contains("WRONG signature: made with the client secret")
        .contains("signing secret");
    assertThatDiagnosis(
            TokenKind.SESSION,
            fixture.tokens.session().signedWith(fixture.registered.signingSecret()).sign(),
            null,
            Reason.SIGNATURE)
        .contains("WRONG signature: made with the signing secret");
  }

  @Test
  void namesTheOptionForAuthorizationTokensSignedWithTheClientSecret() {
    String token =
        fixture
            .tokens
            .authorization(AUTHORIZE, BACK)
            .signedWith(fixture.registered.clientSecret())
            .sign();
    assertThatDiagnosis(TokenKind.AUTHORIZATION, token, "/authorize", Reason.SIGNATURE)
        .contains("allowClientSecretForAuthorizationTokens");
    MondayApp lenient = fixture.builder().allowClientSecretForAuthorizationTokens().build();
    assertOk(lenient.diagnose(TokenKind.AUTHORIZATION, token, "/authorize"));
  }

  @Test
  void recognizesAPreviousSecret() {
    Secret current = Secret.of("new0new0new0new0new0new0new0new0");
    MondayApp rotated =
        fixture
            .builder()
            .signingSecret(current, Secret.of(fixture.registered.signingSecret()))
            .build();
    String token = fixture.tokens.request(RUN).sign();
    assertThat(rotated.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .contains("made with the previous signing secret number 1");
  }

  @Test
  void saysThatNoSecretSigned() {
    String token = fixture.tokens.request(RUN).signedWith("k".repeat(32)).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.SIGNATURE)
        .contains("made with none of the app's 2 secrets");
    MondayApp withOneSecret =
        MondayApp.builder("client", URI.create(BASE))
            .signingSecret(Secret.of("s".repeat(32)))
            .build();
    assertThat(withOneSecret.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .contains("not made with the app's only secret");
  }

  @Test
  void showsTheExpectedAndTheFoundAudience() {
    String token = fixture.tokens.request(URI.create("http://10.0.0.1:8080/run")).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.AUDIENCE)
        .contains("expected " + BASE + "/run, found http://10.0.0.1:8080/run");
    String none = fixture.tokens.request(RUN).without("aud").sign();
    assertThatDiagnosis(TokenKind.REQUEST, none, "/run", Reason.AUDIENCE).contains("found none");
    String list = fixture.tokens.request(RUN).claim("aud", List.of("a")).sign();
    assertThatDiagnosis(TokenKind.REQUEST, list, "/run", Reason.AUDIENCE).contains("found [a]");
  }

  @Test
  void saysHowFarTheClocksDiffer() {
    String token = fixture.tokens.request(RUN).sign();
    fixture.clock.advance(Duration.ofSeconds(1_300));
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.EXPIRED)
        .contains("expired 1000 s ago, issued 1300 s ago")
        .contains("fast");
    String early = fixture.tokens.request(RUN).issuedAt(Fixture.NOW.plusSeconds(5_000)).sign();
    assertThatDiagnosis(TokenKind.REQUEST, early, "/run", Reason.NOT_YET_VALID)
        .contains("issued 3700 s in the future")
        .contains("slow");
    String never = fixture.tokens.request(RUN).claim("exp", "soon").sign();
    assertThatDiagnosis(TokenKind.REQUEST, never, "/run", Reason.CLAIMS).contains("WRONG time");
  }

  @Test
  void saysWhichKindTheTokenIs() {
    assertThatDiagnosis(
            TokenKind.REQUEST, fixture.tokens.session().sign(), "/run", Reason.SIGNATURE)
        .contains(
            "expected the claims of a request,"
                + " found those of a session token or a lifecycle event");
    assertThatDiagnosis(
            TokenKind.FEATURE_LIFECYCLE,
            fixture.tokens.request(RUN).sign(),
            null,
            Reason.WRONG_KIND)
        .contains("expected the claims of a feature lifecycle event, found those of a request");
    assertThatDiagnosis(
            TokenKind.REQUEST, fixture.tokens.outbound().sign(), "/run", Reason.AUDIENCE)
        .contains("outbound");
  }

  @Test
  void showsTheOtherApp() {
    String token = fixture.tokens.appLifecycle().claim("dat.client_id", "other").sign();
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, token, null, Reason.APP)
        .contains("WRONG app: client_id: expected " + fixture.registered.clientId());
  }

  @Test
  void showsTheBackToUrlOfAnotherSite() {
    String token =
        fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl("https://evil.example/\n").sign();
    assertThatDiagnosis(TokenKind.AUTHORIZATION, token, "/authorize", Reason.BACK_TO_URL)
        .contains("WRONG backToUrl: expected an https URL of monday.com, found https://evil")
        .doesNotContain("example/\n");
  }

  @Test
  void explainsAnAuthorizationTokenWithTheDocumentedClaimsOnly() {
    String token =
        fixture.tokens.authorization(AUTHORIZE, BACK).without("aud").without("iat").sign();
    assertThat(fixture.app().diagnose(TokenKind.AUTHORIZATION, token, "/authorize").toString())
        .contains("no iat, so it counts as issued 300 s before exp and disproves no uninstall")
        .contains("ok    audience: none, and none is required without requireAudience")
        .endsWith("The token verifies.");
    assertThat(
            fixture
                .builder()
                .requireAudience()
                .build()
                .diagnose(TokenKind.AUTHORIZATION, token, "/authorize")
                .toString())
        .contains("WRONG audience: expected " + AUTHORIZE + ", found none");
  }

  @Test
  void showsTheFirst200CharactersOfAClaim() {
    String longest = BASE + "/" + "x".repeat(200 - BASE.length() - 1);
    String token = fixture.tokens.request(RUN).audience(longest).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.AUDIENCE)
        .contains("found " + longest + ";");
    String longer = fixture.tokens.request(RUN).audience(longest + "y").sign();
    assertThatDiagnosis(TokenKind.REQUEST, longer, "/run", Reason.AUDIENCE)
        .contains("found " + longest + "...;");
  }

  @Test
  void explainsTextThatIsNotAToken() {
    assertThatDiagnosis(TokenKind.REQUEST, null, "/run", Reason.MISSING)
        .contains("expected a JWT, found none");
    assertThatDiagnosis(TokenKind.REQUEST, "x".repeat(9_000), "/run", Reason.TOO_LARGE)
        .contains("9000")
        .contains("monday.com's tokens have fewer than 1,500");
    assertThatDiagnosis(TokenKind.REQUEST, " x", "/run", Reason.MALFORMED).contains("space");
    assertThatDiagnosis(TokenKind.REQUEST, "x", "/run", Reason.MALFORMED)
        .doesNotContain("space")
        .doesNotContain("JSON");
    assertThatDiagnosis(TokenKind.REQUEST, "{\"payload\":{}}", "/run", Reason.MALFORMED)
        .contains("JSON");
    assertThatDiagnosis(TokenKind.REQUEST, "Basic abc", "/run", Reason.MALFORMED).contains("space");
    assertThatDiagnosis(TokenKind.REQUEST, "a.b.c", "/run", Reason.MALFORMED)
        .contains("WRONG header")
        .contains("WRONG claims");
    assertThatDiagnosis(
            TokenKind.REQUEST,
            fixture.tokens.request(RUN).header("alg", "none").unsigned().sign(),
            "/run",
            Reason.ALGORITHM)
        .contains("alg: expected HS256, found none");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"alg\":\"HS256\"!\"crit\":[\"exp\"]}, HEADER, WRONG header: header: expected no key",
    "{\"alg\":\"HS256\"!\"typ\":\"JOSE\"}, HEADER, WRONG header: header: expected no key",
    "{\"alg\":\"HS256\"!\"alg\":\"HS256\"}, MALFORMED, WRONG header: header: expected strict JSON",
    "{\"typ\":\"JWT\"}, ALGORITHM, 'WRONG header: alg: expected HS256, found none'",
    "{\"alg\":7}, ALGORITHM, 'WRONG header: alg: expected HS256, found another algorithm'",
    "{\"alg\":\"HS512\"}, ALGORITHM, 'WRONG header: alg: expected HS256, found HS512'",
  })
  void findsWhatIsWrongWithTheHeader(String header, Reason reason, String finding) {
    String claims = RawJws.payload(fixture.tokens.request(RUN).sign());
    String token =
        RawJws.signed(header.replace('!', ','), claims, fixture.registered.signingSecret());
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", reason)
        .contains(finding)
        .contains("ok    signature")
        .contains("ok    claims: well-formed and complete");
  }

  @Test
  void findsMissingAndFutureTimes() {
    String withoutIssue = fixture.tokens.request(RUN).without("iat").sign();
    assertThatDiagnosis(TokenKind.REQUEST, withoutIssue, "/run", Reason.CLAIMS)
        .contains("WRONG time: iat: expected a time in whole seconds, found none");
    long late = Fixture.NOW.getEpochSecond() + 100;
    String notBefore = fixture.tokens.request(RUN).claim("nbf", late).sign();
    assertThatDiagnosis(TokenKind.REQUEST, notBefore, "/run", Reason.NOT_YET_VALID)
        .contains("WRONG time: nbf: valid only in 100 s, allowed clock skew 30 s")
        .contains("may be slow");
    String both = fixture.tokens.request(RUN).claim("nbf", late).claim("iat", late).sign();
    assertThatDiagnosis(TokenKind.REQUEST, both, "/run", Reason.NOT_YET_VALID)
        .contains("WRONG time: issued 100 s in the future, allowed clock skew 30 s");
    String malformed = fixture.tokens.request(RUN).claim("nbf", "soon").sign();
    assertThatDiagnosis(TokenKind.REQUEST, malformed, "/run", Reason.CLAIMS)
        .contains("WRONG time: nbf: expected a time in whole seconds, found another value")
        .contains("ok    claims");
    String contradictory =
        fixture.tokens.request(RUN).claim("exp", late - 99).claim("iat", late - 98).sign();
    assertThatDiagnosis(TokenKind.REQUEST, contradictory, "/run", Reason.CLAIMS)
        .contains("WRONG time: iat: expected a time before exp, found a later one");
    String session = fixture.tokens.session().without("exp").sign();
    assertThatDiagnosis(TokenKind.SESSION, session, null, Reason.CLAIMS)
        .contains("WRONG time: exp: expected a time in whole seconds, found none");
    assertOk(app.diagnose(TokenKind.SESSION, fixture.tokens.session().sign(), null));
  }

  @Test
  void saysHowLongTheTokenIsStillAccepted() {
    String token = fixture.tokens.request(RUN).sign();
    fixture.clock.advance(Duration.ofSeconds(310));
    assertThat(app.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .contains("ok    time: expires in 20 s, clock skew included");
    String session = fixture.tokens.session().expiresAt(Fixture.NOW).sign();
    assertThatDiagnosis(TokenKind.SESSION, session, null, Reason.EXPIRED)
        .contains("WRONG time: expired 310 s ago, allowed clock skew 30 s; this clock shows")
        .contains("2026-11-21T12:05:10Z");
  }

  @Test
  void findsPayloadThatIsNotStrictJson() {
    String claims = RawJws.payload(fixture.tokens.request(RUN).sign());
    String invalid =
        RawJws.signedParts(
            RawJws.encode(RawJws.HEADER),
            RawJws.encode(claims.replaceFirst("\\{", "{\"x\":\"\u00e9\",").getBytes(ISO_8859_1)),
            fixture.registered.signingSecret());
    assertThatDiagnosis(TokenKind.REQUEST, invalid, "/run", Reason.MALFORMED)
        .contains("ok    signature")
        .contains("WRONG claims: payload: expected strict JSON");
    String twice =
        fixture.tokens.request(RUN).rawPayload(claims.replaceFirst("\\{", "{\"exp\":1,")).sign();
    assertThatDiagnosis(TokenKind.REQUEST, twice, "/run", Reason.MALFORMED)
        .contains("WRONG claims: payload: expected strict JSON");
  }

  @Test
  void findsMissingAndMalformedIds() {
    String malformed = fixture.tokens.request(RUN).claim("accountId", "x").sign();
    assertThatDiagnosis(TokenKind.REQUEST, malformed, "/run", Reason.CLAIMS)
        .contains("WRONG claims: accountId: expected a positive 64-bit id, found another value")
        .contains("ok    kind: the claims of a request");
    String missing = fixture.tokens.request(RUN).without("userId").sign();
    assertThatDiagnosis(TokenKind.REQUEST, missing, "/run", Reason.CLAIMS)
        .contains("WRONG claims: userId: expected a positive 64-bit id, found none")
        .contains("found those of no token that monday.com sends");
    String session = fixture.tokens.session().without("dat.user_id").sign();
    assertThatDiagnosis(TokenKind.SESSION, session, null, Reason.CLAIMS)
        .contains("WRONG claims: user_id: expected a positive 64-bit id, found none");
    assertOk(app.diagnose(TokenKind.APP_LIFECYCLE, session, null));
    String event = fixture.tokens.appLifecycle().without("dat.account_id").sign();
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, event, null, Reason.CLAIMS)
        .contains("WRONG claims: account_id: expected a positive 64-bit id, found none");
    String admin = fixture.tokens.session().claim("dat.is_admin", "true").sign();
    assertThatDiagnosis(TokenKind.SESSION, admin, null, Reason.CLAIMS)
        .contains("WRONG claims: is_admin: expected true or false, found another value");
  }

  @Test
  void readsNullAsAbsent() {
    String token = fixture.tokens.request(RUN).claim("dat", null).claim("nbf", null).sign();
    assertOk(app.diagnose(TokenKind.REQUEST, token, "/run"));
    String none = fixture.tokens.request(RUN).claim("aud", null).sign();
    assertThatDiagnosis(TokenKind.REQUEST, none, "/run", Reason.AUDIENCE).contains("found none");
  }

  @Test
  void findsForeignAudienceOfKindsThatNeedNone() {
    String foreign = "https://app.example.com.evil.example/hook";
    String session = fixture.tokens.session().audience(foreign).sign();
    assertThatDiagnosis(TokenKind.SESSION, session, null, Reason.AUDIENCE)
        .contains("WRONG audience: expected a URL under " + BASE + ", found " + foreign);
    assertThatDiagnosis(TokenKind.SESSION, session, "/hook", Reason.AUDIENCE)
        .contains("WRONG audience: expected a URL under " + BASE + ", found " + foreign);
    String event = fixture.tokens.appLifecycle().audience(foreign).sign();
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, event, null, Reason.AUDIENCE)
        .contains("WRONG audience: expected a URL under " + BASE + ", found " + foreign);
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, event, "/hook", Reason.AUDIENCE)
        .contains("WRONG audience: expected " + BASE + "/hook, found " + foreign);
    assertOk(app.diagnose(TokenKind.APP_LIFECYCLE, event, foreign));
    String feature = fixture.tokens.featureLifecycle().audience(foreign).sign();
    assertThatDiagnosis(TokenKind.FEATURE_LIFECYCLE, feature, "/hook", Reason.AUDIENCE);
    assertOk(app.diagnose(TokenKind.FEATURE_LIFECYCLE, feature, foreign));
    String own = fixture.tokens.session().audience(BASE + "/any?x=1").sign();
    assertThat(app.diagnose(TokenKind.SESSION, own, "/other").toString())
        .contains("ok    audience: " + BASE + "/any?x=1");
    assertThat(app.diagnose(TokenKind.SESSION, fixture.tokens.session().sign(), null).toString())
        .contains("ok    audience: none, and none is required");
  }

  @Test
  void saysWhichKindHasItsClaimsInTheWrongPlace() {
    String both = fixture.tokens.session().claim("account_id", 7).sign();
    assertThatDiagnosis(TokenKind.SESSION, both, null, Reason.WRONG_KIND)
        .contains("WRONG kind: dat: expected one object, found its fields at the top level too");
    String mixed = fixture.tokens.session().claim("accountId", 7).sign();
    assertThatDiagnosis(TokenKind.SESSION, mixed, null, Reason.WRONG_KIND)
        .contains("WRONG kind: expected a token with dat, found a request or authorization token");
    String request = fixture.tokens.request(RUN).claim("dat.account_id", 7).sign();
    assertThatDiagnosis(TokenKind.REQUEST, request, "/run", Reason.WRONG_KIND)
        .contains("WRONG kind: expected a request token, found one with dat");
    String flat =
        fixture.tokens.session().without("dat").claim("account_id", 7).claim("user_id", 8).sign();
    assertOk(app.diagnose(TokenKind.SESSION, flat, null));
    String nobody = fixture.tokens.session().without("dat").claim("account_id", 7).sign();
    assertThatDiagnosis(TokenKind.SESSION, nobody, null, Reason.CLAIMS)
        .contains("WRONG claims: user_id: expected a positive 64-bit id, found none");
    String user = fixture.tokens.session().without("dat").claim("user_id", 8).sign();
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, user, null, Reason.WRONG_KIND)
        .contains("ok    claims");
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, flat, null, Reason.WRONG_KIND)
        .contains("expected the claims of an app lifecycle event, found those of a session token");
    String other =
        fixture
            .tokens
            .session()
            .without("dat")
            .claim("account_id", 7)
            .claim("user_id", 8)
            .claim("client_id", "other")
            .sign();
    assertThatDiagnosis(TokenKind.SESSION, other, null, Reason.APP).contains("found other");
    String session = fixture.tokens.session().sign();
    assertThat(app.diagnose(TokenKind.SESSION, session, null).toString())
        .contains("ok    app: client_id is this app's");
    String authorization = fixture.tokens.authorization(AUTHORIZE, BACK).sign();
    assertThat(app.diagnose(TokenKind.AUTHORIZATION, authorization, "/authorize").toString())
        .contains("ok    kind: the claims of an authorization token or a credentials field request")
        .contains("ok    backToUrl: " + BACK);
  }

  @Test
  void checksEverythingAtOneTime() {
    // A clock that moves on with every question must not let the findings contradict the outcome.
    Instant[] now = {Fixture.NOW};
    MondayApp moving =
        fixture
            .builder()
            .timeSource(
                () -> {
                  now[0] = now[0].plusSeconds(20);
                  return now[0];
                })
            .build();
    for (int i = 0; i < 40; i++) {
      Diagnosis diagnosis =
          moving.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), "/run");
      assertThat(diagnosis.findings().stream().allMatch(Diagnosis.Finding::isOk))
          .as(diagnosis.toString())
          .isEqualTo(diagnosis.isVerified());
    }
  }

  @Test
  void requiresAnEndpointForKindsThatHaveOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> app.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app.diagnose(TokenKind.AUTHORIZATION, null, null));
    for (TokenKind kind : TokenKind.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> app.diagnose(kind, fixture.tokens.session().sign(), "run"));
    }
    MondayApp without = MondayApp.builder("id", URI.create(BASE)).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> without.diagnose(TokenKind.SESSION, "x", null));
  }

  private void assertOk(Diagnosis diagnosis) {
    assertThat(diagnosis.isVerified()).as(diagnosis.toString()).isTrue();
    assertThat(diagnosis.reason()).isNull();
    assertThat(diagnosis.findings()).isNotEmpty().allMatch(Diagnosis.Finding::isOk);
    assertThat(diagnosis.toString()).endsWith("The token verifies.");
    assertNoSecret(diagnosis.toString());
  }

  private AbstractStringAssert<?> assertThatDiagnosis(
      TokenKind kind, String token, String endpoint, Reason reason) {
    Diagnosis diagnosis = app.diagnose(kind, token, endpoint);
    assertThat(diagnosis.reason()).as(diagnosis.toString()).isEqualTo(reason);
    assertThat(diagnosis.isVerified()).isFalse();
    assertThat(diagnosis.findings()).anyMatch(finding -> !finding.isOk());
    assertThat(diagnosis.toString()).endsWith("Refused: " + reason.code() + ".");
    assertNoSecret(diagnosis.toString());
    return assertThat(diagnosis.toString());
  }

  private void assertNoSecret(String text) {
    assertThat(text)
        .doesNotContain(fixture.registered.signingSecret())
        .doesNotContain(fixture.registered.clientSecret())
        .doesNotContain("eyJ");
  }
}
