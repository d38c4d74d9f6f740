package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal in which the process was started, whether or not its input and output are
 * redirected. {@code System.console()} is null on JDK 17 as soon as one of them is. POSIX systems
 * have the device and the commands; elsewhere there is no such terminal.
 */
final class Terminal {
  private static final File DEVICE = new File("/dev/tty");

  private Terminal() {}

  /** Whether standard input is a terminal. */
  static boolean isStandardInput() {
    return run(Redirect.INHERIT, "tty", "-s") != null;
  }

  /** Returns the number of characters in a line, or 80 if it is unknown. */
  static int width() {
    String size = run(Redirect.INHERIT, "stty", "size");
    String[] rowsAndColumns = size == null ? new String[0] : size.strip().split(" ", 2);
    try {
      int columns = rowsAndColumns.length == 2 ? Integer.parseInt(rowsAndColumns[1]) : 0;
      return columns > 0 ? columns : 80;
    } catch (NumberFormatException unknown) {
      return 80;
    }
  }

  /**
   * Prompts for a line of input. The line is not shown; where {@code stty} is missing, the prompt
   * says that it is.
   *
   * @return the line, or null at the end of the input
   * @throws IOException if there is no terminal, as in a scheduler or a pipeline
   */
  static @Nullable String readHidden(String question) throws IOException {
    try (InputStream in = new FileInputStream(DEVICE);
        PrintStream out = new PrintStream(new FileOutputStream(DEVICE), true, UTF_8)) {
      Thread restore = new Thread(Terminal::showInput);
      Runtime.getRuntime().addShutdownHook(restore);
      try {
        boolean isHidden = run(Redirect.from(DEVICE), "stty", "-echo") != null;
        out.print(question + (isHidden ? ": " : " (it will be visible): "));
        out.flush();
        String line = readLine(in);
        if (isHidden) {
          out.println();
        }
        return line;
      } finally {
        showInput();
        Runtime.getRuntime().removeShutdownHook(restore);
      }
    }
  }

  private static void showInput() {
    run(Redirect.from(DEVICE), "stty", "echo");
  }

  /** Reads no byte after the line, which the next prompt reads. */
  private static @Nullable String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return line.toString(UTF_8);
  }

  /** Returns what a command prints, or null if it fails or does not exist. */
  private static @Nullable String run(Redirect input, String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectInput(input).redirectError(Redirect.DISCARD).start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
        return null;
      }
      return process.exitValue() == 0
          ? new String(process.getInputStream().readAllBytes(), UTF_8)
          : null;
    } catch (IOException missing) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
