package io.github.mondayauth.benchmarks.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code run cold}: compares a process that verifies one token with one that does nothing. */
final class ColdCommand {
  private static final int ROUNDS = 11;

  private ColdCommand() {}

  /** Prints a table of the subjects given as arguments, by default of all. */
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

    System.out.println("# name, added CPU ms, added wall-clock ms, added classes,");
    System.out.println("# added CPU time divided by that of plain JCA HMAC (the limit)");
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
        "# empty process: %.0f CPU ms, %.0f wall-clock ms, %d classes%n",
        empty.cpu(),
        empty.wall(),
        emptyClasses);
  }
}
