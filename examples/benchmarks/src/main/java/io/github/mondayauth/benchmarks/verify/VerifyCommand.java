package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.ResultRows;
import java.util.Locale;

/** {@code run verify}: compares each subject with the limit, in two processes. */
final class VerifyCommand {
  private VerifyCommand() {}

  /** Prints a table of the subjects given as arguments, by default of all. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("# name: CPU time divided by the limit's, bytes allocated, valid token");
    System.out.println("# forged, expired, large (1.4 MB): the same for refused tokens,");
    System.out.println("# divided by the limit's CPU time for a valid token");
    System.out.println("# 2threads: CPU time divided by that of one thread, times blocked");
    double limit = 0;
    for (String name : Verifications.chosen(arguments)) {
      ResultRows rows = ResultRows.measure(VerifyProcess.class, name);
      for (String row : rows.names()) {
        if (row.equals(VerifyProcess.LIMIT_NANOS)) {
          limit = rows.figure(row);
        } else {
          System.out.printf(Locale.ROOT, "%s %.2f %.0f%n", row, rows.ratio(row), rows.figure(row));
        }
      }
    }
    System.out.printf(Locale.ROOT, "# limit: %.2f us of CPU time%n", limit / 1000);
  }
}
