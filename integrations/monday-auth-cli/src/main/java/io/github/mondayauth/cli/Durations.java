package io.github.mondayauth.cli;

import java.time.Duration;

/** Durations as people type them: a number and a unit, such as 90s, 5m, 2h or 14d. */
final class Durations {
  private Durations() {}

  static Duration parse(String option, String text) {
    if (!text.matches("[1-9][0-9]{0,5}[smhd]")) {
      throw CliException.usage(
          option + ": expected a duration such as 90s, 5m, 2h or 14d, found another value",
          "Correct it.");
    }
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
