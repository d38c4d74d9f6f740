package io.github.mondayauth;

import static io.github.mondayauth.Fixture.AUTHORIZE;
import static io.github.mondayauth.Fixture.BACK;
import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.RUN;
import static io.github.mondayauth.Fixture.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the payload of a token. Every signature here is valid. */
class ClaimsAttackTest {
  private final Fixture fixture = new Fixture();
  private final RequestVerifier verifier = fixture.app().requestVerifier();
  private final String secret = fixture.registered.signingSecret();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{}]",
        "\"x\"",
        "1",
        "true",
        "null",
        "x",
        "{",
        "}",
        "{}{}",
        "{} {}",
        "{},",
        " {}",
        "{}\n",
        "{\"a\"}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":NaN}",
        "{\"a\":\"\t\"}",
        "{/**/}",
        "{\"a\":1}//"
      })
  void payloadThatIsNotAStrictObject(String payload) {
    assertPayload(Reason.MALFORMED, payload);
  }

  @Test
  void emptyObject() {
    assertPayload(Reason.CLAIMS, "{}");
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 100, 2_500})
  void deepNesting(int depth) {
    assertPayload(Reason.MALFORMED, with("\"x\":" + "[".repeat(depth) + "]".repeat(depth)));
    assertPayload(Reason.MALFORMED, with("\"x\":" + "[".repeat(depth)));
    int less = Math.min(depth, 900);
    assertPayload(
        Reason.MALFORMED, with("\"x\":" + "{\"x\":".repeat(less) + "1" + "}".repeat(less)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"accountId\":1",
        "\"userId\":8765432109",
        "\"exp\":99999999999",
        "\"aud\":\"https://app.example.com/run\"",
        "\"\\u0061ud\":\"https://app.example.com/run\"",
        "\"x\":1,\"x\":1",
        "\"x\":{\"y\":1,\"y\":2}",
        "\"x\":[{\"y\":1,\"y\":2}]",
        "\"iat\":null",
      })
  void duplicateClaims(String claim) {
    assertPayload(Reason.MALFORMED, with(claim));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "-0",
        "1.0",
        "1.5",
        "1e3",
        "1E3",
        "1e-3",
        "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "\"0\"",
        "\"-1\"",
        "\"+1\"",
        "\"01\"",
        "\" 1\"",
        "\"1 \"",
        "\"1.0\"",
        "\"1e3\"",
        "\"0x1\"",
        "\"\"",
        "\"\uff11\"",
        "\"\u0661\"",
        "\"9223372036854775808\"",
        "\"9999999999999999999\"",
        "\"12345678901234567890\"",
        "true",
        "[]",
        "[1]",
        "{}",
        "{\"id\":1}",
        "1e400",
        "1e99999999",
        "null"
      })
  void malformedId(String id) {
    assertClaim(Reason.CLAIMS, "accountId", id);
    assertClaim(Reason.CLAIMS, "userId", id);
    RequestClaims claims =
        verifier.verify(
            token(
                with("\"boardId\":%s,\"recipeId\":%s,\"integrationId\":%s".formatted(id, id, id))),
            "/run");
    assertThat(claims.boardId()).isNull();
    assertThat(claims.recipeId()).isNull();
    assertThat(claims.integrationId()).isNull();
  }

  @Test
  void overlongNumber() {
    assertClaim(Reason.MALFORMED, "accountId", "1".repeat(2_000));
    assertPayload(Reason.MALFORMED, with("\"x\":0." + "1".repeat(2_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "9223372036854775807", "\"1\"", "\"9223372036854775807\"", "4294967296"})
  void readsIdsOfEveryLength(String id) {
    String token = token(replaced("accountId", id));
    assertThat(verifier.verify(token, "/run").account().id())
        .isEqualTo(Long.parseLong(id.replace("\"", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1795262700\"",
        "\"2026-11-21T12:05:00Z\"",
        "1795262700000",
        "100000000000",
        "-1",
        "1795262700.5",
        "1795262700.0",
        "1.7952627e9",
        "1e30",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999",
        "true",
        "[1795262700]",
        "{}",
        "null"
      })
  void malformedTime(String time) {
    assertClaim(Reason.CLAIMS, "exp", time);
    assertClaim(Reason.CLAIMS, "iat", time);
    if (!time.equals("null")) {
      assertPayload(Reason.CLAIMS, with("\"nbf\":" + time));
    }
  }

  @Test
  void timeAtTheEpoch() {
    assertPayload(Reason.EXPIRED, replaced("exp", "0").replaceFirst("\"iat\":\\d+", "\"iat\":0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"https://app.example.com/run\"]",
        "[]",
        "\"\"",
        "null",
        "true",
        "{\"0\":\"https://app.example.com/run\"}",
        "\"https://app.example.com/other\"",
        "\"https://app.example.com/run/\"",
        "\"https://app.example.com/run#\"",
        "\"https://app.example.com/run?\"",
        "\"https://app.example.com//run\"",
        "\"https://app.example.com/./run\"",
        "\"https://app.example.com/x/../run\"",
        "\"https://app.example.com/%72un\"",
        "\"https://app.example.com:443/run\"",
        "\"https://app.example.com:8443/run\"",
        "\"http://app.example.com/run\"",
        "\"HTTPS://app.example.com/run\"",
        "\"https://APP.example.com/run\"",
        "\"//app.example.com/run\"",
        "\"/run\"",
        "\"app.example.com/run\"",
        "\"https://user@app.example.com/run\"",
        "\"https://app.example.com@evil.example/run\"",
        "\"https://app.example.com.evil.example/run\"",
        "\"https://evil.example/https://app.example.com/run\"",
        "\"https://app.ex\u0430mple.com/run\"",
        "\"https://app.xn--exmple-4nf.com/run\"",
        "\"https://app.example.com\\u0000/run\"",
        "\" https://app.example.com/run\"",
        "\"https://app.example.com/run \"",
        "\"https:\\\\\\\\app.example.com\\\\run\"",
      })
  void malformedOrForeignAudience(String audience) {
    assertClaim(Reason.AUDIENCE, "aud", audience);
  }

  @Test
  void acceptsAudienceWithEscapes() {
    String token = token(replaced("aud", "\"https:\\/\\/app.example.com\\/r\\u0075n\""));
    assertThat(verifier.verify(token, "/run")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[]", "{}", "[\"https://acme.monday.com/\"]"})
  void backToUrlOfAnotherType(String value) {
    String claims = RawJws.payload(fixture.tokens.authorization(AUTHORIZE, BACK).sign());
    String changed = claims.replaceFirst("\"backToUrl\":\"[^\"]*\"", "\"backToUrl\":" + value);
    assertThat(changed).isNotEqualTo(claims);
    assertRejected(
        Reason.CLAIMS,
        () -> fixture.app().authorizationTokenVerifier().verify(token(changed), "/authorize"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"", "\" \"", "\"\\n\\t\"", "\"\\u2003\"", "1", "true", "[]", "{}", "null"})
  void shortLivedTokenThatIsBlankOrOfAnotherType(String value) {
    String request = replaced("shortLivedToken", value);
    assertThat(verifier.verify(token(request), "/run").shortLivedToken()).isNull();

    String authorization = RawJws.payload(fixture.tokens.authorization(AUTHORIZE, BACK).sign());
    String changed =
        authorization.replaceFirst(
            "\"shortLivedToken\":\"[^\"]*\"", "\"shortLivedToken\":" + value.replace("\\", "\\\\"));
    assertThat(changed).isNotEqualTo(authorization);
    assertThat(
            fixture
                .app()
                .authorizationTokenVerifier()
                .verify(token(changed), "/authorize")
                .shortLivedToken())
        .isNull();

    String feature = RawJws.payload(fixture.tokens.featureLifecycle().sign());
    String event =
        feature.replaceFirst(
            "\"short_lived_token\":\"[^\"]*\"",
            "\"short_lived_token\":" + value.replace("\\", "\\\\"));
    assertThat(event).isNotEqualTo(feature);
    assertThat(
            fixture
                .app()
                .featureLifecycleVerifier()
                .verify(token(event), fixture.featureBody())
                .shortLivedToken())
        .isNull();
  }

  @Test
  void shortLivedTokenSurroundedByWhiteSpace() {
    String token = token(replaced("shortLivedToken", "\" x \""));
    assertThat(verifier.verify(token, "/run").shortLivedToken().secret().reveal()).isEqualTo(" x ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"recipeId\":-1",
        "\"integrationId\":\"123e4567-e89b-12d3-a456-426614174000\"",
        "\"sub\":7",
        "\"sub\":{}",
        "\"iss\":7",
        "\"iss\":[\"https://monday.com\"]",
        "\"jti\":1.5",
        "\"slug\":7",
        "\"app_version_id\":\"x\"",
        "\"install_id\":\"x\"",
        "\"short_lived_token\":7",
      })
  void malformedClaimThatDecidesNothing(String claim) {
    assertThat(verifier.verify(token(with(claim)), "/run").user().id())
        .isEqualTo(MondayTokens.USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"slug\":7",
        "\"slug\":\"a.b\"",
        "\"app_version_id\":-1",
        "\"app_version_id\":\"01\"",
        "\"install_id\":1.5",
        "\"install_id\":\"1\"",
        "\"install_id\":9223372036854775808",
        "\"short_lived_token\":[]",
      })
  void malformedClaimInDatThatDecidesNothing(String claim) {
    SessionClaims claims = fixture.app().sessionTokenVerifier().verify(session(claim));
    assertThat(claims.user()).isEqualTo(new MondayAccount(1).user(2));
    assertThat(claims.slug()).isNull();
    assertThat(claims.appVersionId()).isNull();
    assertThat(claims.installId()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"account_id\":-1",
        "\"user_id\":0",
        "\"app_id\":\"x\"",
        "\"client_id\":7",
        "\"client_id\":[]",
        "\"user_kind\":7",
        "\"is_admin\":\"true\"",
        "\"is_guest\":0",
        "\"is_view_only\":\"\"",
      })
  void malformedClaimInDatThatDecidesSomething(String claim) {
    String token = session(claim);
    assertRejected(Reason.CLAIMS, () -> fixture.app().sessionTokenVerifier().verify(token));
  }

  @Test
  void nullCountsAsAbsent() {
    String payload =
        with(
            "\"nbf\":null,\"backToUrl\":null,\"dat\":null,\"boardId\":null,\"sub\":null,"
                + "\"account_id\":null,\"is_admin\":null");
    assertThat(verifier.verify(token(payload), "/run").boardId()).isNull();

    String withoutAudience = replaced("aud", "null");
    assertPayload(Reason.AUDIENCE, withoutAudience);
    assertThat(verifier.allowMissingAudience().verify(token(withoutAudience), "/run")).isNotNull();
    assertRejected(
        Reason.AUDIENCE,
        () -> verifier.allowMissingAudience().verify(token(replaced("aud", "\"\"")), "/run"));

    String session =
        session(
            "\"app_id\":null,\"client_id\":null,\"user_kind\":null,\"is_admin\":null,"
                + "\"is_guest\":null,\"is_view_only\":null,\"slug\":null,\"install_id\":null");
    assertThat(fixture.app().sessionTokenVerifier().verify(session).isAdmin()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "1.5", "\"x\"", "true", "false"})
  void datOfAnotherType(String value) {
    assertPayload(Reason.CLAIMS, with("\"dat\":" + value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"true\"", "1", "\"\"", "[]", "{}"})
  void adminOfAnotherType(String value) {
    String token =
        RawJws.signed(
            RawJws.HEADER,
            "{\"exp\":%d,\"dat\":{\"account_id\":1,\"user_id\":2,\"is_admin\":%s}}"
                .formatted(NOW.getEpochSecond() + 9, value),
            fixture.registered.clientSecret());
    assertRejected(Reason.CLAIMS, () -> fixture.app().sessionTokenVerifier().verify(token));
  }

  @Test
  void payloadInAnotherEncoding() {
    String claims = claims();
    assertBytes(Reason.MALFORMED, claims.getBytes(StandardCharsets.UTF_16LE));
    assertBytes(Reason.MALFORMED, claims.getBytes(StandardCharsets.UTF_16BE));
    assertBytes(Reason.MALFORMED, claims.getBytes(StandardCharsets.UTF_16));
    assertBytes(Reason.MALFORMED, ("\ufeff" + claims).getBytes(StandardCharsets.UTF_8));
    assertBytes(Reason.MALFORMED, with("\"x\":\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void invalidUtf8() {
    // An overlong 'a' in two and three bytes, a surrogate, a code point above U+10FFFF, a lone
    // continuation byte, and a byte that UTF-8 never has.
    assertBytes(Reason.MALFORMED, inserted(0xC1, 0xA1));
    assertBytes(Reason.MALFORMED, inserted(0xE0, 0x81, 0xA1));
    assertBytes(Reason.MALFORMED, inserted(0xED, 0xA0, 0x80));
    assertBytes(Reason.MALFORMED, inserted(0xF5, 0x80, 0x80, 0x80));
    assertBytes(Reason.MALFORMED, inserted(0x80));
    assertBytes(Reason.MALFORMED, inserted(0xFF));
    assertThat(verifier.verify(token(with("\"x\":\"\u00e9\u20ac\ud83d\ude00\"")), "/run"))
        .isNotNull();
  }

  @Test
  void overlongEncodingOfAClaimName() {
    byte[] claims = claims().getBytes(StandardCharsets.UTF_8);
    String text = new String(claims, StandardCharsets.ISO_8859_1);
    String hidden = text.replace("\"aud\"", "\"\u00c1\u00a1ud\"");
    assertThat(hidden).isNotEqualTo(text);
    assertBytes(Reason.MALFORMED, hidden.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns a session token of account 1 and user 2, unless the fields in {@code dat} differ. */
  private String session(String fields) {
    String ids =
        (fields.contains("\"account_id\"") ? "" : "\"account_id\":1,")
            + (fields.contains("\"user_id\"") ? "" : "\"user_id\":2,");
    return RawJws.signed(
        RawJws.HEADER,
        "{\"exp\":%d,\"dat\":{%s%s}}".formatted(NOW.getEpochSecond() + 9, ids, fields),
        fixture.registered.clientSecret());
  }

  private byte[] inserted(int... bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"x\":\"".getBytes(StandardCharsets.UTF_8));
    Arrays.stream(bytes).forEach(out::write);
    out.writeBytes(("\"," + claims().substring(1)).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private String claims() {
    return RawJws.payload(fixture.tokens.request(RUN).sign());
  }

  /** Returns the claims of a genuine request, with fields added. */
  private String with(String fields) {
    return claims().replaceFirst("\\{", "{" + fields.replace("\\", "\\\\") + ",");
  }

  private String replaced(String claim, String value) {
    String claims = claims();
    String changed =
        claims.replaceFirst(
            "\"" + claim + "\":(\"[^\"]*\"|\\d+)",
            "\"" + claim + "\":" + value.replace("\\", "\\\\"));
    assertThat(changed).isNotEqualTo(claims);
    return changed;
  }

  private void assertClaim(Reason reason, String claim, String value) {
    assertPayload(reason, replaced(claim, value));
  }

  private void assertPayload(Reason reason, String payload) {
    assertRejected(reason, () -> verifier.verify(token(payload), "/run"));
  }

  private void assertBytes(Reason reason, byte[] payload) {
    String token = RawJws.signedParts(RawJws.encode(RawJws.HEADER), RawJws.encode(payload), secret);
    assertRejected(reason, () -> verifier.verify(token, "/run"));
  }

  private String token(String payload) {
    return RawJws.signed(RawJws.HEADER, payload, secret);
  }
}
