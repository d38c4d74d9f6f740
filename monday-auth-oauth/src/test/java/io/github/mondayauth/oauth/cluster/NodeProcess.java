package io.github.mondayauth.oauth.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A test's hold on a {@link Node}: what it is asked, and how it is stopped and killed. */
final class NodeProcess implements AutoCloseable {
  /** Nothing a node does takes longer; no test depends on how much shorter it is. */
  static final int SECONDS = 120;

  private final Process process;
  private final Path log;
  private final PrintStream in;
  private final Map<String, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> events = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private boolean stopped;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.in = new PrintStream(process.getOutputStream(), true, UTF_8);
    Thread reader = new Thread(this::read, "reader of node " + process.pid());
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts a node on this test's class path; it may not be ready yet. */
  static NodeProcess start(Path settings) {
    Path log = Path.of(settings.toString().replace(".properties", ".log"));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            Node.class.getName(),
            settings.toString());
    try {
      File errors = log.toFile();
      return new NodeProcess(new ProcessBuilder(command).redirectError(errors).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        List<String> words = Wire.words(line);
        if (words.get(0).equals(Wire.EVENT)) {
          event(words.get(1)).release();
        } else {
          Outcome outcome = new Outcome(words.get(1), words.subList(2, words.size()));
          asked.remove(words.get(0)).complete(outcome);
        }
      }
    } catch (IOException e) {
      // The process is gone.
    }
    asked
        .values()
        .forEach(f -> f.completeExceptionally(new IllegalStateException(this + " ended")));
  }

  /** Asks for something; the answer comes when it comes. */
  synchronized CompletableFuture<Outcome> ask(String verb, Object... arguments) {
    String number = String.valueOf(numbers.incrementAndGet());
    List<String> words = new ArrayList<>(List.of(number, verb));
    Stream.of(arguments).map(String::valueOf).forEach(words::add);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    asked.put(number, outcome);
    in.println(Wire.line(words));
    return outcome;
  }

  /** Asks and waits. */
  Outcome call(String verb, Object... arguments) {
    return await(ask(verb, arguments));
  }

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Semaphore event(String name) {
    return events.computeIfAbsent(name, n -> new Semaphore(0));
  }

  /** Waits until the node says that it got somewhere; once for each time it does. */
  void awaitEvent(String name) {
    try {
      if (!event(name).tryAcquire(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(this + " did not get to " + name);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void arm(Pauses.Place place) {
    call("arm", place);
  }

  /** Tells the time; a stopped node learns it before anything else when it goes on. */
  void clock(Instant now) {
    CompletableFuture<Outcome> told = ask("clock", now);
    if (!stopped) {
      await(told);
    }
  }

  /** SIGSTOP: not a thread of the process runs until it is continued. */
  void stop() {
    signal("STOP");
    stopped = true;
  }

  /** SIGCONT. */
  void goOn() {
    signal("CONT");
    stopped = false;
  }

  /** SIGKILL: nothing is cleaned up. */
  void kill() {
    signal("KILL");
    await(process.onExit());
  }

  private void signal(String name) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await(process.onExit());
  }

  @Override
  public String toString() {
    return "node " + process.pid() + " (" + log + ")";
  }
}
