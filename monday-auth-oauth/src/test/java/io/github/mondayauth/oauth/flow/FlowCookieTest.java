package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.flow.FlowCookie.Strength;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FlowCookieTest {
  private static final Strength STRICT = Strength.HOST_PREFIX;
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:59Z");
  private static final long MINUTE = Instant.parse("2026-11-21T12:00:00Z").getEpochSecond() / 60;
  private final FlowCookie cookie = FlowCookie.random(STRICT, NOW);

  @Test
  void isHostPrefixedSecureHttpOnlyAndLax() {
    assertThat(cookie.set(Duration.ofMinutes(60)))
        .isEqualTo(
            "__Host-monday-auth-"
                + cookie.legId()
                + "="
                + MINUTE
                + "."
                + cookie.secret()
                + "; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void hasNeitherPrefixNorSecureOnHttpLocalhost() {
    FlowCookie weak = FlowCookie.random(Strength.LOCALHOST, NOW);

    assertThat(weak.set(Duration.ofMinutes(60)))
        .startsWith("monday-auth-" + weak.legId())
        .doesNotContain("Secure")
        .endsWith("; HttpOnly; SameSite=Lax");
  }

  @Test
  void isNamedAfterTheSha256OfItsSecret() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(cookie.secret().getBytes(US_ASCII));

    assertThat(cookie.legId())
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    assertThat(cookie.secret()).hasSize(43);
  }

  @Test
  void isFoundAmongOthersInOneHeaderOrSeveral() {
    String pair = "__Host-monday-auth-" + cookie.legId() + "=" + MINUTE + "." + cookie.secret();

    assertThat(FlowCookie.find(List.of("a=b; " + pair + ";c=d"), cookie.legId(), STRICT))
        .contains(cookie);
    assertThat(FlowCookie.find(List.of("a=b", pair), cookie.legId(), STRICT)).contains(cookie);
    assertThat(FlowCookie.find(List.of(), cookie.legId(), STRICT)).isEmpty();
    assertThat(FlowCookie.find(List.of("", ";;", "="), cookie.legId(), STRICT)).isEmpty();
  }

  @Test
  void isNotFoundUnderAnotherNameOrWithAnotherValue() {
    String unprefixed = "monday-auth-" + cookie.legId() + "=" + MINUTE + "." + cookie.secret();
    String other = FlowCookie.random(STRICT, NOW).secret();
    String wrong = "__Host-monday-auth-" + cookie.legId() + "=" + MINUTE + "." + other;

    assertThat(FlowCookie.find(List.of(unprefixed), cookie.legId(), STRICT)).isEmpty();
    assertThat(FlowCookie.find(List.of(wrong), cookie.legId(), STRICT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2000", "\u3000", "\u2028", "\u001f", "\u000b", "\f"})
  void isNotFoundBehindAnythingThatIsNotSpaceOrTab(String disguise) {
    String pair = "__Host-monday-auth-" + cookie.legId() + "=" + MINUTE + "." + cookie.secret();

    assertThat(FlowCookie.find(List.of(disguise + pair), cookie.legId(), STRICT)).isEmpty();
    assertThat(FlowCookie.find(List.of("a=b;" + disguise + pair), cookie.legId(), STRICT))
        .isEmpty();
    assertThat(FlowCookie.find(List.of("a=b; \t" + pair + "\t "), cookie.legId(), STRICT))
        .contains(cookie);
  }

  @Test
  void readsTheMinuteInWhichEachFlowCookieWasSet() {
    String name = "__Host-monday-auth-" + cookie.legId();
    List<String> headers = List.of("a=b; " + name + "=" + MINUTE + "." + cookie.secret());

    assertThat(FlowCookie.namesWithMinutes(headers, STRICT)).isEqualTo(Map.of(name, MINUTE));
  }

  @Test
  void onlyAnEmptyValueIsADeletion() {
    assertThat(FlowCookie.isDeletion(cookie.clear())).isTrue();
    assertThat(FlowCookie.isDeletion(cookie.set(Duration.ofMinutes(1)))).isFalse();
  }

  @Test
  void isDeletedByAnEmptyValueOfTheSameName() {
    assertThat(cookie.clear())
        .startsWith("__Host-monday-auth-" + cookie.legId() + "=; ")
        .contains("Max-Age=0;");
  }
}
