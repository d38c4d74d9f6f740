package io.github.mondayauth.benchmarks.verify;

import io.github.mondayauth.benchmarks.ForkedJvm;
import io.github.mondayauth.benchmarks.PairedMeasurement;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process that is started repeatedly, and the cost of each run. */
final class ColdProcess {
  private final String name;
  private final List<String> main;
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> wall = new ArrayList<>();

  private ColdProcess(String name, List<String> main) {
    this.name = name;
    this.main = main;
  }

  /** The process that does nothing. */
  static ColdProcess empty() {
    return new ColdProcess("empty", List.of(EmptyMain.class.getName()));
  }

  /** The process in which a subject verifies a token. */
  static ColdProcess of(String subject, String token) {
    return new ColdProcess(subject, List.of(ColdMain.class.getName(), subject, token));
  }

  String name() {
    return name;
  }

  /** Runs the process once. */
  void run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "TIMEFORMAT='%U %S %R'; time \"$0\" \"$@\""));
    command.addAll(java(List.of()));
    List<String> printed = ForkedJvm.lines(command, null);
    String[] seconds = printed.get(printed.size() - 1).split(" ", -1);
    cpu.add(1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1])));
    wall.add(1000 * Double.parseDouble(seconds[2]));
  }

  /** The user and system CPU time of the process in milliseconds: the median of the runs. */
  double cpu() {
    return median(cpu);
  }

  /** The wall-clock time from start to exit in milliseconds: the median of the runs. */
  double wall() {
    return median(wall);
  }

  /** The number of classes that the process loads. */
  int classes() throws IOException, InterruptedException {
    List<String> printed = ForkedJvm.lines(java(List.of("-Xlog:class+load")), null);
    return (int) printed.stream().filter(line -> line.contains(" source: ")).count();
  }

  private static double median(List<Double> values) {
    return PairedMeasurement.median(values.stream().mapToDouble(value -> value).toArray());
  }

  private List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(ForkedJvm.java());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath());
    command.addAll(main);
    return command;
  }

  /** This module and the jars that the subject adds to an application, in the current order. */
  private String classPath() {
    List<String> jars = ClassPaths.of(name);
    List<String> kept = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String file = new File(path).getName();
      if (kept.isEmpty() || jars.stream().anyMatch(file::startsWith)) {
        kept.add(path);
      }
    }
    return String.join(File.pathSeparator, kept);
  }
}
