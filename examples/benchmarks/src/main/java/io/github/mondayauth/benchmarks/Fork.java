package io.github.mondayauth.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process of its own, so that no subject profits or suffers from what ran before it. */
public final class Fork {
  private Fork() {}

  /**
   * Runs a main class with this process' class path and returns the lines it printed.
   *
   * @param main the class
   * @param arguments its arguments
   * @return standard output; standard error goes to this process'
   * @throws IOException if it cannot be started or fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xms512m");
    command.add("-Xmx1g");
    // On a busy machine the compiler's threads would lag behind the measurement.
    command.add("-XX:-BackgroundCompilation");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return lines(command, ProcessBuilder.Redirect.INHERIT);
  }

  /**
   * The executable this process runs on.
   *
   * @return its path
   */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs a command.
   *
   * @param command the command
   * @param errors where standard error goes; null to read it as part of the output
   * @return the lines it printed
   * @throws IOException if it cannot be started or fails
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
      throw new IOException("failed: " + String.join(" ", command) + "\n" + output);
    }
    return output.lines().toList();
  }
}
