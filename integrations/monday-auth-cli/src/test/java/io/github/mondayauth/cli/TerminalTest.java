package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tool in a pseudo-terminal, which the command {@code script} of util-linux provides. */
@EnabledIf("hasScript")
class TerminalTest {
  private static final URI RUN = URI.create("https://app.example.com/run");

  @TempDir Path folder;

  private final RegisteredApp app = RegisteredApp.random();
  private final String token =
      MondayTokens.of(app, TestClock.at(Instant.now())).request(RUN).sign();

  static boolean hasScript() throws Exception {
    try {
      Process script = new ProcessBuilder("script", "--version").start();
      return new String(script.getInputStream().readAllBytes(), UTF_8).contains("util-linux");
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * Types lines at a terminal, each one when its prompt has appeared.
   *
   * @param redirections what the shell appends to the command
   * @return what the terminal showed
   */
  private String terminal(String redirections, List<String> prompts, List<String> lines)
      throws Exception {
    String command =
        String.join(
            " ",
            quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            "-XX:TieredStopAtLevel=1 -cp",
            quoted(System.getProperty("java.class.path")),
            MondayAuthCli.class.getName(),
            "doctor --client-id",
            app.clientId(),
            "--base-uri https://app.example.com --endpoint /run",
            redirections);
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MONDAY_"));
    Process script = builder.start();
    StringBuilder shown = new StringBuilder();
    try (InputStream screen = script.getInputStream();
        OutputStream keyboard = script.getOutputStream()) {
      for (int i = 0; i < prompts.size(); i++) {
        readUntil(prompts.get(i) + ": ", screen, shown);
        keyboard.write((lines.get(i) + "\n").getBytes(UTF_8));
        keyboard.flush();
      }
      shown.append(new String(screen.readAllBytes(), UTF_8));
    }
    assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return shown.toString();
  }

  private static void readUntil(String prompt, InputStream screen, StringBuilder shown)
      throws IOException {
    int from = shown.length();
    while (shown.indexOf(prompt, from) < 0) {
      int next = screen.read();
      if (next < 0) {
        throw new AssertionError("expected the prompt " + prompt + ", found " + shown);
      }
      shown.append((char) next);
    }
  }

  private static String quoted(String argument) {
    return "'" + argument + "'";
  }

  @Test
  void secretsAreNotShownIfTheOutputIsRedirected() throws Exception {
    String shown =
        terminal(
            "> out.txt",
            List.of("token", "signing secret", "client secret (empty for none)"),
            List.of(token, app.signingSecret(), app.clientSecret()));

    assertThat(shown).doesNotContain(token, app.signingSecret(), app.clientSecret());
    assertThat(folder.resolve("out.txt")).content().contains("The token verifies.");
  }

  @Test
  void secretsAreTypedAtTheTerminalIfTheTokenComesFromAFile() throws Exception {
    Files.writeString(folder.resolve("token.txt"), token + "\n");

    String shown =
        terminal(
            "< token.txt",
            List.of("signing secret", "client secret (empty for none)"),
            List.of(app.signingSecret(), ""));

    assertThat(shown).contains("The token verifies.").doesNotContain(app.signingSecret());
  }
}
