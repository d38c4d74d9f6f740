package io.github.mondayauth.benchmarks.action;

import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.PairedMeasurement;
import io.github.mondayauth.benchmarks.action.LoadGenerator.Result;
import io.github.mondayauth.benchmarks.store.Database;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * {@code run action}: compares an action with the library, with Spring Security's store, and with
 * the JDK alone. The subjects run alternately, in slices.
 */
final class ActionCommand implements AutoCloseable {
  /** How many slices of each subject do not count. */
  private static final int WARM_UP = 2;

  private final Plan plan;
  private final Database database;
  private final List<Worker> workers = new ArrayList<>();
  private final Worker generator;
  private final Subject mondayAuth;
  private final Subject spring;
  private final Subject bare;

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

  /** A subject with its instances, and its slices for the present row of the table. */
  private record Subject(List<Instance> instances, List<Figures> slices) {}

  /** The figures of a slice. */
  private record Figures(double requestsPerSecond, double cpuMicros, double p99Millis) {}

  private static final List<ToDoubleFunction<Figures>> COLUMNS =
      List.of(Figures::requestsPerSecond, Figures::cpuMicros, Figures::p99Millis);

  private ActionCommand(Plan plan) throws Exception {
    this.plan = plan;
    database = Database.open("postgresql");
    try {
      Secret keys = KeyRing.generate();
      ActionData.create(database, keys, plan.users());
      mondayAuth = start("mondayAuth", keys);
      spring = start("spring", keys);
      bare = start("bare", keys);
      generator = worker(LoadGenerator.class, Map.of(), String.valueOf(plan.users()));
      generator.read();
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Subject start(String subject, Secret keys) throws IOException {
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
    return new Subject(started, new ArrayList<>());
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
    for (Subject subject : List.of(mondayAuth, spring, bare)) {
      slice(subject, plan.mostInstances(), 16, plan.warmUpMillis());
    }
    System.out.println(
        "| Instances | Clients | Throughput | Spring | CPU time | Spring | p99 | Spring"
            + " | Bare: requests/s | CPU, µs | p99, ms |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int count : plan.instances()) {
      for (int threads : plan.threads()) {
        System.out.println(row(count, threads));
      }
    }
  }

  /** Measures all subjects with a number of instances and of client threads. */
  private String row(int count, int threads) throws IOException {
    List<Subject> order = new ArrayList<>(List.of(mondayAuth, spring, bare));
    order.forEach(subject -> subject.slices().clear());
    for (int i = -WARM_UP; i < plan.slices(); i++) {
      // So that no subject always follows the same other one.
      Collections.shuffle(order);
      for (Subject subject : order) {
        Figures slice = slice(subject, count, threads, plan.millis());
        if (i >= 0) {
          subject.slices().add(slice);
        }
      }
    }
    StringBuilder row = new StringBuilder("| " + count + " | " + threads);
    for (ToDoubleFunction<Figures> column : COLUMNS) {
      row.append(String.format(Locale.ROOT, " | %.2f", ratio(mondayAuth, column)));
      row.append(String.format(Locale.ROOT, " | %.2f", ratio(spring, column)));
    }
    double[] base = COLUMNS.stream().mapToDouble(column -> median(bare, column)).toArray();
    row.append(String.format(Locale.ROOT, " | %,.0f | %,.0f | %,.1f |", base[0], base[1], base[2]));
    return row.toString();
  }

  /** The median of the subject's values divided by those of the bare subject. */
  private double ratio(Subject subject, ToDoubleFunction<Figures> column) {
    double[] ratios = new double[plan.slices()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] =
          column.applyAsDouble(subject.slices().get(i))
              / column.applyAsDouble(bare.slices().get(i));
    }
    return PairedMeasurement.median(ratios);
  }

  private static double median(Subject subject, ToDoubleFunction<Figures> column) {
    return PairedMeasurement.median(subject.slices().stream().mapToDouble(column).toArray());
  }

  private Figures slice(Subject subject, int count, int threads, int millis) throws IOException {
    List<Instance> used = subject.instances().subList(0, count);
    String ports = used.stream().map(i -> " " + i.port()).collect(Collectors.joining());
    long before = cpuNanos(used);
    Result result = Result.parse(generator.ask(threads + " " + millis + ports));
    long cpu = cpuNanos(used) - before;
    return new Figures(
        result.requests() * 1e9 / result.nanos(),
        cpu / 1e3 / result.requests(),
        result.p99Nanos() / 1e6);
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
