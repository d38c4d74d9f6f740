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
import java.util.List;
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
        .contains("none of the app's 2 secrets");
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
  void explainsTextThatIsNotAToken() {
    assertThatDiagnosis(TokenKind.REQUEST, null, "/run", Reason.MISSING)
        .contains("expected a JWT, found none");
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
  void requiresAnEndpointForKindsThatHaveOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> app.diagnose(TokenKind.REQUEST, fixture.tokens.request(RUN).sign(), null));
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
