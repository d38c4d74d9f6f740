package io.github.mondayauth.examples.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.testkit.MondayTestApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The application in a process of its own, which ends when this object is closed. */
final class RunningApplication implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final BufferedReader output;
  private final String transport;

  private RunningApplication(Process process, Path errors) throws IOException {
    this.process = process;
    this.errors = errors;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    transport = printed();
  }

  /**
   * Starts the application and waits until it is ready.
   *
   * @param java the java launcher
   * @param options the class path or module path, and the main class
   */
  static RunningApplication start(Path java, List<String> options, MondayTestApp test)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.add(test.baseUri().toString());
    command.add(test.monday().origin().toString());
    command.add(test.app().clientId());
    Path errors = Files.createTempFile("application", ".log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    write(process, test.app().clientSecret());
    write(process, test.app().signingSecret());
    return new RunningApplication(process, errors);
  }

  /** The simple class name of the transport that the application uses. */
  String transport() {
    return transport;
  }

  /** Advances the application's clock. */
  void advance(Duration time) throws IOException {
    write(process, Long.toString(time.toSeconds()));
    printed();
  }

  /** What the process wrote to standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  private String printed() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("Expected a line from the application, found:\n" + errors());
    }
    return line;
  }

  private static void write(Process process, String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(UTF_8));
    input.flush();
  }
}
