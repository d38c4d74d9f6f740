package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.flow.FlowCookie.Strength;
import io.github.mondayauth.vault.internal.Epoch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sealed state: its content, its length, and who can open it. */
final class StateSealTest {
  private static final Secret PREVIOUS = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret CURRENT = Secret.of("fedcba9876543210fedcba9876543210");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final URI BASE = URI.create("https://app.example.com");
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final StateSeal seal = new StateSeal(List.of(CURRENT, PREVIOUS));

  private static FlowCookie randomCookie() {
    return FlowCookie.random(Strength.HOST_PREFIX, NOW);
  }

  private static FlowState state(String backToUrl) {
    return new FlowState(
        new FlowState.Origin(
            new MondayAccount(9_876_543_210L).user(8_765_432_109L),
            URI.create(backToUrl),
            BASE,
            NOW,
            true,
            Epoch.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
            "",
            "",
            "",
            "",
            null),
        FlowState.Progress.start(""),
        "monday",
        0,
        "",
        FlowState.Stage.CONSENT,
        randomCookie().legId(),
        NOW.plus(FlowState.LIFETIME));
  }

  private static String backToUrl(int length) {
    String start = "https://myaccount.monday.com/boards/1111/app_automations/2222?nodeId=2&x=";
    return start + "y".repeat(length - start.length());
  }

  @Test
  void restoresEveryField() {
    FlowState.Origin origin =
        new FlowState.Origin(
            new MondayAccount(1).user(2),
            URI.create("https://monday.com/x?a=b&c=d"),
            URI.create("https://eu.app.example.com:8443/monday"),
            NOW,
            false,
            Epoch.of(new byte[12]),
            "work",
            "ada@example.com",
            "Ada Låvelace",
            "Ünïcode & Co",
            null);
    long connectionNumber = 0;
    for (UserCheck check : UserCheck.values()) {
      connectionNumber = connectionNumber * 1_000 + 127;
      FlowState state =
          new FlowState(
              origin,
              new FlowState.Progress(check, "github", Set.of("slack", "jira")),
              "zendesk",
              connectionNumber,
              "acme.zendesk.com",
              FlowState.Stage.FORM,
              randomCookie().legId(),
              NOW.plusSeconds(900));

      assertThat(seal.open(seal.seal(state)).state()).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Long.MAX_VALUE})
  void restoresEveryConnectionNumber(long number) {
    FlowState numbered = numbered(state(backToUrl(100)), number);

    assertThat(seal.open(seal.seal(numbered)).state()).isEqualTo(numbered);
  }

  private static FlowState numbered(FlowState state, long connectionNumber) {
    return new FlowState(
        state.origin(),
        state.progress(),
        state.connection(),
        connectionNumber,
        state.host(),
        state.stage(),
        state.id(),
        state.expiresAt());
  }

