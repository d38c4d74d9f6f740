package io.github.mondayauth.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of one subject: rows with a name, a ratio and one more figure. */
public final class ResultRows {
  private static final int PROCESSES = 2;

  private final Map<String, List<Row>> rows = new LinkedHashMap<>();

  private record Row(double ratio, double figure) {}

  private ResultRows() {}

  /**
   * Prints a row, which the parent process reads.
   *
   * @param name the row's name, which may contain spaces
   * @param ratio the ratio, or any number if the row has none
   * @param figure the other figure
   */
  public static void print(String name, double ratio, double figure) {
    System.out.printf(Locale.ROOT, "%.5f %.3f %s%n", ratio, figure, name);
  }

  /**
   * Measures a subject in two processes, one after the other.
   *
   * @param main the main class that measures it
   * @param subject the subject's name, which is the argument of the main class
   * @return the rows of both processes
   * @throws IOException if a process fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static ResultRows measure(Class<?> main, String subject)
      throws IOException, InterruptedException {
    ResultRows rows = new ResultRows();
    for (int i = 0; i < PROCESSES; i++) {
      for (String line : ForkedJvm.run(main, subject)) {
        String[] fields = line.split(" ", 3);
        rows.rows
            .computeIfAbsent(fields[2], name -> new ArrayList<>())
            .add(new Row(Double.parseDouble(fields[0]), Double.parseDouble(fields[1])));
      }
    }
    return rows;
  }

  /**
   * The names of the rows.
   *
   * @return the names in the order in which they were printed
   */
  public List<String> names() {
    return List.copyOf(rows.keySet());
  }

  /**
   * The ratio of a row.
   *
   * @param name the row's name
   * @return the median of both processes
   */
  public double ratio(String name) {
    return PairedMeasurement.median(row(name).stream().mapToDouble(Row::ratio).toArray());
  }

  /**
   * The other figure of a row.
   *
   * @param name the row's name
   * @return the lower value of both processes
   */
  public double figure(String name) {
    return row(name).stream().mapToDouble(Row::figure).min().orElseThrow();
  }

  private List<Row> row(String name) {
    return rows.getOrDefault(name, List.of());
  }
}
