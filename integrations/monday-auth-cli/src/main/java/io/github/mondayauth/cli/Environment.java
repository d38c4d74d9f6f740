package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What surrounds the process: environment variables, files, and the user at the terminal. */
interface Environment {
  /** How much of a file is read, in bytes: more than the longest body that verifies. */
  int MAX_FILE = 2 * 1_048_576;

  /** Returns the value of an environment variable, or null if it is not set. */
  @Nullable String variable(String name);

  /** Returns the content of a file, at most {@link #MAX_FILE} bytes. */
  byte[] file(Path path) throws IOException;

  /** Prompts for a line of input that is not shown. Returns null at the end of the input. */
  @Nullable String prompt(String question);

  /** Whether input and output are a terminal. */
  boolean isTerminal();

  /** Returns the number of characters in a line of the terminal. */
  int width();

  /** Returns the environment of this process. */
  @SuppressWarnings("SystemConsoleNull")
  static Environment ofProcess() {
    Console console = System.console();
    boolean isTerminal = console != null && isTerminal(console);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    return new Environment() {
      @Override
      public @Nullable String variable(String name) {
        return System.getenv(name);
      }

      @Override
      public byte[] file(Path path) throws IOException {
        try (InputStream content = Files.newInputStream(path)) {
          return content.readNBytes(MAX_FILE);
        }
      }

      @Override
      public @Nullable String prompt(String question) {
        if (console != null && isTerminal) {
          char[] typed = console.readPassword("%s: ", question);
          return typed == null ? null : new String(typed);
        }
        System.err.println(question + ":");
        try {
          return input.readLine();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public boolean isTerminal() {
        return isTerminal;
      }

      @Override
      public int width() {
        return isTerminal ? terminalWidth() : 80;
      }
    };
  }

  /** JDK 22 and later also have a console without a terminal, and a method to tell. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderJdk) {
      return true;
    } catch (ReflectiveOperationException impossible) {
      return false;
    }
  }

  /** The width that {@code stty} reports, or 80 where there is no {@code stty}. */
  private static int terminalWidth() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(Redirect.INHERIT).start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroy();
        return 80;
      }
      String[] size = new String(stty.getInputStream().readAllBytes(), UTF_8).strip().split(" ", 2);
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return columns > 0 ? columns : 80;
    } catch (IOException | NumberFormatException unknown) {
      return 80;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 80;
    }
  }
}
