package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.Databases;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Scale;
import io.github.mondayauth.vault.TokenStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was acknowledged survives SIGKILL, whole. */
class KillTest {
  private static final int ROUNDS = Scale.of(4, 50);
  private final String keys = KeyRing.generate().reveal();

  @Test
  void sqliteKeepsWhatItAcknowledgedWhenTheProcessIsKilled() throws Exception {
    assertThat(rounds("jdbc:sqlite:" + Databases.newSqliteFile(), ROUNDS)).isEmpty();
  }

  @Test
  void h2KeepsWhatItAcknowledgedWhenTheProcessIsKilled() throws Exception {
    String url = "jdbc:h2:file:" + Databases.newSqliteFile() + ";WRITE_DELAY=0";
    assertThat(rounds(url, ROUNDS)).isEmpty();
  }

  @Test
  void postgresKeepsWhatItAcknowledgedWhenTheClientIsKilled() throws Exception {
    Databases.postgres("killed_clients").close();
    assertThat(rounds(Databases.postgresUrl("killed_clients"), ROUNDS)).isEmpty();
  }

  @Test
  @Tag("long")
  void postgresKeepsWhatItAcknowledgedWhenTheServerIsKilled() throws Exception {
    try (KilledPostgres server = new KilledPostgres()) {
      assertThat(rounds(server.url(), Scale.of(4, 20), server::kill)).isEmpty();
    }
  }

  /** The proof can fail: with its default delay H2 acknowledges what it has not written. */
  @Test
  void aStoreThatAcknowledgesTooEarlyIsFoundOut() throws Exception {
    Path file = Databases.newSqliteFile();
    assertThat(rounds("jdbc:h2:file:" + file + ";WRITE_DELAY=60000", 1)).isNotEmpty();
  }

  private List<String> rounds(String url, int rounds) throws Exception {
    return rounds(url, rounds, () -> null);
  }

  /** What was wrong in any round; {@code alsoKill} ends the server after the client. */
  private List<String> rounds(String url, int rounds, Callable<?> alsoKill) throws Exception {
    try (HikariDataSource source = Place.source(url)) {
      TokenStore.createTables(source);
    }
    Ledger ledger = new Ledger();
    List<String> wrong = new ArrayList<>();
    int acks = 0;
    for (int round = 0; round < rounds; round++) {
      writeUntilKilled(url, round, ledger, alsoKill);
      awaitServer(url);
      try (HikariDataSource source = Place.source(url)) {
        ledger.compare(Place.vault(source, keys)).forEach(wrong::add);
      }
      assertThat(ledger.acks()).isGreaterThan(acks);
      acks = ledger.acks();
    }
    System.out.println(url + ": " + rounds + " rounds, " + acks + " acknowledged, wrong " + wrong);
    return wrong;
  }

  private void writeUntilKilled(String url, int round, Ledger ledger, Callable<?> alsoKill)
      throws Exception {
    Process process = start(url, "round" + round);
    try (BufferedReader lines = process.inputReader()) {
      int enough = ledger.acks() + 20 + new Random(round).nextInt(200);
      String line = lines.readLine();
      for (; line != null && ledger.acks() < enough; line = lines.readLine()) {
        ledger.read(line);
      }
      assertThat(line).as("the process went on until it was killed").isNotNull();
      alsoKill.call();
      // Not the process itself, which would close what it said.
      process.toHandle().destroyForcibly();
      for (; line != null; line = lines.readLine()) {
        if (!line.startsWith(Writing.FAILED)) {
          ledger.read(line);
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }

  /** A server may still be at work for a client that is gone. */
  private static void awaitServer(String url) throws SQLException {
    if (url.startsWith("jdbc:postgresql:")) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement end = connection.createStatement()) {
        end.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      }
    }
  }

  private Process start(String url, String round) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            Writing.class.getName(),
            url,
            keys,
            round);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
