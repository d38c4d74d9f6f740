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
 * A node of a cluster, a process of its own: it reads commands from standard input, one a line with
 * a number in front, does all of them at the same time, and writes what came of them to standard
 * output. It ends when its input does.
 */
final class Node {
  private final PrintStream out;
  private final TestClock clock;
  private final Pauses pauses = new Pauses(place -> say(List.of(Wire.EVENT, place.name())));
  private final NodeCommands commands;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Node(NodeSettings settings, PrintStream out) {
    this.out = out;
    this.clock = TestClock.at(settings.now());
    this.commands =
        new NodeCommands(
            settings.connections(clock, pauses), event -> say(List.of(Wire.EVENT, event)));
  }

  /**
   * Runs a node.
   *
   * @param arguments the file with its settings
   * @throws IOException if the test is gone
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Node node = new Node(NodeSettings.read(Path.of(arguments[0])), out);
    node.say(List.of(Wire.EVENT, "READY"));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      node.receive(Wire.words(line));
    }
    Runtime.getRuntime().halt(0);
  }

  /** What is about the node itself is done in the order it comes, before anything later starts. */
  private void receive(List<String> words) {
    String number = words.get(0);
    List<String> arguments = words.subList(2, words.size());
    switch (words.get(1)) {
      case "clock" -> {
        Instant now = Instant.parse(arguments.get(0));
        clock.advance(Duration.between(clock.instant(), now));
        answer(number, List.of("ok"));
      }
      case "arm" -> {
        pauses.arm(Pauses.Place.valueOf(arguments.get(0)));
        answer(number, List.of("ok"));
      }
      case "pass" -> {
        pauses.pass();
        answer(number, List.of("ok"));
      }
      default -> threads.execute(() -> answer(number, commands.carryOut(words.get(1), arguments)));
    }
  }

  private void answer(String number, List<String> words) {
    List<String> all = new ArrayList<>(List.of(number));
    all.addAll(words);
    say(all);
  }

  private synchronized void say(List<String> words) {
    out.println(Wire.line(words));
    out.flush();
  }
}
