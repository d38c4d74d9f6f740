package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.jdbc.Databases;
import io.github.mondayauth.vault.jdbc.MariaDb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** A rotation loses nothing, however often its process is killed while instances write. */
class RotationKillTest {
  private static final int EACH = 3;
  private static final int ACCOUNTS = Scale.of(40, 3_334);
  private static final int KILLS = Scale.of(2, 20);
  private static final List<String> INSTANCES =
      List.of("north", "east", "south").subList(0, Scale.of(1, 3));

  /** After this long, no instance caches a data key that was replaced. */
  private static final int MINUTES = 11;

  /** The processes' standard error, for when one fails. */
  private static final Path LOG = Path.of("target", "rotation-kill.log");

  private static final Pattern KEY_ID = Pattern.compile("\"kid\"\\s*:\\s*\"([^\"]+)\"");

  private final String before = KeyRing.generate().reveal();
  private final String after = KeyRing.generate().reveal();
  private final Random random = new Random(5);

  /** Data keys made before this time are replaced. */
  private Instant begun = Instant.EPOCH;

  @Test
  void sqliteLosesNothing() throws Exception {
    losesNothing("jdbc:sqlite:" + Databases.newFile());
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
    try (HikariDataSource source = KillTestSetup.source(url)) {
      TokenStore.createTables(source);
      fill(source);
      begun = Instant.now();
      TokenStore store = TokenStore.jdbc(source);
      Set<Long> old = dataKeys(store);
      assertThat(old).hasSize(ACCOUNTS);

      Map<String, Integer> written = new HashMap<>();
      int killed = 0;
      for (int pass = 0; pass < 2; pass++) {
        int minutes = pass * MINUTES;
        List<Instance> instances =
            INSTANCES.stream().map(name -> new Instance(url, name, minutes)).toList();
        for (int kill = 0; kill < KILLS / 2; kill++) {
          killed += rotate(url, minutes, 1 + random.nextInt(ACCOUNTS / KILLS)).isEmpty() ? 1 : 0;
        }
        String report = rotate(url, minutes, Integer.MAX_VALUE);
        assertThat(report).contains("failures=[]", pass == 0 ? "finishAt=2" : "finishAt=null");
        for (Instance instance : instances) {
          written.putAll(instance.stop());
        }
      }
      assertThat(killed).as("killed runs").isEqualTo(KILLS / 2 * 2);
      assertThat(written).hasSizeGreaterThan(INSTANCES.size());
      assertThat(dataKeys(store)).doesNotContainAnyElementsOf(old).hasSize(ACCOUNTS);
      assertThat(recordKeys(store)).doesNotContainAnyElementsOf(old);
      assertThat(keyEncryptionKeys(store)).containsExactly(keyId(after));
      assertNothingIsLost(RotationProcess.vault(source, after, Duration.ZERO), written);
    }
  }

  private void fill(HikariDataSource source) {
    TokenVault vault = RotationProcess.vault(source, before, Duration.ZERO);
    for (int id = 1; id <= ACCOUNTS; id++) {
      MondayAccount account = new MondayAccount(id);
      vault.openAccount(account, Instant.now());
      for (int name = 0; name < EACH; name++) {
        vault.put(account, "" + name, RotationProcess.original(id, name));
      }
    }
  }

  private static void assertNothingIsLost(TokenVault vault, Map<String, Integer> written) {
    int live = 0;
    for (int id = 1; id <= ACCOUNTS; id++) {
      MondayAccount account = new MondayAccount(id);
      for (int name = 0; name < EACH; name++) {
        assertThat(vault.find(account, "" + name)).contains(RotationProcess.original(id, name));
      }
      live += vault.list(account).size() - EACH;
    }
    assertThat(live).isEqualTo(written.size());
    written.forEach(
        (key, number) -> {
          String[] parts = key.split("/", 2);
          MondayAccount account = new MondayAccount(Long.parseLong(parts[1]));
          Secret last = RotationProcess.live(parts[0], number);
          assertThat(vault.find(account, parts[0])).as(key).contains(last);
        });
  }

  /** Rotates, and kills the process after so many accounts; returns the report if it ended. */
  private String rotate(String url, int minutes, int accounts) throws Exception {
    Process process = start(List.of("rotation", url, ring(), "" + minutes, "" + begun));
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      for (int done = 1; line != null && done < accounts; done++) {
        if (line.startsWith(RotationProcess.REPORT)) {
          assertThat(process.waitFor()).isZero();
          return line;
        }
        line = lines.readLine();
      }
      assertThat(line).as("line of a rotation that runs until it is killed").isNotNull();
      return "";
    } finally {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }

  /** A process of the application, which writes until it is stopped. */
  private final class Instance {
    private final String name;
    private final Process process;
    private final CompletableFuture<Map<String, Integer>> written;

    Instance(String url, String name, int minutes) {
      this.name = name;
      try {
        process = start(List.of("instance", url, ring(), "" + minutes, name, "" + ACCOUNTS));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      written = CompletableFuture.supplyAsync(this::read, each -> new Thread(each, name).start());
    }

    private Map<String, Integer> read() {
      Map<String, Integer> last = new HashMap<>();
      process
          .inputReader()
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(words -> last.put(name + "/" + words[0], Integer.valueOf(words[1])));
      return last;
    }

    Map<String, Integer> stop() throws Exception {
      process.getOutputStream().write('\n');
      process.getOutputStream().close();
      Map<String, Integer> all = written.get(2, TimeUnit.MINUTES);
      assertThat(process.waitFor()).as("instance %s", name).isZero();
      assertThat(all).as("instance %s", name).isNotEmpty();
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

  /** The ids of all data keys, read from the roots as docs/vault-format.md specifies. */
  private static Set<Long> dataKeys(TokenStore store) {
    Set<Long> ids = new HashSet<>();
    eachKey(store, (id, keyId) -> ids.add(id));
    return ids;
  }

  private static Set<String> keyEncryptionKeys(TokenStore store) {
    Set<String> ids = new HashSet<>();
    eachKey(store, (id, keyId) -> ids.add(keyId));
    return ids;
  }

  private interface OnKey {
    void found(long dataKeyId, String keyId);
  }

  private static void eachKey(TokenStore store, OnKey each) {
    for (Row root : store.roots(Vaults.CLIENT_ID, null, ACCOUNTS + 2)) {
      if (root.key().account() == 0) {
        continue;
      }
      ByteBuffer bytes = ByteBuffer.wrap(root.value()).position(9);
      for (int left = bytes.get(); left > 0; left--) {
        long id = bytes.getLong();
        bytes.getLong(); // when the key was made
        byte[] keyId = new byte[bytes.get()];
        bytes.get(keyId);
        each.found(id, new String(keyId, StandardCharsets.UTF_8));
        bytes.position(2 + bytes.position() + bytes.getShort(bytes.position()));
      }
    }
  }

  private static Set<Long> recordKeys(TokenStore store) {
    Set<Long> ids = new HashSet<>();
    for (int id = 1; id <= ACCOUNTS; id++) {
      store
          .records(Vaults.CLIENT_ID, id, null, 100)
          .forEach(row -> ids.add(ByteBuffer.wrap(row.value()).getLong(1)));
    }
    return ids;
  }

  private static Process start(List<String> arguments) throws IOException {
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(LOG.toFile());
    return KillTestSetup.start(RotationProcess.class, log, arguments);
  }
}
