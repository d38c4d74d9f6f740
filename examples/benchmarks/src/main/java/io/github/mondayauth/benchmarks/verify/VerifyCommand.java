package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.Fork;
import io.github.mondayauth.benchmarks.Paired;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code run verify}: every subject against the limit, in two processes each. */
final class VerifyCommand {
  private static final int PROCESSES = 2;

  private VerifyCommand() {}

  /** Prints the table; arguments are the subjects, all if there are none. */
  public static void main(String[] arguments) throws Exception {
    List<String> names = Verifications.chosen(arguments);
    System.out.println("# name, CPU time over the limit's for a good token, bytes allocated");
    System.out.println(
        "# forged, expired, large (1.4 MB): refused, over the limit's for a good one");
    System.out.println("# 2threads: CPU time over one thread's, times blocked");
    List<Double> limits = new ArrayList<>();
    for (String name : names) {
      Map<String, List<double[]>> rows = new LinkedHashMap<>();
      for (int i = 0; i < PROCESSES; i++) {
        for (String line : Fork.run(VerifyProcess.class, name)) {
          String[] fields = line.split(" ", -1);
          double second = Double.parseDouble(fields[2]);
          if (fields[0].equals("limitNanos")) {
            limits.add(second);
          } else {
            rows.computeIfAbsent(fields[0], row -> new ArrayList<>())
                .add(new double[] {Double.parseDouble(fields[1]), second});
          }
        }
      }
      rows.forEach(VerifyCommand::print);
    }
    double micros = limits.stream().mapToDouble(nanos -> nanos / 1000).average().orElse(0);
    System.out.printf(Locale.ROOT, "# the limit: %.2f us of CPU%n", micros);
  }

  private static void print(String row, List<double[]> processes) {
    double ratio = Paired.median(processes.stream().mapToDouble(figures -> figures[0]).toArray());
    double second = processes.stream().mapToDouble(figures -> figures[1]).min().orElseThrow();
    System.out.printf(Locale.ROOT, "%s %.2f %.0f%n", row, ratio, second);
  }
}
