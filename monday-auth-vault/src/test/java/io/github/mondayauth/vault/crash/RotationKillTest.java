package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.Databases;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.MariaDb;
import io.github.mondayauth.vault.Scale;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenVault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rotation loses nothing, however often its process is killed while nodes write. */
class RotationKillTest {
  private static final int EACH = 3;
  private static final int ACCOUNTS = Scale.of(100, 3_334);
  private static final int KILLS = Scale.of(4, 20);
  private static final List<String> NODES = List.of("north", "east", "south");

  /** After this long no process has a data key that was replaced before. */
  private static final int MINUTES = 11;

  /** What the processes log, to look at when one fails. */
  private static final Path SAID = Path.of("target", "rotation-kill.log");

  private static final Pattern KEY_ID = Pattern.compile("\"kid\"\\s*:\\s*\"([^\"]+)\"");

  private final String before = KeyRing.generate().reveal();
  private final String after = KeyRing.generate().reveal();
  private final Random random = new Random(5);

  @Test
  void sqliteLosesNothing() throws Exception {
    losesNothing("jdbc:sqlite:" + Databases.newSqliteFile());
  }

  @Test
  @Tag("long")
  void postgresLosesNothing() throws Exception {
    Databases.postgres("killed_rotation").close();
    losesNothing(Databases.postgresUrl("killed_rotation"));
  }

  @Test
  @Tag("long")
  void mariaDbLosesNothing() throws Exception {
    losesNothing(MariaDb.url("killed_rotation"));
  }

  private void losesNothing(String url) throws Exception {
    try (HikariDataSource source = Place.source(url)) {
      TokenStore.createTables(source);
      fill(source);
      TokenStore store = TokenStore.jdbc(source);
      Set<Long> old = dataKeys(store);
      assertThat(old).hasSize(ACCOUNTS);

      Map<String, Integer> written = new HashMap<>();
      int killed = 0;
      for (int pass = 0; pass < 2; pass++) {
        int minutes = pass * MINUTES;
        List<Node> nodes = NODES.stream().map(name -> new Node(url, name, minutes)).toList();
        for (int kill = 0; kill < KILLS / 2; kill++) {
          killed += job(url, minutes, 1 + random.nextInt(ACCOUNTS / KILLS)).isEmpty() ? 1 : 0;
        }
        String report = job(url, minutes, Integer.MAX_VALUE);
        assertThat(report).contains("failures=[]", pass == 0 ? "finishAt=2" : "finishAt=null");
        for (Node node : nodes) {
          written.putAll(node.stop());
        }
      }
      assertThat(killed).as("runs that were killed").isEqualTo(KILLS / 2 * 2);
      assertThat(written).hasSizeGreaterThan(NODES.size());
      assertThat(dataKeys(store)).doesNotContainAnyElementsOf(old).hasSize(ACCOUNTS);
      assertThat(recordKeys(store)).doesNotContainAnyElementsOf(old);
      assertThat(wrappingKeys(store)).containsExactly(keyId(after));
      assertAllThere(Rotating.vault(source, after, Duration.ZERO), written);
    }
  }

  private void fill(HikariDataSource source) {
    TokenVault vault = Rotating.vault(source, before, Duration.ZERO);
    for (int id = 1; id <= ACCOUNTS; id++) {
      MondayAccount account = new MondayAccount(id);
      vault.openAccount(account, Instant.now());
      for (int name = 0; name < EACH; name++) {
        vault.put(account, "" + name, Rotating.original(id, name));
      }
    }
  }

  private static void assertAllThere(TokenVault vault, Map<String, Integer> written) {
    int live = 0;
    for (int id = 1; id <= ACCOUNTS; id++) {
      MondayAccount account = new MondayAccount(id);
      for (int name = 0; name < EACH; name++) {
        assertThat(vault.find(account, "" + name)).contains(Rotating.original(id, name));
      }
      live += vault.list(account).size() - EACH;
    }
    assertThat(live).isEqualTo(written.size());
    written.forEach(
        (key, number) -> {
          String[] parts = key.split("/", 2);
          MondayAccount account = new MondayAccount(Long.parseLong(parts[1]));
          Secret last = Rotating.live(parts[0], number);
          assertThat(vault.find(account, parts[0])).as(key).contains(last);
        });
  }

