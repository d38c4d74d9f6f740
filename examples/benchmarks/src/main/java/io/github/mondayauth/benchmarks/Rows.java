package io.github.mondayauth.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of one subject: each row has a name, a ratio and another figure. */
public final class Rows {
  private static final int PROCESSES = 2;

  private final Map<String, List<Row>> rows = new LinkedHashMap<>();

  private record Row(double ratio, double figure) {}

  private Rows() {}

  /**
   * Prints a row for the parent process to read.
   *
   * @param name the row's name; may have spaces
   * @param ratio the ratio, any number if there is none
   * @param figure the other figure
   */
  public static void print(String name, double ratio, double figure) {
    System.out.printf(Locale.ROOT, "%.5f %.3f %s%n", ratio, figure, name);
  }

  /**
   * Has a subject measured in two processes, one after the other.
   *
   * @param main the class that measures it
   * @param subject its argument
   * @return the rows of both
   * @throws IOException if a process fails
   * @throws InterruptedException if this thread is interrupted
   */
  public static Rows measure(Class<?> main, String subject)
      throws IOException, InterruptedException {
    Rows rows = new Rows();
    for (int i = 0; i < PROCESSES; i++) {
      for (String line : Fork.run(main, subject)) {
        String[] fields = line.split(" ", 3);
        rows.rows
            .computeIfAbsent(fields[2], name -> new ArrayList<>())
            .add(new Row(Double.parseDouble(fields[0]), Double.parseDouble(fields[1])));
      }
    }
    return rows;
  }

  /**
   * The rows' names.
   *
   * @return in the order they were printed
   */
  public List<String> names() {
    return List.copyOf(rows.keySet());
  }

  /**
   * The ratio of a row.
   *
   * @param name the row's name
   * @return the middle of the two processes
   */
  public double ratio(String name) {
    return Paired.median(row(name).stream().mapToDouble(Row::ratio).toArray());
  }

  /**
   * The other figure of a row.
   *
   * @param name the row's name
   * @return the lower of the two processes
   */
  public double figure(String name) {
    return row(name).stream().mapToDouble(Row::figure).min().orElseThrow();
  }

  private List<Row> row(String name) {
    return rows.getOrDefault(name, List.of());
  }
}
