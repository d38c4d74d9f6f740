package io.github.mondayauth.oauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the scripts in {@code src/test/node}, which implement docs/vault-format.md in another
 * language. Without node.js, the tests that need it are reported as skipped.
 */
public final class NodeScript {
  private NodeScript() {}

  /** Skips the test if node.js is not installed. */
  public static void assumeInstalled() throws IOException, InterruptedException {
    assumeTrue(isInstalled(), "node.js is installed");
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Runs a script, and fails with its output if it does. */
  public static void run(String script, Path... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "src/test/node/" + script));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertThat(node.waitFor()).as(output).isZero();
  }
}
