package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the jar that users run, once for each command. It exists after Maven's package phase. */
class ExecutableJarCheck {
  private static final String JAR = System.getProperty("cli.jar", "");

  @TempDir Path folder;

  private final Cli cli = new Cli();

  @BeforeEach
  void openAVault() throws Exception {
    cli.vault(folder);
    Path connectors = folder.resolve("connectors.json");
    Files.writeString(connectors, "{\"connectors\": [{\"preset\": \"apiKey\", \"name\": \"m\"}]}");
    cli.variables.put("MONDAY_CONNECTORS", connectors.toString());
  }

  private record Ended(int code, String out, String err) {}

  private Ended run(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", JAR));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(cli.variables);
    Process process = builder.start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    } catch (IOException endedWithoutReading) {
      // The exit code and the output are what counts.
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void rotates() throws Exception {
    Ended ended = run("", "rotate", "--dry-run");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isEqualTo(ExitCode.DONE);
    assertThat(ended.out()).containsPattern("accounts +3");
  }

  @Test
  void maintains() throws Exception {
    Ended ended = run("", "maintain", "--json");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isEqualTo(ExitCode.DONE);
    assertThat(ended.out()).contains("\"end\" : \"complete\"");
  }

  @Test
  void lists() throws Exception {
    Ended ended = run("", "list");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isEqualTo(ExitCode.DONE);
    assertThat(ended.out()).contains("3 entries").doesNotContain("planted");
  }

  @Test
  void forgetsAfterConfirmation() throws Exception {
    Ended ended = run("3\n", "forget", "2");
    assertThat(ended.code()).isEqualTo(ExitCode.NOT_CONFIRMED);
    ended = run("2\n", "forget", "2");
    assertThat(ended.code()).isEqualTo(ExitCode.DONE);
    assertThat(ended.out()).contains("Account 2 is deleted.");
  }

  @Test
  void explainsATokenFromStandardInput() throws Exception {
    RegisteredApp app = RegisteredApp.random();
    URI endpoint = URI.create("https://app.example.com/run");
    String token = MondayTokens.of(app, TestClock.at(Instant.now())).request(endpoint).sign();
    cli.variables.putAll(
        Map.of(
            "MONDAY_CLIENT_ID", app.clientId(),
            "MONDAY_SIGNING_SECRET", app.signingSecret(),
            "MONDAY_CLIENT_SECRET", app.clientSecret()));
    Ended ended =
        run(token + "\n", "doctor", "--base-uri", "https://app.example.com", "--endpoint", "/run");
    assertThat(ended.out()).endsWith("The token verifies." + System.lineSeparator());
    assertThat(ended.code()).isEqualTo(ExitCode.DONE);
    assertThat(ended.err().strip()).isEqualTo("token:");
  }

  @Test
  void containsTheDriverOfPostgresqlAndItsVersion() throws Exception {
    // Nothing listens on port 1.
    cli.variables.put("VAULT_JDBC_URL", "jdbc:postgresql://localhost:1/planted?loginTimeout=1");
    Ended ended = run("", "list");
    assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ended.err()).contains("SQL state 08").doesNotContain("planted").hasLineCount(1);
    assertThat(run("", "--version").out()).matches("monday-auth [0-9].*\\R");
  }
}
