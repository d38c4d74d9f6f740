package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.Rows;
import java.util.Locale;

/** {@code run verify}: every subject against the limit, in two processes each. */
final class VerifyCommand {
  private VerifyCommand() {}

  /** Prints the table; arguments are the subjects, all if there are none. */
  public static void main(String[] arguments) throws Exception {
    System.out.println("# name, CPU time over the limit's for a good token, bytes allocated");
    System.out.println(
        "# forged, expired, large (1.4 MB): refused, over the limit's for a good one");
    System.out.println("# 2threads: CPU time over one thread's, times blocked");
    double limit = 0;
    for (String name : Verifications.chosen(arguments)) {
      Rows rows = Rows.measure(VerifyProcess.class, name);
      for (String row : rows.names()) {
        if (row.equals(VerifyProcess.LIMIT_NANOS)) {
          limit = rows.figure(row);
        } else {
          System.out.printf(Locale.ROOT, "%s %.2f %.0f%n", row, rows.ratio(row), rows.figure(row));
        }
      }
    }
    System.out.printf(Locale.ROOT, "# the limit: %.2f us of CPU%n", limit / 1000);
  }
}
