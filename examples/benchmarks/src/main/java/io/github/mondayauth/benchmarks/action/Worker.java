package io.github.mondayauth.benchmarks.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.benchmarks.ForkedJvm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Java process that answers each line of its input with one line. It ends with its input. */
final class Worker implements AutoCloseable {
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  /** Starts a main class with the class path of this process. */
  Worker(Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ForkedJvm.java());
    command.add("-Xms256m");
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    process = builder.start();
    in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Sends a line, and waits for the response. */
  String ask(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
    return read();
  }

  /** Waits for a line that the process prints without being asked. */
  String read() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("A process of the benchmark ended; its error is above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
