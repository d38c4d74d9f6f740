package io.github.mondayauth;

import static io.github.mondayauth.Fixture.NOW;
import static io.github.mondayauth.Fixture.assertRejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to external agents: genuine ones, and attacks. */
class AgentRequestVerifierTest {
  private static final String AGENT = "71234567890";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String PREVIOUS = "fedcba9876543210fedcba9876543210";
  private static final String OTHER_AGENT = "70000000001";
  private static final String OTHER_SECRET = "00112233445566778899aabbccddeeff";
  private static final String BODY =
      "{\"event\":\"agent_triggered\",\"triggerType\":\"mention\",\"payload\":{\"text\":\"h\u00e9\"}}";
  private static final String ID = "x-monday-agent-id";
  private static final String TIME = "x-monday-timestamp";
  private static final String SIGNATURE = "x-monday-signature";

  private final Fixture fixture = new Fixture();
  private final Map<String, List<Secret>> secrets = new HashMap<>();
  private final AgentRequestVerifier verifier = fixture.app().agentRequestVerifier(secrets::get);

  AgentRequestVerifierTest() {
    secrets.put(AGENT, List.of(Secret.of(SECRET), Secret.of(PREVIOUS)));
    secrets.put(OTHER_AGENT, List.of(Secret.of(OTHER_SECRET)));
  }

  private Map<String, String> signed(String body) {
    return new HashMap<>(fixture.tokens.agentHeaders(AGENT, SECRET, body));
  }

  private static Function<String, @Nullable List<String>> values(Map<String, String> headers) {
    return name -> headers.containsKey(name) ? List.of(headers.get(name)) : null;
  }

  private AgentRequest verify(Map<String, String> headers, String body) {
    return verifier.verify(values(headers), body.getBytes(UTF_8));
  }

  private void assertRefused(Reason reason, Map<String, String> headers, String body) {
    assertRejected(reason, () -> verify(headers, body));
    Diagnosis diagnosis = verifier.diagnose(values(headers), body.getBytes(UTF_8));
    assertThat(diagnosis.reason()).isEqualTo(reason);
    assertThat(diagnosis.findings()).anyMatch(finding -> !finding.isOk());
    assertThat(diagnosis.toString()).doesNotContain(SECRET, PREVIOUS, OTHER_SECRET);
  }

  @Test
  void acceptsAGenuineRequest() {
    AgentRequest request = verify(signed(BODY), BODY);

    assertThat(request.agentId()).isEqualTo(AGENT);
    assertThat(request.sentAt()).isEqualTo(NOW);
    assertThat(request.deliveryId()).matches("[A-Za-z0-9_-]{43}");
    assertThat(request).asString().contains(AGENT).doesNotContain("h\u00e9", "sha256");
    assertThat(fixture.events).containsExactly("AGENT_REQUEST verified by 0");
    Diagnosis diagnosis = verifier.diagnose(values(signed(BODY)), BODY.getBytes(UTF_8));
    assertThat(diagnosis.isVerified()).isTrue();
    assertThat(diagnosis.findings()).hasSize(3).allMatch(Diagnosis.Finding::isOk);
    assertThat(fixture.events).as("the diagnosis raises no event").hasSize(1);
  }

  @Test
  void acceptsTheSignatureOfTheDocumentedScheme() {
    // Made with: printf '%s.%s' 1795262400000 '{}' | openssl dgst -sha256 -hmac $SECRET
    Map<String, String> headers =
        Map.of(
            ID,
            AGENT,
            TIME,
            "1795262400000",
            SIGNATURE,
            "sha256=18f9233d927cecaf6047c3bab3354784d66b89255c3ba4ed8c08e5207754b9d3");
    assertThat(verify(headers, "{}").sentAt()).isEqualTo(NOW);
  }

  @Test
  void acceptsAnyBytesAsBody() {
    byte[] body = {0, -1, (byte) 0xc3, 0x28, '\r', '\n'};
    String text = new String(body, ISO_8859_1);
    // The testkit signs UTF-8 text, so this one is signed by hand.
    String timestamp = Long.toString(fixture.clock.millis());
    byte[] signed = new byte[timestamp.length() + 1 + body.length];
    System.arraycopy((timestamp + ".").getBytes(UTF_8), 0, signed, 0, timestamp.length() + 1);
    System.arraycopy(body, 0, signed, timestamp.length() + 1, body.length);
    String mac = HexFormat.of().formatHex(new HmacKey(Secret.of(SECRET)).mac(signed));
    Map<String, String> headers = Map.of(ID, AGENT, TIME, timestamp, SIGNATURE, "sha256=" + mac);

    assertThat(verifier.verify(values(headers), body)).isNotNull();
    assertRejected(Reason.SIGNATURE, () -> verifier.verify(values(headers), text.getBytes(UTF_8)));
  }

