package io.github.mondayauth.doctor;

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

/** Provides secrets and tokens: from environment variables, or from the user. */
interface Environment {
  /** How much of a file is read, in bytes: more than the longest body that verifies. */
  int MAX_FILE = 2 * 1_048_576;

  /** Returns the value of an environment variable, or null if it is not set. */
  @Nullable String variable(String name);

  /** Returns the content of a file. */
  byte[] file(Path path) throws IOException;

  /** Prompts for a line of input. Returns null at the end of the input. */
  @Nullable String prompt(String question);

  /**
   * Returns the environment of this process. At a terminal, input is not echoed. The script {@code
   * run} makes sure that later JDKs also report a console only at a terminal.
   */
  @SuppressWarnings("SystemConsoleNull")
  static Environment ofProcess() {
    Console console = System.console();
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
        if (console != null) {
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
    };
  }
}
