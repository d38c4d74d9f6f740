package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.vault.internal.Epoch;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The sealed connect link: its content, its length, and who can open it. */
final class LinkSealTest {
  private static final Secret PREVIOUS = Secret.of("0123456789abcdef0123456789abcdef");
  private static final Secret CURRENT = Secret.of("fedcba9876543210fedcba9876543210");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final URI BASE = URI.create("https://app.example.com");
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final LinkSeal seal = new LinkSeal(List.of(CURRENT, PREVIOUS));

  private static FlowLink link(String returnTo) {
    return new FlowLink(
        new MondayAccount(9_876_543_210L).user(8_765_432_109L),
        Epoch.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
        BASE,
        URI.create(returnTo),
        NOW,
        NOW.plus(FlowLink.MAX_VALIDITY),
        "work",
        "github",
        Set.of("github", "slack"));
  }

  private static FlowState state() {
    FlowCookie cookie = FlowCookie.random(FlowCookie.Strength.HOST_PREFIX, NOW);
    FlowLink link = link("https://app.example.com/done");
    return new FlowState(
        new FlowState.Origin(
            link.user(), link.returnTo(), BASE, NOW, true, link.epoch(), "", "", "", "", null),
        FlowState.Progress.start(""),
        "monday",
        0,
        "",
        FlowState.Stage.CONSENT,
        cookie.legId(),
        NOW.plus(FlowState.LIFETIME));
  }

  private void assertRefused(String sealed) {
    assertThatThrownBy(() -> seal.open(sealed))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LINK));
  }

  @Test
  void restoresEveryField() {
    FlowLink all = link("https://app.example.com/done?x=1#y");
    FlowLink least =
        new FlowLink(
            new MondayAccount(1).user(2),
            all.epoch(),
            BASE,
            URI.create("https://monday.com"),
            NOW,
            NOW.plusSeconds(1),
            "",
            "",
            Set.of());

    assertThat(seal.open(seal.seal(all))).isEqualTo(all);
    assertThat(seal.open(seal.seal(least))).isEqualTo(least);
    assertThat(seal.open(seal.seal(link("https://app.example.com/" + "x".repeat(1_976)))))
        .isEqualTo(link("https://app.example.com/" + "x".repeat(1_976)));
  }

  @Test
  void isShortAndSurvivesEveryEncodingOfUrls() {
    String sealed = seal.seal(link("https://app.example.com/" + "x".repeat(76)));

    assertThat(sealed.length()).isLessThan(320);
    assertThat(URLEncoder.encode(sealed, StandardCharsets.UTF_8)).isEqualTo(sealed);
  }

  @Test
  void differsEachTimeTheSameLinkIsSealed() {
    Set<String> sealed = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      sealed.add(seal.seal(link("https://app.example.com/done")));
    }
    assertThat(sealed).hasSize(1_000);
  }

  @Test
  void refusesEveryAlteredByteAndEveryTruncation() {
    byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(link("https://app.example.com/done")));
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertRefused(BASE64URL.encodeToString(altered));
    }
    for (int length = 0; length < sealed.length; length++) {
      assertRefused(BASE64URL.encodeToString(Arrays.copyOf(sealed, length)));
    }
    assertRefused(BASE64URL.encodeToString(Arrays.copyOf(sealed, sealed.length + 1)));
  }

  @Test
  void refusesOtherEncodingsOfTheSameBytes() {
    String sealed = seal.seal(link("https://app.example.com/done"));

    assertRefused(sealed + "=");
    assertRefused(" " + sealed);
    assertRefused(sealed + "\n");
    assertRefused(sealed.substring(0, 10) + "+" + sealed.substring(11));
    assertRefused("A".repeat(8_001));
    assertRefused("");
  }

  @Test
  void opensLinksOfThePreviousClientSecretAndSealsWithTheCurrentOne() {
    FlowLink link = link("https://app.example.com/done");

    assertThat(seal.open(new LinkSeal(List.of(PREVIOUS)).seal(link))).isEqualTo(link);
    assertThatThrownBy(() -> new LinkSeal(List.of(PREVIOUS)).open(seal.seal(link)))
        .isInstanceOf(OAuthException.class);
    assertRefused(new LinkSeal(List.of(Secret.of("00000000000000000000000000000000"))).seal(link));
  }

  @Test
  void stateIsNoLinkAndLinkIsNoState() {
    StateSeal states = new StateSeal(List.of(CURRENT, PREVIOUS));

    assertRefused(states.seal(state()));
    assertThatThrownBy(() -> states.open(seal.seal(link("https://app.example.com/done"))))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STATE));
  }

  /** Key and associated data each separate states from links. */
  @Test
  void contentThatWasRelabeledWithOneOfTheTwoIsRefused() {
    FlowKeys keys = FlowKeys.of(CURRENT);
    byte[] content = FlowStateCodec.encode(state());

    assertRefused(new Envelope("monday-auth state 1").seal(keys.linkSealing(), content));
    assertRefused(new Envelope("monday-auth link 1").seal(keys.sealing(), content));
    assertRefused(new Envelope("monday-auth link 1").seal(keys.linkSealing(), new byte[0]));
    assertRefused(new Envelope("monday-auth link 1").seal(keys.linkSealing(), new byte[40]));
  }

  @Test
  void showsNeitherTheReturnUrlNorTheEpoch() {
    FlowLink link = link("https://app.example.com/done");

    assertThat(link.toString()).doesNotContain("done", link.epoch().text());
  }
}
