package io.github.mondayauth.rotate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class RotateCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final SQLiteDataSource source = new SQLiteDataSource();
  private final String old = KeyRing.generate().reveal();
  private final String next = KeyRing.generate().reveal();
  private String url = "";
  private String clientId = "client-id";

  @BeforeEach
  void storeThreeSecretsUnderTheOldKey() throws IOException {
    url = "jdbc:sqlite:" + folder.resolve("vault.db") + "?journal_mode=WAL&synchronous=FULL";
    source.setUrl(url);
    TokenStore.createTables(source);
    TokenVault vault = vault(KeyRing.of(Secret.of(old)));
    for (int id = 1; id <= 3; id++) {
      vault.openAccount(new MondayAccount(id), Instant.EPOCH);
      vault.put(new MondayAccount(id), "webhook", Secret.of("planted-" + id));
    }
    Path keys = folder.resolve("keys.json");
    KeyRing.generate(keys);
    Files.writeString(
        keys, next.strip().replace("]}", ",") + old.strip().replace("{\"keys\":[", ""));
  }

  private TokenVault vault(KeyRing keys) {
    MondayApp app = MondayApp.builder("client-id", URI.create("https://app.example.com")).build();
    return TokenVault.open(app, TokenStore.jdbc(source), keys);
  }

  private int run(String... arguments) {
    Map<String, String> environment =
        Map.of(
            "MONDAY_CLIENT_ID",
            clientId,
            "VAULT_JDBC_URL",
            url,
            "VAULT_KEYS",
            folder.resolve("keys.json").toString());
    return RotateCommand.run(List.of(arguments), environment, new PrintStream(out, true, UTF_8));
  }

  private String output() {
    return out.toString(UTF_8);
  }

  @Test
  void wrapsEveryDataKeyWithTheNewKeyAndPrintsTheCounts() {
    assertThat(run("--dry-run")).isEqualTo(RotateCommand.DONE);
    assertThat(output()).contains("dry run").containsPattern("left under old keys +3");
    out.reset();

    assertThat(run("--per-second", "1000")).isEqualTo(RotateCommand.DONE);
    assertThat(output())
        .contains("\r[##############################] 3 of 3 accounts, 3 rewrapped")
        .containsPattern("data keys rewrapped +3")
        .containsPattern("left under old keys +0")
        .doesNotContain("planted");
    assertThat(vault(KeyRing.of(Secret.of(next))).find(new MondayAccount(3), "webhook"))
        .contains(Secret.of("planted-3"));
  }

  @Test
  void reencryptsAndAsksForAnotherRun() {
    assertThat(run("--reencrypt")).isEqualTo(RotateCommand.AGAIN);
    assertThat(output())
        .containsPattern("records re-encrypted +3")
        .containsPattern("run again after \\S+Z with --reencrypt \\S+Z");
  }

  @Test
  void asksForTheSameTimeInTheSecondRun() {
    Instant before = Instant.now();
    assertThat(run("--reencrypt", before.toString())).isEqualTo(RotateCommand.AGAIN);
    assertThat(output()).contains("with --reencrypt " + before);
    out.reset();
    assertThat(run("--reencrypt", before.toString())).isEqualTo(RotateCommand.AGAIN);
    assertThat(output()).containsPattern("records re-encrypted +0");
    assertThat(run("--reencrypt", "yesterday")).isEqualTo(RotateCommand.USAGE);
  }

  @Test
  void aMistypedClientIdFailsAndSaysSo() {
    clientId = "client-ld";
    assertThat(run()).isEqualTo(RotateCommand.FAILED);
    assertThat(output()).contains("client id client-ld").doesNotContain("left under old keys");
    assertThat(run("--allow-empty")).isEqualTo(RotateCommand.DONE);
  }

  @Test
  void listsAFailedRowAndExitsWithOne() {
    TokenStore store = TokenStore.jdbc(source);
    TokenStore.Row root = store.find(TokenStore.Key.root("client-id", 2)).orElseThrow();
    root.value()[root.value().length - 1] ^= 1;
    store.replace(root.key(), root.version(), root.value());

    assertThat(run()).isEqualTo(RotateCommand.FAILED);
    assertThat(output())
        .contains("account 2, data keys: KEY_MISMATCH")
        .containsPattern("left under old keys +1");
  }

  @Test
  void printsTheUsageForWrongArguments() {
    assertThat(run("--fast")).isEqualTo(RotateCommand.USAGE);
    assertThat(output()).startsWith("usage: rotate");
  }
}
