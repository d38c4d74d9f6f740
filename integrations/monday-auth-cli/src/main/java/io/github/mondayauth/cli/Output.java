package io.github.mondayauth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Prints results to standard output, and errors to standard error. With {@code --json}, a command
 * prints one JSON object to standard output instead of both.
 */
final class Output {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean hasColors;

  /**
   * Creates an output.
   *
   * @param out standard output
   * @param err standard error
   * @param hasColors whether to color words
   */
  Output(PrintStream out, PrintStream err, boolean hasColors) {
    this.out = out;
    this.err = err;
    this.hasColors = hasColors;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  void line(String text) {
    out.println(text);
  }

  /** Prints a row of a table: a count, and what was counted. */
  void count(String what, long count) {
    out.printf(Locale.ROOT, "  %-27s %7d%n", what, count);
  }

  void json(Map<String, ?> object) {
    try {
      out.println(JSON.writeValueAsString(object));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Prints an error in one line: what was expected and found, then what to do. */
  void error(String message, String remedy) {
    err.println(
        red("error:") + " " + oneLine(message).replaceAll("[.]$", "") + ". " + oneLine(remedy));
  }

  String green(String text) {
    return hasColors ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  String red(String text) {
    return hasColors ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
