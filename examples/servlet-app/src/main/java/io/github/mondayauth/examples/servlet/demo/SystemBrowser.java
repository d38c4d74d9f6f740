package io.github.mondayauth.examples.servlet.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Opens a page in the browser of the person at this machine, if there is one. */
final class SystemBrowser {
  private SystemBrowser() {}

  /**
   * Opens the page, and does not wait for it.
   *
   * @return whether a program was started; false where there is no screen, or no such program
   */
  static boolean open(URI page) {
    List<String> command = command(System.getProperty("os.name", ""), System.getenv(), page);
    if (command.isEmpty()) {
      return false;
    }
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The command that opens a page, or an empty list if nobody would see it. */
  static List<String> command(String system, Map<String, String> environment, URI page) {
    String name = system.toLowerCase(Locale.ROOT);
    if (environment.containsKey("CI")) {
      return List.of();
    }
    if (name.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
    }
    if (name.startsWith("mac")) {
      return List.of("open", page.toString());
    }
    boolean hasScreen =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    return hasScreen ? List.of("xdg-open", page.toString()) : List.of();
  }
}