  /** A job that is killed once it said so many accounts; its report if it came to its end. */
  private String job(String url, int minutes, int accounts) throws Exception {
    Process job = start(List.of("job", url, ring(), "" + minutes));
    try (BufferedReader lines = job.inputReader()) {
      String line = lines.readLine();
      for (int said = 1; line != null && said < accounts; said++) {
        if (line.startsWith(Rotating.REPORT)) {
          assertThat(job.waitFor()).isZero();
          return line;
        }
        line = lines.readLine();
      }
      assertThat(line).as("the job went on until it was killed").isNotNull();
      return "";
    } finally {
      job.toHandle().destroyForcibly();
      job.waitFor();
    }
  }

  /** A process of the application, at work until it is stopped. */
  private final class Node {
    private final String name;
    private final Process process;
    private final CompletableFuture<Map<String, Integer>> written;

    Node(String url, String name, int minutes) {
      this.name = name;
      try {
        process = start(List.of("node", url, ring(), "" + minutes, name, "" + ACCOUNTS));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      written = CompletableFuture.supplyAsync(this::read);
    }

    private Map<String, Integer> read() {
      Map<String, Integer> last = new HashMap<>();
      process
          .inputReader()
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(said -> last.put(name + "/" + said[0], Integer.valueOf(said[1])));
      return last;
    }

    Map<String, Integer> stop() throws Exception {
      process.getOutputStream().write('\n');
      process.getOutputStream().close();
      Map<String, Integer> all = written.get(2, TimeUnit.MINUTES);
      assertThat(process.waitFor()).as("node %s", name).isZero();
      assertThat(all).as("node %s", name).isNotEmpty();
      return all;
    }
  }

  private String ring() {
    String both = after.strip();
    String key = before.substring(before.indexOf('[') + 1, before.lastIndexOf(']'));
    return both.substring(0, both.lastIndexOf(']')) + "," + key + "]}";
  }

  private static String keyId(String keys) {
    Matcher matcher = KEY_ID.matcher(keys);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** The ids of all data keys, as docs/vault-format.md lays out a root. */
  private static Set<Long> dataKeys(TokenStore store) {
    Set<Long> ids = new HashSet<>();
    eachKey(store, (id, wrappingKey) -> ids.add(id));
    return ids;
  }

  private static Set<String> wrappingKeys(TokenStore store) {
    Set<String> ids = new HashSet<>();
    eachKey(store, (id, wrappingKey) -> ids.add(wrappingKey));
    return ids;
  }

  private interface OnKey {
    void found(long dataKeyId, String wrappingKeyId);
  }

  private static void eachKey(TokenStore store, OnKey each) {
    for (Row root : store.roots("client-id", null, ACCOUNTS + 2)) {
      if (root.key().account() == 0) {
        continue;
      }
      ByteBuffer bytes = ByteBuffer.wrap(root.value()).position(9);
      for (int left = bytes.get(); left > 0; left--) {
        long id = bytes.getLong();
        byte[] wrappingKey = new byte[bytes.get()];
        bytes.get(wrappingKey);
        each.found(id, new String(wrappingKey, java.nio.charset.StandardCharsets.UTF_8));
        bytes.position(2 + bytes.position() + bytes.getShort(bytes.position()));
      }
    }
  }

  private static Set<Long> recordKeys(TokenStore store) {
    Set<Long> ids = new HashSet<>();
    for (int id = 1; id <= ACCOUNTS; id++) {
      store
          .records("client-id", id, null, 100)
          .forEach(row -> ids.add(ByteBuffer.wrap(row.value()).getLong(1)));
    }
    return ids;
  }

  private static Process start(List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                Rotating.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(SAID.toFile()))
        .start();
  }
}