  @Test
  void refusesAConnectionNumberOfMoreThan63Bits() {
    byte[] encoded = FlowStateCodec.encode(state(backToUrl(100)));
    int number = 1 + 32 + Integer.BYTES + 1 + "monday".length();
    assertThat(encoded[number]).isZero();
    byte[] start = Arrays.copyOf(encoded, number + 9);
    Arrays.fill(start, number, start.length, (byte) 0x80);
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.writeBytes(start);
    longer.write(1);
    longer.write(encoded, number + 1, encoded.length - number - 1);

    assertThatThrownBy(() -> FlowStateCodec.decode(longer.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("63 bits");
  }

  /** Up to 127 bytes, the length takes one byte. */
  @ParameterizedTest
  @ValueSource(ints = {100, 127, 128, 255, 256, 257})
  void restoresAStringOfAnyLength(int length) {
    FlowState state = state(backToUrl(length));

    assertThat(seal.open(seal.seal(state)).state()).isEqualTo(state);
  }

  @Test
  void isShorterThan560CharactersWithABackToUrlOf200() {
    String sealed = seal.seal(state(backToUrl(200)));

    System.out.println("state with a backToUrl of 200 characters: " + sealed.length());
    assertThat(sealed.length()).isLessThan(560);
    String ofAccount = seal.seal(numbered(state(backToUrl(200)), Long.MAX_VALUE));
    assertThat(ofAccount.length()).isLessThan(560);
  }

  @Test
  void restoresTheLongestBackToUrl() {
    String sealed = seal.seal(state(backToUrl(2_000)));

    assertThat(seal.open(sealed).state().origin().backToUrl()).hasToString(backToUrl(2_000));
  }

  @Test
  void isUnchangedByPercentEncodingFormDecodingAndAnotherJwt() {
    String sealed = seal.seal(state(backToUrl(200)));

    assertThat(URLEncoder.encode(sealed, UTF_8)).isEqualTo(sealed);
    assertThat(URLDecoder.decode(sealed, UTF_8)).isEqualTo(sealed);
    assertThat(sealed).doesNotContain("+", " ", "=", "%", "/");
    String wrapped =
        Base64.getUrlEncoder().encodeToString(("{\"state\":\"" + sealed + "\"}").getBytes(UTF_8));
    assertThat(new String(Base64.getUrlDecoder().decode(wrapped), UTF_8)).contains(sealed);
  }

  @Test
  void differsEachTimeTheSameStateIsSealed() {
    FlowState state = state(backToUrl(200));
    Set<String> sealed = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      sealed.add(seal.seal(state));
    }
    assertThat(sealed).hasSize(1_000);
  }

  @Test
  void refusesEveryAlteredByteAndEveryTruncation() {
    byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(state(backToUrl(100))));
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertRefused(BASE64URL.encodeToString(altered));
    }
    for (int length = 0; length < sealed.length; length++) {
      assertRefused(BASE64URL.encodeToString(Arrays.copyOf(sealed, length)));
    }
  }

  @Test
  void refusesOtherEncodingsOfTheSameBytes() {
    String sealed = seal.seal(state(backToUrl(100)));

    assertRefused(sealed + "=");
    assertRefused(sealed.replace('-', '+').replace('_', '/') + "");
    assertRefused(" " + sealed);
    assertRefused(sealed + "\n");
    char last = sealed.charAt(sealed.length() - 1);
    if (sealed.length() % 4 != 0) {
      assertRefused(
          sealed.substring(0, sealed.length() - 1) + (char) (last == 'B' ? 'C' : last + 1));
    }
  }

  @Test
  void opensStatesOfThePreviousClientSecretAndSealsWithTheCurrentOne() {
    String sealed = new StateSeal(List.of(PREVIOUS)).seal(state(backToUrl(100)));

    assertThat(seal.open(sealed).state().connection()).isEqualTo("monday");
    assertThatThrownBy(
            () -> new StateSeal(List.of(PREVIOUS)).open(seal.seal(state(backToUrl(100)))))
        .isInstanceOf(OAuthException.class);
  }

  @Test
  void refusesTheStateOfAnotherApp() {
    Secret other = Secret.of("00000000000000000000000000000000");

    assertRefused(new StateSeal(List.of(other)).seal(state(backToUrl(100))));
  }

  @Test
  void derivesAVerifierThatTheBrowserCannotCompute() {
    FlowCookie cookie = randomCookie();
    FlowKeys keys = FlowKeys.of(CURRENT);

    assertThat(keys.verifier(cookie)).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(keys.verifier(cookie)).isEqualTo(FlowKeys.of(CURRENT).verifier(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(FlowKeys.of(PREVIOUS).verifier(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(keys.formToken(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(keys.verifier(randomCookie()));
  }

  @Test
  void derivesItsKeysAsRfc5869Says() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    byte[] extracted = mac.doFinal(CURRENT.reveal().getBytes(UTF_8));
    mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
    mac.update("monday-auth state seal 1".getBytes(UTF_8));
    byte[] expanded = mac.doFinal(new byte[] {1});

    assertThat(FlowKeys.of(CURRENT).sealing().getEncoded()).isEqualTo(expanded);
  }

  @Test
  void showsNoSecretInToString() {
    FlowCookie cookie = randomCookie();

    assertThat(cookie.toString()).contains(cookie.legId()).doesNotContain(cookie.secret());
    FlowState state = state(backToUrl(100));
    assertThat(state.toString()).contains("monday").doesNotContain("boards");
    assertThat(state.origin().toString()).contains("8765432109").doesNotContain("boards");
  }

  private void assertRefused(String sealed) {
    assertThatThrownBy(() -> seal.open(sealed))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.STATE));
  }
}
