package io.github.mondayauth.oauth.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.mondayauth.testkit.TestClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.LoggerFactory;

/**
 * An instance of a cluster, in a process of its own. It reads numbered commands from standard
 * input, one per line, runs them concurrently, and writes their outcomes to standard output. It
 * ends when its input ends.
 */
final class InstanceMain {
  private final PrintStream out;
  private final TestClock clock;
  private final Pauses pauses =
      new Pauses(point -> write(List.of(LineProtocol.EVENT, point.name())));
  private final InstanceCommands commands;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private InstanceMain(InstanceSettings settings, PrintStream out) {
    this.out = out;
    this.clock = TestClock.at(settings.now());
    this.commands =
        new InstanceCommands(
            settings.connections(clock, pauses),
            event -> write(List.of(LineProtocol.EVENT, event)));
  }

  /**
   * Runs an instance.
   *
   * @param arguments the file with its settings
   * @throws IOException if the test has ended
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    InstanceMain instance = new InstanceMain(InstanceSettings.read(Path.of(arguments[0])), out);
    instance.write(List.of(LineProtocol.EVENT, "READY"));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      instance.receive(LineProtocol.words(line));
    }
    Runtime.getRuntime().halt(0);
  }

  /** Runs commands for the instance itself in order, each before any later command starts. */
  private void receive(List<String> words) {
    String number = words.get(0);
    List<String> arguments = words.subList(2, words.size());
    switch (words.get(1)) {
      case "clock" -> {
        Instant now = Instant.parse(arguments.get(0));
        clock.advance(Duration.between(clock.instant(), now));
        reply(number, List.of("ok"));
      }
      case "arm" -> {
        pauses.arm(Pauses.Point.valueOf(arguments.get(0)), Integer.parseInt(arguments.get(1)));
        reply(number, List.of("ok"));
      }
      case "release" -> {
        pauses.release();
        reply(number, List.of("ok"));
      }
      default -> threads.execute(() -> reply(number, commands.run(words.get(1), arguments)));
    }
  }

  private void reply(String number, List<String> words) {
    List<String> all = new ArrayList<>(List.of(number));
    all.addAll(words);
    write(all);
  }

  private synchronized void write(List<String> words) {
    out.println(LineProtocol.line(words));
    out.flush();
  }
}