  @Test
  void acceptsAnEmptyBody() {
    assertThat(verify(signed(""), "")).isNotNull();
  }

  @Test
  void acceptsAPreviousSecretAndReportsWhichOneMatched() {
    Map<String, String> headers = fixture.tokens.agentHeaders(AGENT, PREVIOUS, BODY);
    assertThat(verify(headers, BODY)).isNotNull();
    assertThat(fixture.events).containsExactly("AGENT_REQUEST verified by 1");
    assertThat(verifier.diagnose(values(headers), BODY.getBytes(UTF_8)).toString())
        .contains("made with the agent's previous signing secret number 1");
  }

  @Test
  void failsClosedWithoutASecret() {
    // The vendor's sample skips the check if no secret is stored.
    Map<String, String> unknown = signed(BODY);
    unknown.put(ID, "79999999999");
    assertRefused(Reason.SIGNATURE, unknown, BODY);
    secrets.put(AGENT, List.of());
    assertRefused(Reason.SIGNATURE, signed(BODY), BODY);
    secrets.put(AGENT, null);
    assertRefused(Reason.SIGNATURE, signed(BODY), BODY);
    assertThat(fixture.events).containsOnly("AGENT_REQUEST rejected SIGNATURE");
    assertThatThrownBy(() -> verify(signed(BODY), BODY))
        .hasMessageStartingWith("agent's signing secret: expected one, found none");
  }

  @Test
  void refusesTheSignatureOfAnotherAgent() {
    Map<String, String> headers = signed(BODY);
    headers.put(ID, OTHER_AGENT);
    assertRefused(Reason.SIGNATURE, headers, BODY);
    assertRefused(Reason.SIGNATURE, fixture.tokens.agentHeaders(AGENT, OTHER_SECRET, BODY), BODY);
  }

  @Test
  void refusesARequestSignedWithTheAppsOwnSecrets() {
    for (String secret :
        List.of(fixture.registered.signingSecret(), fixture.registered.clientSecret())) {
      Map<String, String> headers = fixture.tokens.agentHeaders(AGENT, secret, BODY);
      assertRefused(Reason.SIGNATURE, headers, BODY);
      assertThat(verifier.diagnose(values(headers), BODY.getBytes(UTF_8)).toString())
          .contains("secret, which is not the agent's");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"agent_triggered\",\"triggerType\":\"mention\",\"payload\":{\"text\":\"he\"}}",
        "{\"event\": \"agent_triggered\",\"triggerType\":\"mention\",\"payload\":{\"text\":\"h\u00e9\"}}",
        "{\"triggerType\":\"mention\",\"event\":\"agent_triggered\",\"payload\":{\"text\":\"h\u00e9\"}}",
        "{\"event\":\"agent_triggered\",\"triggerType\":\"mention\",\"payload\":{\"text\":\"h\\u00e9\"}}",
        "",
        "{}",
      })
  void refusesABodyThatWasChangedOrWrittenAgain(String body) {
    assertRefused(Reason.SIGNATURE, signed(BODY), body);
  }

  @Test
  void recognizesTheUsualMistakesInTheDiagnosis() {
    assertThat(verifier.diagnose(values(signed(BODY)), (BODY + "\n").getBytes(UTF_8)).toString())
        .contains("a signature of the body with another line break at its end");
    assertThat(verifier.diagnose(values(signed(BODY + "\n")), BODY.getBytes(UTF_8)).toString())
        .contains("a signature of the body with another line break at its end");
    Map<String, String> withoutTime = signed(BODY);
    byte[] mac = new HmacKey(Secret.of(SECRET)).mac(BODY.getBytes(UTF_8));
    withoutTime.put(SIGNATURE, "sha256=" + HexFormat.of().formatHex(mac));
    assertThat(verifier.diagnose(values(withoutTime), BODY.getBytes(UTF_8)).toString())
        .contains("a signature of the body without the timestamp");
    assertRefused(Reason.SIGNATURE, withoutTime, BODY);
  }

  @Test
  void blamesTheBodyInTheDiagnosisIfThereIsNoUsualMistake() {
    String changed = "; the body was changed or parsed and written again, or the secret was";
    byte[] body = "{}".getBytes(UTF_8);
    assertThat(verifier.diagnose(values(signed(BODY)), body).toString())
        .contains(changed)
        .doesNotContain("; it is");
    secrets.remove(AGENT);
    assertThat(verifier.diagnose(values(signed(BODY)), body).toString())
        .contains("agent's signing secret: expected one, found none")
        .doesNotContain(changed);
  }

