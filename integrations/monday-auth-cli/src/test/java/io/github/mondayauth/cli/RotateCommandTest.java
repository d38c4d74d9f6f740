package io.github.mondayauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class RotateCommandTest {
  @TempDir Path folder;

  private final Cli cli = new Cli();
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
    cli.variables.put("MONDAY_CLIENT_ID", clientId);
    cli.variables.put("VAULT_JDBC_URL", url);
    cli.variables.put("VAULT_KEYS", folder.resolve("keys.json").toString());
    List<String> all = new ArrayList<>(List.of("rotate"));
    all.addAll(List.of(arguments));
    return cli.run(all.toArray(new String[0]));
  }

  private String output() {
    return cli.out() + cli.err();
  }

  @Test
  void wrapsEveryDataKeyWithTheNewKeyAndPrintsTheCounts() {
    assertThat(run("--dry-run")).isEqualTo(ExitCode.DONE);
    assertThat(output())
        .contains("Dry run")
        .containsPattern("data keys: would rewrap +3")
        .containsPattern("left under old keys +3")
        .doesNotContain("data keys rewrapped");
    cli.clear();

    cli.isTerminal = true;
    assertThat(run("--per-second", "1000")).isEqualTo(ExitCode.DONE);
    assertThat(output())
        .contains("#] 100% 3 of 3 accounts", "rewrapped 3")
        .containsPattern("data keys rewrapped +3")
        .containsPattern("left under old keys +0")
        .doesNotContain("planted");
    assertThat(vault(KeyRing.of(Secret.of(next))).find(new MondayAccount(3), "webhook"))
        .contains(Secret.of("planted-3"));
  }

  @Test
  void reencryptsAndAsksForAnotherRun() {
    assertThat(run("--reencrypt")).isEqualTo(ExitCode.AGAIN);
    assertThat(output())
        .containsPattern("records re-encrypted +3")
        .containsPattern("run again after \\S+Z with --reencrypt \\S+Z");
  }

  @Test
  void asksForTheSameTimeInTheSecondRun() {
    Instant before = Instant.now();
    assertThat(run("--reencrypt", before.toString())).isEqualTo(ExitCode.AGAIN);
    assertThat(output()).contains("with --reencrypt " + before);
    cli.clear();
    assertThat(run("--reencrypt", before.toString())).isEqualTo(ExitCode.AGAIN);
    assertThat(output()).containsPattern("records re-encrypted +0");
    assertThat(run("--reencrypt", "yesterday")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aMistypedClientIdFailsAndSaysSo() {
    clientId = "client-ld";
    assertThat(run()).isEqualTo(ExitCode.FOUND);
    assertThat(cli.err())
        .contains("no account of this app", "client id client-ld", "MONDAY_CLIENT_ID")
        .hasLineCount(1);
    assertThat(cli.out()).isEmpty();
    assertThat(run("--allow-empty")).isEqualTo(ExitCode.DONE);
  }

  @Test
  void listsAFailedRowAndExitsWithOne() {
    TokenStore store = TokenStore.jdbc(source);
    TokenStore.Row root = store.find(TokenStore.Key.root("client-id", 2)).orElseThrow();
    root.value()[root.value().length - 1] ^= 1;
    store.replace(root.key(), root.version(), root.value());

    assertThat(run()).isEqualTo(ExitCode.FOUND);
    assertThat(output())
        .contains("account 2, data keys: KEY_MISMATCH")
        .containsPattern("left under old keys +1");
  }

  @Test
  void namesAnUnknownOptionAndSuggestsAnother() {
    assertThat(run("--dry-rnu")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .isEqualTo(
            "error: unknown option --dry-rnu. Did you mean --dry-run? See monday-auth rotate"
                + " --help.\n");
  }

  @Test
  void printsTheReportAsJson() throws IOException {
    assertThat(run("--json", "--dry-run")).isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("dryRun").asBoolean()).isTrue();
    assertThat(cli.json().path("rewrapped").asInt()).isEqualTo(3);
    assertThat(cli.json().path("exitCode").asInt()).isEqualTo(ExitCode.DONE);
    cli.clear();
    clientId = "client-ld";
    assertThat(run("--json")).isEqualTo(ExitCode.FOUND);
    assertThat(cli.json().path("error").asText()).contains("no account of this app");
    assertThat(cli.json().path("remedy").asText()).contains("MONDAY_CLIENT_ID");
  }
}
