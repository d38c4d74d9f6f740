package io.github.mondayauth.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Prints how far a pass over all accounts is, with its rate and the time that is left: at a
 * terminal in a line that is overwritten and never wraps, elsewhere in one line every ten seconds.
 */
final class ProgressLine {
  private static final Duration AT_A_TERMINAL = Duration.ofMillis(100);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;

  private final PrintStream err;
  private final boolean isTerminal;
  private final int width;
  private final InstantSource time;
  private final long total;
  private Instant passBegan;
  private Instant printedAt;
  private long done;
  private int shown;

  /**
   * Begins a pass.
   *
   * @param err where to print
   * @param environment the terminal
   * @param time the time
   * @param total the number of accounts in each pass
   */
  ProgressLine(PrintStream err, Environment environment, InstantSource time, long total) {
    this.err = err;
    this.isTerminal = environment.isTerminal();
    this.width = environment.width();
    this.time = time;
    this.total = total;
    passBegan = time.instant();
    printedAt = passBegan;
  }

  /**
   * Prints the line, unless the previous one is too recent.
   *
   * @param accounts the accounts done in this pass; fewer than before begin another pass
   * @param counts what was done, such as "3 rewrapped"
   */
  void update(long accounts, String counts) {
    Instant now = time.instant();
    if (accounts < done) {
      passBegan = now;
    }
    done = accounts;
    boolean isDue =
        Duration.between(printedAt, now).compareTo(isTerminal ? AT_A_TERMINAL : ELSEWHERE) >= 0;
    if (isDue || (isTerminal && (shown == 0 || accounts >= total))) {
      printedAt = now;
      print(line(now, counts));
    }
  }

  /** Ends the line, so that what is printed next begins a new one. */
  void end() {
    if (shown > 0) {
      err.println();
      shown = 0;
    }
  }

  private void print(String text) {
    if (!isTerminal) {
      err.println(text);
      return;
    }
    // The last column stays free: some terminals wrap as soon as it is filled.
    String fitting = text.length() < width ? text : text.substring(0, Math.max(0, width - 1));
    err.print("\r" + fitting + " ".repeat(Math.max(0, shown - fitting.length())));
    err.flush();
    shown = fitting.length();
  }

  private String line(Instant now, String counts) {
    long shownTotal = Math.max(total, done);
    long percent = shownTotal == 0 ? 100 : 100 * done / shownTotal;
    String text =
        String.format(Locale.ROOT, "%3d%% %d of %d accounts", percent, done, shownTotal)
            + speed(now, shownTotal)
            + ", "
            + counts;
    int room = Math.min(LONGEST_BAR, width - text.length() - 4);
    if (!isTerminal || room < SHORTEST_BAR) {
      return text;
    }
    int full = (int) (percent * room / 100);
    return "[" + "#".repeat(full) + ".".repeat(room - full) + "] " + text;
  }

  private String speed(Instant now, long shownTotal) {
    double seconds = Duration.between(passBegan, now).toMillis() / 1000.0;
    if (seconds <= 0 || done == 0) {
      return "";
    }
    double rate = done / seconds;
    long left = (long) Math.ceil((shownTotal - done) / rate);
    return String.format(Locale.ROOT, rate < 10 ? ", %.1f/s, " : ", %.0f/s, ", rate)
        + duration(left)
        + " left";
  }

  /** Returns a duration in the two largest units, such as {@code 2 h 05 min}. */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