  @Test
  void saysHowManySecondsTheTimeIsOff() {
    Map<String, String> headers = signed(BODY);
    fixture.clock.advance(Duration.ofMillis(301_999));
    assertThatThrownBy(() -> verify(headers, BODY))
        .hasMessage("x-monday-timestamp: expected at most 300 s ago, found 301 s ago");
    fixture.clock.advance(Duration.ofMillis(-2 * 301_999));
    assertThatThrownBy(() -> verify(headers, BODY))
        .hasMessage("x-monday-timestamp: expected at most 300 s ahead, found 301 s ahead");
  }

  @Test
  void refusesAnotherTimeThanTheSignedOne() {
    Map<String, String> headers = signed(BODY);
    headers.put(TIME, Long.toString(fixture.clock.millis() + 1));
    assertRefused(Reason.SIGNATURE, headers, BODY);
  }

  @Test
  void refusesTheTimeMovedIntoTheBody() {
    // What is signed is "<time>.<body>": the dot must not move.
    String body = "5.{}";
    Map<String, String> headers = signed(body);
    headers.put(TIME, fixture.clock.millis() + ".5");
    assertRefused(Reason.MALFORMED, headers, "{}");
    headers.put(TIME, fixture.clock.millis() + "5");
    assertRefused(Reason.SIGNATURE, headers, "{}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "300000, true",
    "300001, false",
    "-300000, true",
    "-300001, false",
    "86400000, false"
  })
  void acceptsAnAgeOfAtMostFiveMinutesEitherWay(long age, boolean accepted) {
    Map<String, String> headers = signed(BODY);
    if (age >= 0) {
      fixture.clock.advance(Duration.ofMillis(age));
    } else {
      Fixture ahead = new Fixture(fixture.registered);
      ahead.clock.advance(Duration.ofMillis(-age));
      headers = new HashMap<>(ahead.tokens.agentHeaders(AGENT, SECRET, BODY));
    }
    if (accepted) {
      assertThat(verify(headers, BODY)).isNotNull();
    } else {
      assertRefused(age > 0 ? Reason.EXPIRED : Reason.NOT_YET_VALID, headers, BODY);
    }
  }

  @Test
  void reportsTheSameDeliveryIdForARepetitionAndNoOther() {
    Map<String, String> headers = signed(BODY);
    String first = verify(headers, BODY).deliveryId();
    fixture.clock.advance(Duration.ofMinutes(4));
    assertThat(verify(headers, BODY).deliveryId()).as("repeated by an attacker").isEqualTo(first);
    headers.put(SIGNATURE, headers.get(SIGNATURE).toUpperCase(Locale.ROOT).replace("SHA", "sha"));
    assertThat(verify(headers, BODY).deliveryId()).as("written otherwise").isEqualTo(first);

    assertThat(verify(signed(BODY), BODY).deliveryId()).as("sent later").isNotEqualTo(first);
    secrets.put(OTHER_AGENT, List.of(Secret.of(SECRET)));
    headers.put(ID, OTHER_AGENT);
    assertThat(verify(headers, BODY).deliveryId()).as("another agent").isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {ID, TIME, SIGNATURE})
  void requiresEachHeaderExactlyOnce(String name) {
    Map<String, String> headers = signed(BODY);
    Function<String, @Nullable List<String>> twice =
        header ->
            header.equals(name)
                ? List.of(headers.get(header), headers.get(header))
                : List.of(headers.get(header));
    assertRejected(Reason.MALFORMED, () -> verifier.verify(twice, BODY.getBytes(UTF_8)));
    Function<String, @Nullable List<String>> none =
        header -> header.equals(name) ? List.of() : List.of(headers.get(header));
    assertRejected(Reason.MISSING, () -> verifier.verify(none, BODY.getBytes(UTF_8)));
    headers.remove(name);
    assertRefused(Reason.MISSING, headers, BODY);
  }

