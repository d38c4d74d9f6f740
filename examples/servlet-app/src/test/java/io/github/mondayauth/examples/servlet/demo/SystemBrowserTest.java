package io.github.mondayauth.examples.servlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemBrowserTest {
  private static final URI PAGE = URI.create("http://localhost:1/");

  private static List<String> command(String system, Map<String, String> environment) {
    return SystemBrowser.command(system, environment, PAGE);
  }

  @Test
  void opensThePageWhereThereIsAScreen() {
    assertThat(command("Linux", Map.of("DISPLAY", ":0"))).containsExactly("xdg-open", "" + PAGE);
    assertThat(command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"))).hasSize(2);
    assertThat(command("Mac OS X", Map.of())).containsExactly("open", "" + PAGE);
    assertThat(command("Windows 11", Map.of())).startsWith("rundll32").endsWith("" + PAGE);
  }

  @Test
  void opensNothingWhereNobodyWouldSeeIt() {
    assertThat(command("Linux", Map.of())).isEmpty();
    assertThat(command("Linux", Map.of("DISPLAY", ""))).isEmpty();
    assertThat(command("Mac OS X", Map.of("CI", "true"))).isEmpty();
  }
}
