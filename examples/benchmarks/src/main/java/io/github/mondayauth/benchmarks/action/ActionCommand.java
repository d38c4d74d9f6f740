package io.github.mondayauth.benchmarks.action;

import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.PairedMeasurement;
import io.github.mondayauth.benchmarks.action.LoadGenerator.Result;
import io.github.mondayauth.benchmarks.store.Database;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code run action}: compares an action with the library, with Spring Security's store, and with
 * the JDK alone. The subjects run alternately, in slices.
 */
final class ActionCommand implements AutoCloseable {
  private static final String BASE = "bare";

  private final Plan plan;
  private final Database database;
  private final Map<String, List<Instance>> instances = new LinkedHashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Worker generator;

  /**
   * How much to measure.
   *
   * @param users the number of users, each with two credentials
   * @param instances the numbers of server instances
   * @param threads the numbers of client threads
   * @param warmUpMillis how long all instances of a subject are warmed up together
   * @param slices how many slices of each subject count
   * @param millis the length of a slice
   */
  private record Plan(
      int users,
      List<Integer> instances,
      List<Integer> threads,
      int warmUpMillis,
      int slices,
      int millis) {
    static final Plan FULL =
        new Plan(5_000, List.of(1, 2, 4), List.of(1, 4, 16, 64), 20_000, 21, 500);
    static final Plan QUICK = new Plan(200, List.of(1, 2), List.of(1, 16), 2_000, 3, 200);

    int mostInstances() {
      return Collections.max(instances);
    }
  }

  private record Instance(Worker process, int port) {}

  /** What is measured of a subject. */
  private enum Figure {
    REQUESTS_PER_SECOND,
    CPU_MICROS,
    P99_MILLIS
  }

  private ActionCommand(Plan plan) throws Exception {
    this.plan = plan;
    database = Database.open("postgresql");
    try {
      Secret keys = KeyRing.generate();
      ActionData.create(database, keys, plan.users());
      for (String subject : ActionServer.SUBJECTS) {
        instances.put(subject, start(subject, keys));
      }
      generator = worker(LoadGenerator.class, Map.of(), String.valueOf(plan.users()));
      generator.read();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private List<Instance> start(String subject, Secret keys) throws IOException {
    List<Instance> started = new ArrayList<>();
    for (int i = 0; i < plan.mostInstances(); i++) {
      Worker process =
          worker(
              ActionServer.class,
              Map.of(ActionServer.KEYS, keys.reveal()),
              subject,
              String.valueOf(database.port()));
      started.add(new Instance(process, Integer.parseInt(process.read())));
    }
    return started;
  }

  private Worker worker(Class<?> main, Map<String, String> environment, String... arguments)
      throws IOException {
    Worker worker = new Worker(main, environment, arguments);
    workers.add(worker);
    return worker;
  }

  /** Prints a table; the only argument is {@code quick}, for a run that shows that it works. */
  public static void main(String[] arguments) throws Exception {
    boolean quick = List.of(arguments).equals(List.of("quick"));
    if (arguments.length > 0 && !quick) {
      throw new IllegalArgumentException("Expected quick or nothing, found other arguments");
    }
    try (ActionCommand command = new ActionCommand(quick ? Plan.QUICK : Plan.FULL)) {
      command.measure();
    }
  }

  private void measure() throws IOException {
    for (String subject : instances.keySet()) {
      slice(subject, plan.mostInstances(), 16, plan.warmUpMillis());
    }
    System.out.println(
        "| Instances | Clients | Throughput | Spring | CPU time | Spring | p99 | Spring"
            + " | Bare, requests/s | Bare, CPU µs | Bare, p99 ms |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int count : plan.instances()) {
      for (int threads : plan.threads()) {
        System.out.println(row(count, threads));
      }
    }
  }

  /** Measures all subjects with a number of instances and of client threads. */
  private String row(int count, int threads) throws IOException {
    Map<String, List<Map<Figure, Double>>> measured = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(instances.keySet());
    for (int i = -2; i < plan.slices(); i++) {
      for (String subject : order) {
        Map<Figure, Double> slice = slice(subject, count, threads, plan.millis());
        if (i >= 0) {
          measured.computeIfAbsent(subject, s -> new ArrayList<>()).add(slice);
        }
      }
      // So that no subject always follows the same other one.
      Collections.shuffle(order);
    }
    List<Map<Figure, Double>> base = measured.get(BASE);
    StringBuilder row = new StringBuilder("| " + count + " | " + threads);
    for (Figure figure : Figure.values()) {
      for (String subject : List.of("mondayAuth", "spring")) {
        List<Map<Figure, Double>> slices = measured.get(subject);
        double[] ratios = new double[plan.slices()];
        for (int i = 0; i < ratios.length; i++) {
          ratios[i] = slices.get(i).get(figure) / base.get(i).get(figure);
        }
        row.append(String.format(Locale.ROOT, " | %.2f", PairedMeasurement.median(ratios)));
      }
    }
    for (Figure figure : Figure.values()) {
      double[] values = base.stream().mapToDouble(slice -> slice.get(figure)).toArray();
      String format = figure == Figure.P99_MILLIS ? " | %,.1f" : " | %,.0f";
      row.append(String.format(Locale.ROOT, format, PairedMeasurement.median(values)));
    }
    return row.append(" |").toString();
  }

  private Map<Figure, Double> slice(String subject, int count, int threads, int millis)
      throws IOException {
    List<Instance> used = instances.get(subject).subList(0, count);
    String ports = used.stream().map(i -> " " + i.port()).collect(Collectors.joining());
    long cpu = cpuNanos(used);
    Result result = Result.parse(generator.ask(threads + " " + millis + ports));
    cpu = cpuNanos(used) - cpu;
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.REQUESTS_PER_SECOND, result.requests() * 1e9 / result.nanos());
    figures.put(Figure.CPU_MICROS, cpu / 1e3 / result.requests());
    figures.put(Figure.P99_MILLIS, result.p99Nanos() / 1e6);
    return figures;
  }

  private static long cpuNanos(List<Instance> instances) throws IOException {
    long sum = 0;
    for (Instance instance : instances) {
      sum += Long.parseLong(instance.process().ask("cpu"));
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    for (Worker worker : workers) {
      worker.close();
    }
    database.close();
  }
}
