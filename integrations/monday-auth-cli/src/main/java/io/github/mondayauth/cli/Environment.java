package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What surrounds the process: environment variables, files, and the user at the terminal. */
interface Environment {
  /** How much of a file is read, in bytes: more than the longest body that verifies. */
  int MAX_FILE = 2 * 1_048_576;

  /** Returns the value of an environment variable, or null if it is not set. */
  @Nullable String variable(String name);

  /** Returns the content of a file, at most {@link #MAX_FILE} bytes. */
  byte[] file(Path path) throws IOException;

  /** Prompts for a line of standard input. Returns null at the end of the input. */
  @Nullable String line(String question);

  /**
   * Reads a line of standard input if that is redirected, and otherwise prompts for a secret.
   * Returns null at the end of the input.
   */
  @Nullable String input(String question);

  /**
   * Prompts for a line that is not shown, at the terminal even if input or output is redirected.
   * Without a terminal, it is the next line of standard input. Returns null at the end of the
   * input.
   */
  @Nullable String secret(String question);

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
      public @Nullable String line(String question) {
        System.err.print(question + (isInteractive() ? ": " : ":" + System.lineSeparator()));
        System.err.flush();
        return next();
      }

      @Override
      public @Nullable String input(String question) {
        return isInteractive() ? secret(question) : line(question);
      }

      @Override
      public @Nullable String secret(String question) {
        if (console != null && isTerminal) {
          char[] typed = console.readPassword("%s: ", question);
          return typed == null ? null : new String(typed);
        }
        try {
          return Terminal.readHidden(question);
        } catch (IOException noTerminal) {
          return line(question);
        }
      }

      /** Whether the user types the standard input, so that the prompt stays on the line. */
      private boolean isInteractive() {
        return isTerminal || Terminal.isStandardInput();
      }

      private @Nullable String next() {
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
        return isTerminal ? Terminal.width() : 80;
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
}
