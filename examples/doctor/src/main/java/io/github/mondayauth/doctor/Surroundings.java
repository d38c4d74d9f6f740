package io.github.mondayauth.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Where a secret or a token may come from. */
interface Surroundings {
  /** The value of an environment variable, or null. */
  @Nullable String variable(String name);

  /** The next line of the input after a question, or null at its end. */
  @Nullable String ask(String question);

  /**
   * Those of this process. At a terminal nothing that is typed is shown; {@code run} sees to it
   * that later JDKs too have a console at a terminal only.
   */
  @SuppressWarnings("SystemConsoleNull")
  static Surroundings ofProcess() {
    Console console = System.console();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    return new Surroundings() {
      @Override
      public @Nullable String variable(String name) {
        return System.getenv(name);
      }

      @Override
      public @Nullable String ask(String question) {
        if (console != null) {
          char[] typed = console.readPassword("%s: ", question);
          return typed == null ? null : new String(typed);
        }
        System.err.println(question + ":");
        try {
          return input.readLine();
        } catch (IOException broken) {
          throw new UncheckedIOException(broken);
        }
      }
    };
  }
}
