package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.internal.Epoch;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The sealed state: what it carries, how long it is, and who can open it. */
final class StateTest {
  private static final Secret OLD = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret NEW = Secret.of("fedcba9876543210fedcba9876543210");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final StateSeal seal = new StateSeal(List.of(NEW, OLD));

  private static Flow flow(String backToUrl) {
    return new Flow(
        new Flow.Origin(
            new MondayAccount(9_876_543_210L).user(8_765_432_109L),
            URI.create(backToUrl),
            NOW,
            Epoch.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
            "",
            "",
            ""),
        Flow.Progress.start(""),
        "monday",
        "",
        Flow.Stage.CODE,
        FlowCookie.random().flowId(),
        NOW.plus(Flow.LIFETIME));
  }

  private static String backToUrl(int length) {
    String start = "https://myaccount.monday.com/boards/1111/app_automations/2222?nodeId=2&x=";
    return start + "y".repeat(length - start.length());
  }

  @Test
  void carriesAllOfAFlow() {
    Flow.Origin origin =
        new Flow.Origin(
            new MondayAccount(1).user(2),
            URI.create("https://monday.com/x?a=b&c=d"),
            NOW,
            Epoch.of(new byte[12]),
            "work",
            "Ada Låvelace",
            "Ünïcode & Co");
    Flow flow =
        new Flow(
            origin,
            new Flow.Progress(true, "github", Set.of("slack", "jira")),
            "zendesk",
            "acme.zendesk.com",
            Flow.Stage.FORM,
            FlowCookie.random().flowId(),
            NOW.plusSeconds(900));

    assertThat(seal.open(seal.seal(flow)).flow()).isEqualTo(flow);
  }

  @Test
  void staysUnder560CharactersWithABackToUrlOf200() {
    String state = seal.seal(flow(backToUrl(200)));

    System.out.println("state with a backToUrl of 200 characters: " + state.length());
    assertThat(state.length()).isLessThan(560);
  }

  @Test
  void survivesTheLongestBackToUrl() {
    String state = seal.seal(flow(backToUrl(2_000)));

    assertThat(seal.open(state).flow().origin().backToUrl()).hasToString(backToUrl(2_000));
  }

  @Test
  void survivesPercentEncodingFormDecodingAndAnotherJwt() {
    String state = seal.seal(flow(backToUrl(200)));

    assertThat(URLEncoder.encode(state, UTF_8)).isEqualTo(state);
    assertThat(URLDecoder.decode(state, UTF_8)).isEqualTo(state);
    assertThat(state).doesNotContain("+", " ", "=", "%", "/");
    String wrapped =
        Base64.getUrlEncoder().encodeToString(("{\"state\":\"" + state + "\"}").getBytes(UTF_8));
    assertThat(new String(Base64.getUrlDecoder().decode(wrapped), UTF_8)).contains(state);
  }

  @Test
  void neverLooksTheSameTwice() {
    Flow flow = flow(backToUrl(200));
    Set<String> states = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      states.add(seal.seal(flow));
    }
    assertThat(states).hasSize(1_000);
  }

  @Test
  void refusesEveryAlteredByteAndEveryCutOffState() {
    byte[] state = Base64.getUrlDecoder().decode(seal.seal(flow(backToUrl(100))));
    for (int i = 0; i < state.length; i++) {
      byte[] altered = state.clone();
      altered[i] ^= 1;
      assertRefused(FlowKeys.base64(altered));
    }
    for (int length = 0; length < state.length; length++) {
      assertRefused(FlowKeys.base64(java.util.Arrays.copyOf(state, length)));
    }
  }

  @Test
  void refusesOtherSpellingsOfTheSameBytes() {
    String state = seal.seal(flow(backToUrl(100)));

    assertRefused(state + "=");
    assertRefused(state.replace('-', '+').replace('_', '/') + "");
    assertRefused(" " + state);
    assertRefused(state + "\n");
    char last = state.charAt(state.length() - 1);
    if (state.length() % 4 != 0) {
      assertRefused(state.substring(0, state.length() - 1) + (char) (last == 'B' ? 'C' : last + 1));
    }
  }

  @Test
  void opensWhatAPreviousClientSecretSealedAndSealsWithTheCurrentOne() {
    String state = new StateSeal(List.of(OLD)).seal(flow(backToUrl(100)));

    assertThat(seal.open(state).flow().connection()).isEqualTo("monday");
    assertThatThrownBy(() -> new StateSeal(List.of(OLD)).open(seal.seal(flow(backToUrl(100)))))
        .isInstanceOf(OAuthException.class);
  }

  @Test
  void anotherAppsStateIsNoStateOfOurs() {
    Secret other = Secret.of("00000000000000000000000000000000");

    assertRefused(new StateSeal(List.of(other)).seal(flow(backToUrl(100))));
  }

  @Test
  void theVerifierIsNotKnownToTheBrowser() {
    FlowCookie cookie = FlowCookie.random();
    FlowKeys keys = FlowKeys.of(NEW);

    assertThat(keys.verifier(cookie)).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(keys.verifier(cookie)).isEqualTo(FlowKeys.of(NEW).verifier(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(FlowKeys.of(OLD).verifier(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(keys.formToken(cookie));
    assertThat(keys.verifier(cookie)).isNotEqualTo(keys.verifier(FlowCookie.random()));
  }

  @Test
  void derivesItsKeysAsRfc5869Says() throws Exception {
    javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(new byte[32], "HmacSHA256"));
    byte[] prk = mac.doFinal(NEW.reveal().getBytes(UTF_8));
    mac.init(new javax.crypto.spec.SecretKeySpec(prk, "HmacSHA256"));
    mac.update("monday-auth state seal 1".getBytes(UTF_8));
    byte[] okm = mac.doFinal(new byte[] {1});

    assertThat(FlowKeys.of(NEW).sealing().getEncoded()).isEqualTo(okm);
  }

  @Test
  void showsNothingInToString() {
    FlowCookie cookie = FlowCookie.random();

    assertThat(cookie.toString()).doesNotContain(cookie.secret());
    assertThat(flow(backToUrl(100)).toString()).doesNotContain("boards");
  }

  private void assertRefused(String state) {
    assertThatThrownBy(() -> seal.open(state))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.STATE));
  }
}
