package io.github.mondayauth.benchmarks.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code run cold}: a process that verifies one token, against one that does nothing. */
final class ColdCommand {
  private static final int ROUNDS = 11;

  private ColdCommand() {}

  /** Prints the table; arguments are the subjects, all if there are none. */
  public static void main(String[] arguments) throws Exception {
    String token = RequestTokens.good();
    ColdProcess empty = ColdProcess.empty();
    ColdProcess limit = ColdProcess.of("limit", token);
    List<ColdProcess> processes = new ArrayList<>(List.of(limit));
    for (String name : Verifications.chosen(arguments)) {
      if (!name.equals(limit.name())) {
        processes.add(ColdProcess.of(name, token));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      empty.run();
      for (ColdProcess process : processes) {
        process.run();
      }
    }

    System.out.println("# name, added CPU ms, added ms on the clock, added classes,");
    System.out.println("# added CPU time over that of plain JCA HMAC (the limit)");
    int emptyClasses = empty.classes();
    for (ColdProcess process : processes) {
      double cpu = process.cpu() - empty.cpu();
      System.out.printf(
          Locale.ROOT,
          "%s %.0f %.0f %d %.2f%n",
          process.name(),
          cpu,
          process.wall() - empty.wall(),
          process.classes() - emptyClasses,
          cpu / (limit.cpu() - empty.cpu()));
    }
    System.out.printf(
        Locale.ROOT,
        "# the empty process: %.0f ms of CPU, %.0f ms on the clock, %d classes%n",
        empty.cpu(),
        empty.wall(),
        emptyClasses);
  }
}
