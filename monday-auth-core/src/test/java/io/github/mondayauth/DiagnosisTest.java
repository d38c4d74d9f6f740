package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.BASE;
import static io.github.mondayauth.Fixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private final Fixture fixture = new Fixture();
  private final MondayApp app = fixture.app();

  @AfterEach
  void raisesNoEvents() {
    assertThat(fixture.events).isEmpty();
  }

  @Test
  void findsNothingWrongWithAGoodTokenOfEveryKind() {
    assertFine(app.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), "/run"));
    assertFine(
        app.diagnose(
            TokenKind.AUTHORIZATION,
            "Bearer " + fixture.tokens.authorization(AUTHORIZE, BACK).sign(),
            "/authorize"));
    assertFine(app.diagnose(TokenKind.SESSION, fixture.tokens.session().sign(), null));
    assertFine(app.diagnose(TokenKind.APP_LIFECYCLE, fixture.tokens.appLifecycle().sign(), null));
    assertFine(
        app.diagnose(TokenKind.FEATURE_LIFECYCLE, fixture.tokens.featureLifecycle().sign(), "/f"));
  }

  @Test
  void findsTheOtherSecret() {
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
  void namesTheOptionForAuthorizationTokensUnderTheClientSecret() {
    String token =
        fixture
            .tokens
            .authorization(AUTHORIZE, BACK)
            .signedWith(fixture.registered.clientSecret())
            .sign();
    assertThatDiagnosis(TokenKind.AUTHORIZATION, token, "/authorize", Reason.SIGNATURE)
        .contains("allowClientSecretForAuthorizationTokens");
    MondayApp told = fixture.builder().allowClientSecretForAuthorizationTokens().build();
    assertFine(told.diagnose(TokenKind.AUTHORIZATION, token, "/authorize"));
  }

  @Test
  void findsAPreviousSecret() {
    Secret present = Secret.of("new0new0new0new0new0new0new0new0");
    MondayApp rotated =
        fixture
            .builder()
            .signingSecret(present, Secret.of(fixture.registered.signingSecret()))
            .build();
    String token = fixture.tokens.request(RUN).sign();
    assertThat(rotated.diagnose(TokenKind.REQUEST, token, "/run").toString())
        .contains("made with the previous signing secret number 1");
  }

  @Test
  void saysThatNoSecretFits() {
    String token = fixture.tokens.request(RUN).signedWith("k".repeat(32)).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.SIGNATURE)
        .contains("none of the app's 2 secrets");
  }

  @Test
  void comparesTheAudienceExpectedAndFound() {
    String token = fixture.tokens.request(URI.create("http://10.0.0.1:8080/run")).sign();
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.AUDIENCE)
        .contains("expected " + BASE + "/run, found http://10.0.0.1:8080/run");
    String none = fixture.tokens.request(RUN).without("aud").sign();
    assertThatDiagnosis(TokenKind.REQUEST, none, "/run", Reason.AUDIENCE).contains("found none");
    String list = fixture.tokens.request(RUN).claim("aud", java.util.List.of("a")).sign();
    assertThatDiagnosis(TokenKind.REQUEST, list, "/run", Reason.AUDIENCE).contains("found [a]");
  }

  @Test
  void saysHowFarTheClocksAreApart() {
    String token = fixture.tokens.request(RUN).sign();
    fixture.clock.advance(Duration.ofSeconds(1_300));
    assertThatDiagnosis(TokenKind.REQUEST, token, "/run", Reason.EXPIRED)
        .contains("expired 1000 s ago, issued 1300 s ago")
        .contains("fast");
    String early = fixture.tokens.request(RUN).issuedAt(Fixture.NOW.plusSeconds(5_000)).sign();
    assertThatDiagnosis(TokenKind.REQUEST, early, "/run", Reason.NOT_YET_VALID)
        .contains("issued 3700 s from now")
        .contains("slow");
    String never = fixture.tokens.request(RUN).claim("exp", "soon").sign();
    assertThatDiagnosis(TokenKind.REQUEST, never, "/run", Reason.CLAIMS).contains("WRONG time");
  }

  @Test
  void saysWhichKindItIsInstead() {
    assertThatDiagnosis(
            TokenKind.REQUEST, fixture.tokens.session().sign(), "/run", Reason.SIGNATURE)
        .contains("a session token or a lifecycle event, expected REQUEST");
    assertThatDiagnosis(
            TokenKind.FEATURE_LIFECYCLE,
            fixture.tokens.request(RUN).sign(),
            null,
            Reason.WRONG_KIND)
        .contains("by its claims a request, expected FEATURE_LIFECYCLE");
    assertThatDiagnosis(
            TokenKind.REQUEST, fixture.tokens.outbound().sign(), "/run", Reason.AUDIENCE)
        .contains("outbound");
  }

  @Test
  void findsAnotherApp() {
    String token = fixture.tokens.appLifecycle().claim("dat.client_id", "other").sign();
    assertThatDiagnosis(TokenKind.APP_LIFECYCLE, token, null, Reason.APP)
        .contains("WRONG app: client_id: expected " + fixture.registered.clientId());
  }

  @Test
  void findsABackToUrlThatIsNotMondays() {
    String token =
        fixture.tokens.authorization(AUTHORIZE, BACK).backToUrl("https://evil.example/\n").sign();
    assertThatDiagnosis(TokenKind.AUTHORIZATION, token, "/authorize", Reason.BACK_TO_URL)
        .contains("WRONG backToUrl: expected an https address of monday.com, found https://evil")
        .doesNotContain("example/\n");
  }

  @Test
  void explainsWhatIsNoToken() {
    assertThatDiagnosis(TokenKind.REQUEST, null, "/run", Reason.MISSING).contains("there is none");
    assertThatDiagnosis(TokenKind.REQUEST, "x".repeat(9_000), "/run", Reason.TOO_LARGE)
        .contains("9000");
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

  @Test
  void needsAnEndpointWhereTheKindHasOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> app.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), null));
    MondayApp without = MondayApp.builder("id", URI.create(BASE)).build();
    assertThatIllegalStateException()
        .isThrownBy(() -> without.diagnose(TokenKind.SESSION, "x", null));
  }

  private void assertFine(Diagnosis diagnosis) {
    assertThat(diagnosis.isVerified()).as(diagnosis.toString()).isTrue();
    assertThat(diagnosis.reason()).isNull();
    assertThat(diagnosis.findings()).isNotEmpty().allMatch(Diagnosis.Finding::isFine);
    assertThat(diagnosis.toString()).endsWith("The token verifies.");
    assertNoSecret(diagnosis.toString());
  }

  private AbstractStringAssert<?> assertThatDiagnosis(
      TokenKind kind, String token, String endpoint, Reason reason) {
    Diagnosis diagnosis = app.diagnose(kind, token, endpoint);
    assertThat(diagnosis.reason()).as(diagnosis.toString()).isEqualTo(reason);
    assertThat(diagnosis.isVerified()).isFalse();
    assertThat(diagnosis.findings()).anyMatch(finding -> !finding.isFine());
    assertThat(diagnosis.toString()).endsWith("Refused: " + reason + ".");
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
