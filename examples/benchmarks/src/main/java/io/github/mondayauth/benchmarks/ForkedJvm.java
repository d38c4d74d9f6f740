package io.github.mondayauth.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs code in a new Java process, so that earlier measurements do not affect it. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /**
   * Runs a main class with the class path of this process.
   *
   * @param main the main class
   * @param arguments its arguments
   * @return the lines of its standard output; standard error is inherited
   * @throws IOException if the process cannot be started or fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xms512m");
    command.add("-Xmx1g");
    // On a busy machine, background compilation would lag behind the measurement.
    command.add("-XX:-BackgroundCompilation");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return lines(command, ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * The Java executable of this process.
   *
   * @return its path
   */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs a command.
   *
   * @param command the command and its arguments
   * @param errors the destination of standard error; null merges it into the output
   * @return the lines of its output
   * @throws IOException if the command cannot be started or fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static List<String> lines(
      List<String> command, ProcessBuilder.@org.jspecify.annotations.Nullable Redirect errors)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    if (errors == null) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(errors);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("Command failed: " + String.join(" ", command) + "\n" + output);
    }
    return output.lines().toList();
  }
}
