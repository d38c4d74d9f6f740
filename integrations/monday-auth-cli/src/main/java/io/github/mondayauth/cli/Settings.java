package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings by name: from the environment variable of that name, or from the file that the variable
 * {@code NAME_FILE} names. Secrets come from nowhere else, since every user of a computer can read
 * the arguments of its processes.
 */
final class Settings {
  private final Environment environment;

  Settings(Environment environment) {
    this.environment = environment;
  }

  /**
   * Finds a setting.
   *
   * @param name the name of the environment variable
   * @return the value without line breaks at its end, or null if it is not set or empty
   * @throws CliException if both variables are set, or the file cannot be read
   */
  @Nullable String find(String name) {
    String value = nonEmpty(environment.variable(name));
    String file = nonEmpty(environment.variable(name + "_FILE"));
    if (file == null) {
      return value;
    }
    if (value != null) {
      throw CliException.usage(
          "expected " + name + " or " + name + "_FILE, found both", "Unset one of them.");
    }
    return nonEmpty(new String(read(name + "_FILE", file), UTF_8).replaceAll("\\R+$", ""));
  }

  /**
   * Returns a setting.
   *
   * @param name the name of the environment variable
   * @param meaning what it is, for the error message
   * @return the value
   * @throws CliException if it is not set
   */
  String require(String name, String meaning) {
    String value = find(name);
    if (value == null) {
      throw CliException.usage(
          "expected " + meaning + ", found none", "Set " + name + " or " + name + "_FILE.");
    }
    return value;
  }

  /** Reads a file that an option or a variable names. */
  byte[] read(String option, String file) {
    try {
      return environment.file(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw CliException.usage(
          option + ": expected a readable file, found none", "Check its path and permissions.");
    }
  }

  private static @Nullable String nonEmpty(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
