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

/** The process of an {@link InstanceMain}, to which a test sends commands and signals. */
final class InstanceProcess implements AutoCloseable {
  /** The longest time that any command may take. No test depends on how much less it takes. */
  static final int SECONDS = 120;

  private final Process process;
  private final Path log;
  private final PrintStream in;
  private final Map<String, CompletableFuture<Outcome>> pending = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> events = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private boolean stopped;

  private InstanceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.in = new PrintStream(process.getOutputStream(), true, UTF_8);
    Thread reader = new Thread(this::read, "reader of instance " + process.pid());
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts an instance on this test's class path. It may not be ready when this returns. */
  static InstanceProcess start(Path settings) {
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
            InstanceMain.class.getName(),
            settings.toString());
    try {
      File errors = log.toFile();
      return new InstanceProcess(new ProcessBuilder(command).redirectError(errors).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        List<String> words = LineProtocol.words(line);
        if (words.get(0).equals(LineProtocol.EVENT)) {
          event(words.get(1)).release();
        } else {
          Outcome outcome = new Outcome(words.get(1), words.subList(2, words.size()));
          pending.remove(words.get(0)).complete(outcome);
        }
      }
    } catch (IOException e) {
      // The process has ended.
    }
    pending
        .values()
        .forEach(f -> f.completeExceptionally(new IllegalStateException(this + " ended")));
  }

  /** Sends a command. */
  synchronized CompletableFuture<Outcome> send(String verb, Object... arguments) {
    String number = String.valueOf(numbers.incrementAndGet());
    List<String> words = new ArrayList<>(List.of(number, verb));
    Stream.of(arguments).map(String::valueOf).forEach(words::add);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pending.put(number, outcome);
    in.println(LineProtocol.line(words));
    return outcome;
  }

  /** Sends a command and waits for its outcome. */
  Outcome call(String verb, Object... arguments) {
    return await(send(verb, arguments));
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

  /** Waits for an event. Each occurrence ends one wait. */
  void awaitEvent(String name) {
    try {
      if (!event(name).tryAcquire(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(this + ": expected the event " + name + ", found none");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void arm(Pauses.Point point) {
    arm(point, 1);
  }

  /** Arms a point for a later occurrence than the next one. */
  void arm(Pauses.Point point, int occurrence) {
    call("arm", point, occurrence);
  }

  /** Sets the clock. A stopped instance processes this first when it continues. */
  void clock(Instant now) {
    CompletableFuture<Outcome> set = send("clock", now);
    if (!stopped) {
      await(set);
    }
  }

  /** Sends SIGSTOP: no thread of the process runs until it continues. */
  void stop() {
    signal("STOP");
    stopped = true;
  }

  /** Sends SIGCONT. */
  void resume() {
    signal("CONT");
    stopped = false;
  }

  /** Sends SIGKILL: nothing is cleaned up. */
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
        throw new IllegalStateException(
            "kill -" + name + ": expected exit status 0, found " + status);
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
    return "instance " + process.pid() + " (" + log + ")";
  }
}
