package io.github.mondayauth.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Test
  void encodesWithoutPadding() {
    assertThat(Base64Url.encode(new byte[] {-1, -2, -3, -4})).isEqualTo("__79_A");
    assertThat(Base64Url.encode(new byte[0])).isEmpty();
  }

  @Test
  void acceptsExactlyWhatTheEncoderProduces() {
    for (String start : new String[] {"", "A", "z_", "-09", "AAAA", "xyzA"}) {
      for (char last = 0; last < 256; last++) {
        String text = start + last;
        boolean canonical = isCanonical(text);
        assertThat(isCanonicalHere(text)).as(text).isEqualTo(canonical);
        byte[] decoded = Base64Url.decode(text);
        assertThat(decoded != null).as(text).isEqualTo(canonical);
        if (decoded != null) {
          assertThat(Base64Url.encode(decoded)).isEqualTo(text);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "=", "AA==", "AAA=", "AA A", "+AAA", "AA/A", "AAAA\n", "A\u0100AA"})
  void refusesEveryOtherForm(String text) {
    assertThat(Base64Url.decode(text)).isNull();
    assertThat(isCanonicalHere(text)).isFalse();
  }

  @Test
  void decodesAPartOfAText() {
    byte[] text = "!AQID!".getBytes(ISO_8859_1);
    assertThat(Base64Url.decode(text, 1, 5)).containsExactly(1, 2, 3);
    assertThat(Base64Url.isCanonical(text, 1, 5)).isTrue();
    assertThat(Base64Url.decode(text, 3, 3)).isNull();
    assertThat(Base64Url.isCanonical(text, 3, 2)).isFalse();
  }

  private static boolean isCanonicalHere(String text) {
    return Base64Url.isCanonical(text.getBytes(ISO_8859_1), 0, text.length());
  }

  /** Decides with the JDK: what decodes, and encodes to the same text. */
  private static boolean isCanonical(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
      return false;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
    } catch (IllegalArgumentException invalid) {
      return false;
    }
  }
}
