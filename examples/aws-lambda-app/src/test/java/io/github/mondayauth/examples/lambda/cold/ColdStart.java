package io.github.mondayauth.examples.lambda.cold;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code run lambda}: compares the whole process of a function's first request with that of its
 * bare counterpart. The processes alternate. Each has the options that Lambda gives its JVM.
 */
final class ColdStart {
  private static final int ROUNDS = 11;

  private final String classPath;
  private final ColdInstallation installation;
  private final Path archives;

  private ColdStart(String classPath, ColdInstallation installation, Path archives) {
    this.classPath = classPath;
    this.installation = installation;
    this.archives = archives;
  }

  /**
   * Prints a table. The arguments are the folder with the jars that a function is deployed with,
   * and the jar with the measured functions.
   */
  public static void main(String[] arguments) throws Exception {
    ColdInstallation connected = ColdInstallation.create();
    ItemKeys keys = new ItemKeys();
    new CredentialFunction(connected.environment(), ColdInstallation.client(keys))
        .handleRequest(InvokeOnce.event(connected.token()), new InvokeOnce.Invocation());
    new ColdStart(
            classPath(Path.of(arguments[0]), Path.of(arguments[1])),
            connected.with(ItemKeys.VARIABLE, keys.format()),
            Files.createTempDirectory("cold-start"))
        .compare();
    Runtime.getRuntime().exit(0);
  }

  private void compare() throws IOException, InterruptedException {
    System.out.println("# function, JVM, bare CPU ms, library CPU ms, ratio, bare ms, library ms");
    compare("verify", BareVerifyFunction.class, VerifyFunction.class);
    compare("credential", BareCredentialFunction.class, CredentialFunction.class);
  }

  private void compare(String name, Class<?> bare, Class<?> library)
      throws IOException, InterruptedException {
    compare(name, "default", bare, library, List.of(), List.of());
    compare(name, "AppCDS", bare, library, archive(bare), archive(library));
  }

  private void compare(
      String name,
      String jvm,
      Class<?> bare,
      Class<?> library,
      List<String> bareOptions,
      List<String> libraryOptions)
      throws IOException, InterruptedException {
    List<Cost> bareCosts = new ArrayList<>();
    List<Cost> libraryCosts = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Cost bareCost = run(bare, bareOptions);
      Cost libraryCost = run(library, libraryOptions);
      bareCosts.add(bareCost);
      libraryCosts.add(libraryCost);
      ratios.add(libraryCost.cpu() / bareCost.cpu());
    }
    System.out.printf(
        Locale.ROOT,
        "%s %s %.0f %.0f %.2f %.0f %.0f%n",
        name,
        jvm,
        median(bareCosts.stream().map(Cost::cpu).toList()),
        median(libraryCosts.stream().map(Cost::cpu).toList()),
        median(ratios),
        median(bareCosts.stream().map(Cost::wall).toList()),
        median(libraryCosts.stream().map(Cost::wall).toList()));
  }

  /** The cost of a process in milliseconds: user and system CPU time, and wall-clock time. */
  private record Cost(double cpu, double wall) {}

  /** Writes an archive of the classes that a function loads, and returns the option to use it. */
  private List<String> archive(Class<?> function) throws IOException, InterruptedException {
    Path archive = archives.resolve(function.getSimpleName() + ".jsa");
    run(
        function,
        List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    return List.of("-XX:SharedArchiveFile=" + archive);
  }

  private Cost run(Class<?> function, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "TIMEFORMAT='%U %S %R'; time \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, InvokeOnce.class.getName()));
    command.addAll(List.of(function.getName(), installation.token()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(installation.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(function.getSimpleName() + " failed: " + output);
    }
    List<String> lines = output.lines().toList();
    String[] seconds = lines.get(lines.size() - 1).split(" ", -1);
    return new Cost(
        1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1])),
        1000 * Double.parseDouble(seconds[2]));
  }

  /** The jars in the order of their names: an archive requires the same order in each process. */
  private static String classPath(Path folder, Path functions) throws IOException {
    try (Stream<Path> jars = Files.list(folder)) {
      return String.join(
          File.pathSeparator,
          Stream.concat(Stream.of(functions), jars).map(Path::toString).sorted().toList());
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
