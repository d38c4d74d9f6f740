package io.github.mondayauth.examples.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Kotlin compiler reads the library's nullness annotations as types, and sees that sealed types
 * and enums are complete. It needs no option for that.
 */
class KotlinTest {
  private static final Path SOURCES = Path.of("src", "test", "kotlin");
  private static final Pattern ERROR = Pattern.compile("(?m)\\.kt:(\\d+):\\d+: error: ");

  @TempDir private Path classes;

  @Test
  void acceptsNullChecksAndCompleteBranches() throws Exception {
    Compilation compilation = compile("Accepted.kt");

    assertThat(compilation.messages()).isEmpty();
    assertThat(compilation.code()).isEqualTo(ExitCode.OK);
    assertThat(run("AcceptedKt")).isEqualTo("2 value");
  }

  @Test
  void refusesNullsAndIncompleteBranches() throws IOException {
    List<String> lines = Files.readAllLines(SOURCES.resolve("Refused.kt"));
    List<Integer> refused =
        IntStream.rangeClosed(1, lines.size())
            .filter(line -> lines.get(line - 1).endsWith("// refused"))
            .boxed()
            .toList();

    Compilation compilation = compile("Refused.kt");

    assertThat(compilation.code()).isEqualTo(ExitCode.COMPILATION_ERROR);
    assertThat(compilation.errors()).as(compilation.messages()).isEqualTo(refused);
  }

  private record Compilation(ExitCode code, String messages) {
    List<Integer> errors() {
      return ERROR
          .matcher(messages)
          .results()
          .map((MatchResult error) -> Integer.valueOf(error.group(1)))
          .distinct()
          .toList();
    }
  }

  private Compilation compile(String source) throws IOException {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    ExitCode code =
        new K2JVMCompiler()
            .exec(
                new PrintStream(messages, true, UTF_8),
                "-no-stdlib",
                "-no-reflect",
                "-jvm-target",
                "17",
                "-classpath",
                classPath(),
                "-d",
                classes.toString(),
                SOURCES.resolve(source).toString());
    return new Compilation(code, messages.toString(UTF_8));
  }

  private String run(String main) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + classPath(),
                main)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  /** The packaged jars, with what they need; okhttp brings the standard library of Kotlin. */
  private static String classPath() throws IOException {
    return Files.readString(Path.of("target", "class-path.txt")).strip();
  }
}