  @Test
  void looksForHeadersInLowerCaseOnly() {
    List<String> names = new ArrayList<>();
    Map<String, String> headers = signed(BODY);
    verifier.verify(
        name -> {
          names.add(name);
          return List.of(headers.get(name));
        },
        BODY.getBytes(UTF_8));
    assertThat(names).containsExactlyInAnyOrder(ID, TIME, SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "sha256=",
        "sha1=00",
        "SHA256=@",
        "sha256=@ ",
        " sha256=@",
        "sha256=@@",
        "@",
        "sha256=@,sha256=@",
        "sha256= @",
        "md5=@",
        "sha256:@",
        "sha256=0x@"
      })
  void refusesAMalformedSignature(String pattern) {
    Map<String, String> headers = signed(BODY);
    String hex = headers.get(SIGNATURE).substring("sha256=".length());
    headers.put(SIGNATURE, pattern.replace("@", hex));
    assertRefused(Reason.MALFORMED, headers, BODY);
  }

  @Test
  void refusesASignatureThatIsCutOrAltered() {
    Map<String, String> headers = signed(BODY);
    String genuine = headers.get(SIGNATURE);
    for (int i = "sha256=".length(); i < genuine.length(); i++) {
      headers.put(SIGNATURE, genuine.substring(0, i));
      assertRefused(Reason.MALFORMED, headers, BODY);
      char other = genuine.charAt(i) == '0' ? '1' : '0';
      headers.put(SIGNATURE, genuine.substring(0, i) + other + genuine.substring(i + 1));
      assertRefused(Reason.SIGNATURE, headers, BODY);
    }
    headers.put(SIGNATURE, genuine.substring(0, genuine.length() - 1) + "g");
    assertRefused(Reason.MALFORMED, headers, BODY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        "+1795262400000",
        "01795262400000",
        "1795262400000 ",
        "1.795e12",
        "0x1A2",
        "1795262400000.0",
        "100000000000000",
        "9223372036854775808",
        "NaN",
        "2026-11-21T12:00:00Z"
      })
  void refusesAMalformedTime(String time) {
    Map<String, String> headers = signed(BODY);
    headers.put(TIME, time);
    assertRefused(Reason.MALFORMED, headers, BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "7\n1", "\u00fc", "7\u0000"})
  void givesTheApplicationNoMalformedAgentId(String id) {
    List<String> requested = new ArrayList<>();
    AgentRequestVerifier recording =
        fixture
            .app()
            .agentRequestVerifier(
                agent -> {
                  requested.add(agent);
                  return List.of(Secret.of(SECRET));
                });
    Map<String, String> headers = signed(BODY);
    headers.put(ID, id);
    assertRejected(Reason.MALFORMED, () -> recording.verify(values(headers), BODY.getBytes(UTF_8)));
    headers.put(ID, "7".repeat(129));
    assertRejected(Reason.MALFORMED, () -> recording.verify(values(headers), BODY.getBytes(UTF_8)));
    assertThat(requested).isEmpty();
    headers.put(ID, "7".repeat(128));
    assertThat(recording.verify(values(headers), BODY.getBytes(UTF_8))).isNotNull();
  }

  @Test
  void boundsTheBody() {
    String longest = "x".repeat(1_048_576);
    assertThat(verify(signed(longest), longest)).isNotNull();
    assertRefused(Reason.TOO_LARGE, signed(longest + "x"), longest + "x");
    assertRejected(Reason.BODY, () -> verifier.verify(values(signed(BODY)), null));
  }

  @Test
  void refusesToUseAWeakSecret() {
    secrets.put(AGENT, List.of(Secret.of("x".repeat(16))));
    assertThat(verify(fixture.tokens.agentHeaders(AGENT, "x".repeat(16), BODY), BODY)).isNotNull();
    secrets.put(AGENT, List.of(Secret.of("canary-15-chars")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> verify(signed(BODY), BODY))
        .withMessageContaining("at least 128 bits, found 120")
        .withMessageNotContaining("canary");
  }

  @Test
  void needsNoneOfTheAppsSecrets() {
    MondayApp app =
        MondayApp.builder("id", URI.create(Fixture.BASE)).timeSource(fixture.clock).build();
    assertThat(
            app.agentRequestVerifier(secrets::get)
                .verify(values(signed(BODY)), BODY.getBytes(UTF_8)))
        .isNotNull();
  }

  @Test
  void isNotAKindThatDiagnoseOfTheAppExplains() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fixture.app().diagnose(TokenKind.AGENT_REQUEST, "x", "/agent"))
        .withMessageContaining("AgentRequestVerifier.diagnose");
  }

  @Test
  void keepsAnExceptionOfTheApplication() {
    AgentRequestVerifier failing =
        fixture
            .app()
            .agentRequestVerifier(
                agent -> {
                  throw new IllegalStateException("the database is down");
                });
    assertThatThrownBy(() -> failing.verify(values(signed(BODY)), BODY.getBytes(UTF_8)))
        .isInstanceOf(IllegalStateException.class);
  }
}
