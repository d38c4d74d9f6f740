package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, logos, colors and support addresses that are accepted. */
final class AppearanceTest {
  private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>";

  private final Appearance acme = Appearance.named("Acme");

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void acceptsColorsWithEnoughContrastAndNoOthers() {
    // 4.54:1 and 4.48:1 with white.
    assertThat(acme.accent("#767676", "#ffffff")).isNotNull();
    assertThatThrownBy(() -> acme.accent("#777777", "#ffffff"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("light mode: expected a contrast of at least 4.5:1 with #ffffff")
        .hasMessageContaining("found 4.47:1 for #777777. Choose a darker color");
    // 4.52:1 and 4.45:1 with the ground of dark pages.
    assertThat(acme.accent("#000000", "#818181")).isNotNull();
    assertThatThrownBy(() -> acme.accent("#000000", "#808080"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dark mode")
        .hasMessageContaining("Choose a lighter color");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "red",
        "#123",
        "#12345g",
        "#1234567",
        "#000000;}body{display:none",
        " #000000"
      })
  void refusesWhatIsNoColor(String color) {
    assertThatThrownBy(() -> acme.accent(color, "#ffffff"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> acme.accent("#000000", color))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void acceptsImagesOfTheTypeThatIsStated() {
    assertThat(acme.logo(bytes("\u0089PNG\r\n\u001a\nrest"), "image/png")).isNotNull();
    assertThat(acme.logo(bytes("\u00ff\u00d8\u00ff\u00e0rest"), "image/jpeg")).isNotNull();
    assertThat(acme.logo(bytes("RIFF1234WEBPVP8 "), "image/webp")).isNotNull();
    for (String svg :
        new String[] {
          SVG,
          "\ufeff  <?xml version=\"1.0\"?>\n<!-- by -->\n<!DOCTYPE svg>" + SVG,
          "<svg\nwidth=\"1\"/>"
        }) {
      assertThat(acme.logo(svg.getBytes(UTF_8), "image/svg+xml")).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<html>, image/png",
    "<html><svg></svg></html>, image/svg+xml",
    "<svgx>, image/svg+xml",
    "<script>1</script><svg>, image/svg+xml",
    "RIFF1234WAVE, image/webp",
    "RIFF, image/webp",
    "GIF89a, image/gif",
    "<svg>, text/html",
    "<svg>, 'image/svg+xml;charset=utf-7'",
    "<svg>, image/png"
  })
  void refusesOtherFiles(String content, String mediaType) {
    assertThatThrownBy(() -> acme.logo(bytes(content), mediaType))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("logo: expected");
  }

  @Test
  void refusesEmptyAndLargeFiles() {
    String start = "\u0089PNG\r\n\u001a\n";
    int rest = 64 * 1024 - start.length();
    assertThat(acme.logo(bytes(start + "x".repeat(rest)), "image/png")).isNotNull();
    assertThatThrownBy(() -> acme.logo(bytes(start + "x".repeat(rest + 1)), "image/png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 65537");
    assertThatThrownBy(() -> acme.logo(new byte[0], "image/png"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://acme.example/help", "mailto:help@acme.example"})
  void acceptsPagesAndEmailAddressesForSupport(String address) {
    assertThat(acme.support(URI.create(address))).hasToString("Acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://acme.example", "javascript:alert(1)", "/help", "data:,x", "https:x"})
  void refusesOtherAddressesForSupport(String address) {
    assertThatThrownBy(() -> acme.support(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("support: expected");
  }

  @Test
  void refusesANameThatIsBlankOrTooLong() {
    assertThat(Appearance.named("x".repeat(60))).isNotNull();
    for (String name : new String[] {"", " ", "x".repeat(61)}) {
      assertThatThrownBy(() -> Appearance.named(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
