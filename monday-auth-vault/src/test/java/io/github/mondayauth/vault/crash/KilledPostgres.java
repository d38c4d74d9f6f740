package io.github.mondayauth.vault.crash;

import io.github.mondayauth.testkit.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A separate PostgreSQL server that can be killed, with all its processes, and restarted. */
final class KilledPostgres implements AutoCloseable {
  private final Path data;
  private final EmbeddedPostgres first;
  private final List<String> command = new ArrayList<>();
  private ProcessHandle server;

  KilledPostgres() throws IOException {
    data = Files.createTempDirectory("killed-postgres");
    first =
        EmbeddedPostgres.builder()
            .setPort(FreePort.find())
            .setPGStartupWait(Duration.ofMinutes(2))
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    server = ProcessHandle.of(pid).orElseThrow();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(server.info().command().orElseThrow());
    command.addAll(List.of(server.info().arguments().orElseThrow()));
  }

  String url() {
    return first.getJdbcUrl("postgres", "postgres");
  }

  /** Kills the server with its child processes, and starts it again. */
  Object kill() throws IOException {
    end();
    return restart();
  }

  private ProcessHandle restart() throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    server = process.toHandle();
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains("ready to accept connections")) {
        Thread rest = new Thread(() -> lines.lines().forEach(more -> {}), "postgres-log");
        rest.setDaemon(true);
        rest.start();
        return server;
      }
    }
    throw new IOException("PostgreSQL did not restart");
  }

  private void end() {
    List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server)).toList();
    server.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  @Override
  public void close() throws IOException {
    end();
    restart();
    first.close();
  }
}
