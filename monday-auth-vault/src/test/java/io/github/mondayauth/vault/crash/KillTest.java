package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.jdbc.Databases;
import java.io.BufferedReader;
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

/** Acknowledged writes survive SIGKILL completely. */
class KillTest {
  private static final int ROUNDS = Scale.of(2, 50);
  private final String keys = KeyRing.generate().reveal();

  @Test
  void sqliteKeepsAcknowledgedWritesWhenTheProcessIsKilled() throws Exception {
    assertThat(rounds("jdbc:sqlite:" + Databases.newFile(), ROUNDS)).isEmpty();
  }

  @Test
  void h2KeepsAcknowledgedWritesWhenTheProcessIsKilled() throws Exception {
    assertThat(rounds(KillTestSetup.h2Url(Databases.newFile(), 0), ROUNDS)).isEmpty();
  }

  @Test
  void postgresKeepsAcknowledgedWritesWhenTheClientIsKilled() throws Exception {
    Databases.postgres("killed_clients").close();
    assertThat(rounds(Databases.postgresUrl("killed_clients"), ROUNDS)).isEmpty();
  }

  @Test
  @Tag("long")
  void postgresKeepsAcknowledgedWritesWhenTheServerIsKilled() throws Exception {
    try (KilledPostgres server = new KilledPostgres()) {
      assertThat(rounds(server.url(), Scale.of(4, 20), server::kill)).isEmpty();
    }
  }

  /** Shows that this test can fail: with a delay, H2 acknowledges what it has not written yet. */
  @Test
  void detectsAStoreThatAcknowledgesTooEarly() throws Exception {
    assertThat(rounds(KillTestSetup.h2Url(Databases.newFile(), 60_000), 1)).isNotEmpty();
  }

  private List<String> rounds(String url, int rounds) throws Exception {
    return rounds(url, rounds, () -> null);
  }

  /** Returns what was wrong in any round; {@code alsoKill} kills the server after the client. */
  private List<String> rounds(String url, int rounds, Callable<?> alsoKill) throws Exception {
    try (HikariDataSource source = KillTestSetup.source(url)) {
      TokenStore.createTables(source);
    }
    Ledger ledger = new Ledger();
    List<String> wrong = new ArrayList<>();
    int acks = 0;
    for (int round = 0; round < rounds; round++) {
      writeUntilKilled(url, round, ledger, alsoKill);
      awaitServer(url);
      try (HikariDataSource source = KillTestSetup.source(url)) {
        ledger.compare(KillTestSetup.vault(source, keys)).forEach(wrong::add);
      }
      assertThat(ledger.acks()).isGreaterThan(acks);
      acks = ledger.acks();
    }
    System.out.println(url + ": " + rounds + " rounds, " + acks + " acknowledged, wrong: " + wrong);
    return wrong;
  }

  private void writeUntilKilled(String url, int round, Ledger ledger, Callable<?> alsoKill)
      throws Exception {
    Process process =
        KillTestSetup.start(
            WriterProcess.class,
            ProcessBuilder.Redirect.DISCARD,
            List.of(url, keys, "round" + round));
    try (BufferedReader lines = process.inputReader()) {
      int enough = ledger.acks() + 20 + new Random(round).nextInt(200);
      String line = lines.readLine();
      for (; line != null && ledger.acks() < enough; line = lines.readLine()) {
        ledger.read(line);
      }
      assertThat(line).as("line of a process that runs until it is killed").isNotNull();
      alsoKill.call();
      // Through its handle: destroying the process itself would close its output.
      process.toHandle().destroyForcibly();
      for (; line != null; line = lines.readLine()) {
        if (!line.startsWith(WriterProcess.FAILED)) {
          ledger.read(line);
        }
      }
    } finally {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }

  /** Ends the server's sessions, which may still write for a client that was killed. */
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
}
