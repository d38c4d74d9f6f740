package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlowCookieTest {
  private static final FlowCookie.Strength STRICT = FlowCookie.Strength.HOST_PREFIX;
  private final FlowCookie cookie = FlowCookie.random();

  @Test
  void isHostPrefixedSecureHttpOnlyAndLax() {
    assertThat(cookie.set(STRICT, Duration.ofMinutes(60)))
        .isEqualTo(
            "__Host-monday-auth-"
                + cookie.flowId()
                + "="
                + cookie.secret()
                + "; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void hasNeitherPrefixNorSecureOnHttpLocalhost() {
    assertThat(cookie.set(FlowCookie.Strength.LOCALHOST, Duration.ofMinutes(60)))
        .startsWith("monday-auth-" + cookie.flowId())
        .doesNotContain("Secure")
        .endsWith("; HttpOnly; SameSite=Lax");
  }

  @Test
  void isNamedAfterTheSha256OfItsValue() throws Exception {
    byte[] hash =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(cookie.secret().getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    assertThat(cookie.flowId()).isEqualTo(FlowKeys.base64(hash));
    assertThat(cookie.secret()).hasSize(43);
  }

  @Test
  void isFoundAmongOthersInOneHeaderOrSeveral() {
    String pair = "__Host-monday-auth-" + cookie.flowId() + "=" + cookie.secret();

    assertThat(FlowCookie.find(List.of("a=b; " + pair + ";c=d"), cookie.flowId(), STRICT))
        .contains(cookie);
    assertThat(FlowCookie.find(List.of("a=b", pair), cookie.flowId(), STRICT)).contains(cookie);
    assertThat(FlowCookie.find(List.of(), cookie.flowId(), STRICT)).isEmpty();
    assertThat(FlowCookie.find(List.of("", ";;", "="), cookie.flowId(), STRICT)).isEmpty();
  }

  @Test
  void isNotFoundUnderAnotherNameOrWithAnotherValue() {
    String unprefixed = "monday-auth-" + cookie.flowId() + "=" + cookie.secret();
    String other = FlowCookie.random().secret();
    String wrong = "__Host-monday-auth-" + cookie.flowId() + "=" + other;

    assertThat(FlowCookie.find(List.of(unprefixed), cookie.flowId(), STRICT)).isEmpty();
    assertThat(FlowCookie.find(List.of(wrong), cookie.flowId(), STRICT)).isEmpty();
  }
}
