package io.github.mondayauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** The commands maintain, list and forget, and what all commands have in common. */
class OperatorCommandsTest {
  private static final MondayAccount ACCOUNT = new MondayAccount(2);

  @TempDir Path folder;

  private final Cli cli = new Cli();
  private TokenVault vault;

  @BeforeEach
  void connectMailForAUser() throws Exception {
    vault = cli.vault(folder);
    MondayApp app =
        MondayApp.builder(Cli.CLIENT_ID, URI.create("https://app.example.com"))
            .clientSecret(Secret.of(Cli.CLIENT_SECRET))
            .build();
    Connections connections = Connections.create(app, vault, Connector.apiKey("mail", "Mail"));
    connections.admin().put(ACCOUNT.user(7), "mail", Credential.of(Secret.of("planted-mail")));
    connectors("{\"connectors\": [{\"preset\": \"apiKey\", \"name\": \"mail\"}]}");
  }

  @AfterEach
  void printsNoSecret() {
    assertThat(cli.out() + cli.err() + cli.questions).doesNotContain("planted", Cli.CLIENT_SECRET);
  }

  /** The log is standard error, where a driver's warning would show the URL. */
  @Test
  void keepsTheDriverFromLoggingTheUrl() {
    List<LogRecord> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      cli.variables.put("VAULT_JDBC_URL", "jdbc:postgresql://planted:planted:planted");
      assertThat(cli.run("list")).isEqualTo(ExitCode.USAGE);
    } finally {
      root.removeHandler(handler);
    }
    assertThat(logged).isEmpty();
  }

  private void connectors(String json) throws Exception {
    Path file = folder.resolve("connectors.json");
    Files.writeString(file, json);
    cli.variables.put("MONDAY_CONNECTORS", file.toString());
  }

  @Test
  void listsEveryAccountWithoutTheClientSecret() {
    cli.variables.remove("MONDAY_CONNECTORS");
    cli.variables.remove("MONDAY_CLIENT_SECRET");
    assertThat(cli.run("list")).as(cli::err).isEqualTo(ExitCode.DONE);
    assertThat(cli.out().lines())
        .containsExactly(
            "ACCOUNT      USER         KIND       NAME",
            "1            -            secret     webhook",
            "2            7            credential mail",
            "2            -            secret     webhook",
            "3            -            secret     webhook",
            "4 entries");
  }

  @Test
  void listsOneAccountWithTheStatusOfItsCredentials() throws Exception {
    assertThat(cli.run("list", "2")).as(cli::err).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).contains("mail                 connected\n", "2 entries");
    cli.clear();
    connectors("{\"connectors\": [{\"preset\": \"apiKey\", \"name\": \"other\"}]}");
    assertThat(cli.run("list", "2", "--json")).isEqualTo(ExitCode.DONE);
    JsonNode mail = cli.json().path("entries").get(0);
    assertThat(mail.path("needsReconnect").asBoolean()).isTrue();
    assertThat(mail.path("user").asLong()).isEqualTo(7);
  }

  /** Changes a byte of the user's credential; a negative index counts from the end. */
  private void damage(int index) {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl(cli.variables.get("VAULT_JDBC_URL"));
    TokenStore store = TokenStore.jdbc(source);
    store.records(Cli.CLIENT_ID, ACCOUNT.id(), null, 100).stream()
        .filter(row -> row.key().name().contains("mail"))
        .forEach(
            row -> {
              byte[] altered = row.value().clone();
              altered[Math.floorMod(index, altered.length)] ^= 1;
              store.replace(row.key(), row.version(), altered);
            });
  }

  @Test
  void listsACredentialThatIsDamaged() throws Exception {
    damage(-1);
    assertThat(cli.run("list", "2")).as(cli::err).isEqualTo(ExitCode.DONE);
    assertThat(cli.out())
        .contains("mail                 unreadable (record_rejected), reconnect\n", "2 entries");
    cli.clear();
    assertThat(cli.run("list", "2", "--json")).isEqualTo(ExitCode.DONE);
    JsonNode mail = cli.json().path("entries").get(0);
    assertThat(mail.path("unreadable").asText()).isEqualTo("record_rejected");
    assertThat(mail.path("needsReconnect").asBoolean()).isTrue();
  }

  @Test
  void listsACredentialWhoseKeyIsMissing() throws Exception {
    cli.run("list", "2", "--json");
    assertThat(cli.json().path("entries").get(0).path("unreadable").isNull()).isTrue();
    cli.clear();
    damage(1);
    cli.run("list", "2");
    assertThat(cli.out()).contains("mail                 unreadable (key_unknown)\n", "2 entries");
  }

  @Test
  void anAccountThatIsNotStoredIsAnError() {
    for (String command : List.of("list", "forget")) {
      cli.clear();
      assertThat(cli.run(command, "99")).isEqualTo(ExitCode.FOUND);
      assertThat(cli.err()).contains("account 99", "found none").hasLineCount(1);
      assertThat(cli.run(command, "nine")).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void forgetsAnAccountAfterItsIdWasEnteredAgain() {
    cli.input.add("2");
    assertThat(cli.run("forget", "2")).as(cli::err).isEqualTo(ExitCode.FOUND);
    assertThat(cli.questions).hasSize(1);
    assertThat(cli.questions.get(0)).contains("2 entries of account 2");
    // A service with API keys has no revocation.
    assertThat(cli.out())
        .contains("Account 2 is deleted.")
        .containsPattern("may still be valid +1");
    assertThat(vault.list(ACCOUNT)).isEmpty();
    assertThat(vault.list(new MondayAccount(1))).hasSize(1);
  }

  @Test
  void forgetsNothingWithoutConfirmation() {
    cli.input.add("3");
    assertThat(cli.run("forget", "2")).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(cli.run("forget", "2")).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(cli.run("forget", "2", "--json")).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(cli.questions).hasSize(2);
    assertThat(vault.list(ACCOUNT)).hasSize(2);
  }

  @Test
  void forgetsWithoutConnectorsOnlyWhenThatIsSaid() throws Exception {
    cli.variables.remove("MONDAY_CONNECTORS");
    assertThat(cli.run("forget", "2", "--yes")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--without-revoking").hasLineCount(1);
    assertThat(vault.list(ACCOUNT)).hasSize(2);
    assertThat(cli.run("forget", "2", "--yes", "--without-revoking", "--json"))
        .as(cli::err)
        .isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("unrevoked").asInt()).isEqualTo(1);
    assertThat(vault.list(ACCOUNT)).isEmpty();
  }

  @Test
  void maintainsAndReportsWhoHasToReconnect() throws Exception {
    assertThat(cli.run("maintain")).as(cli::err).isEqualTo(ExitCode.DONE);
    assertThat(cli.out())
        .contains("Done: every account was visited.")
        .containsPattern("accounts +3")
        .containsPattern("to reconnect +0");
    cli.clear();
    connectors("{\"connectors\": [{\"preset\": \"apiKey\", \"name\": \"other\"}]}");
    assertThat(cli.run("maintain", "--for", "90s", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(cli.json().path("end").asText()).isEqualTo("complete");
    assertThat(cli.json().path("reconnects").get(0).path("name").asText()).isEqualTo("mail");
  }

  @Test
  void maintainNeedsTheConnectors() {
    cli.variables.remove("MONDAY_CONNECTORS");
    assertThat(cli.run("maintain")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("expected a connectors file").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate", "list", "maintain", "forget 2 --yes"})
  void aMistypedClientIdIsNoAccountOfThisApp(String command) {
    cli.variables.put("MONDAY_CLIENT_ID", "0123456789abcdeg");
    assertThat(cli.run(command.split(" "))).isEqualTo(ExitCode.FOUND);
    assertThat(cli.err()).contains("no account of this app").hasLineCount(1);
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:", "?journal_mode=WAL"})
  void aMistypedSqlitePathCreatesNothing(String shape) throws Exception {
    Path missing = folder.resolve("valut.db");
    cli.variables.put(
        "VAULT_JDBC_URL",
        "jdbc:sqlite:" + (shape.startsWith("?") ? missing + shape : shape + missing));
    for (String command : List.of("rotate", "list", "maintain", "forget 2 --yes")) {
      cli.clear();
      assertThat(cli.run(command.split(" "))).isEqualTo(ExitCode.USAGE);
      assertThat(cli.err()).contains("valut.db", "nothing was created").hasLineCount(1);
    }
    assertThat(missing).doesNotExist();
  }

  @Test
  void aDatabaseWithoutTablesIsReportedInOneLine() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.db"));
    cli.variables.put("VAULT_JDBC_URL", Cli.url(empty));
    assertThat(cli.run("list")).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).contains("no vault tables").hasLineCount(1);
  }

  @Test
  void readsSecretsFromFiles() throws Exception {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, Cli.CLIENT_SECRET + "\n");
    cli.variables.put("MONDAY_CLIENT_SECRET_FILE", secret.toString());
    assertThat(cli.run("list")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("found both");
    cli.variables.remove("MONDAY_CLIENT_SECRET");
    assertThat(cli.run("list")).isEqualTo(ExitCode.DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VAULT_JDBC_URL=jdbc:mysql://db/app?password=planted",
        "VAULT_JDBC_URL=jdbc:postgresql://planted:planted:planted",
        "VAULT_KEYS=/nowhere/keys.json",
      })
  void explainsAWrongSettingWithoutTheSecretInIt(String setting) {
    int equals = setting.indexOf('=');
    cli.variables.put(setting.substring(0, equals), setting.substring(equals + 1));
    assertThat(cli.run("list")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).startsWith("error: VAULT_").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "planted",
        "[]",
        "{\"connectors\": {}}",
        "{\"connectors\": [{\"preset\": \"gitHub\"}]}",
        "{\"connectors\": [{\"name\": \"a\", \"name\": \"planted\"}]}",
        "{\"connectors\": [{\"name\": \"a\", \"clientSecret\": \"planted\"}]}",
        "{\"connectors\": [{\"name\": \"a\", \"preset\": \"planted\", \"clientId\": \"i\"}]}",
        "{\"connectors\": [{\"name\": \"a\", \"preset\": \"gitHub\", \"clientId\": \"i\","
            + " \"clientSecretVariable\": \"NOT_SET\"}]}",
        "{\"connectors\": [{\"name\": \"a\", \"preset\": \"apiKey\", \"perAccount\": \"yes\"}]}",
      })
  void refusesAMalformedFileOfConnectorsInOneLine(String json) throws Exception {
    connectors(json);
    assertThat(cli.run("maintain")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).startsWith("error: ").hasLineCount(1);
  }

  @Test
  void acceptsConnectorsOfEveryKind() throws Exception {
    cli.variables.put("GITHUB_CLIENT_SECRET", "planted");
    connectors(
        """
        {"connectors": [
          {"preset": "monday", "scopes": ["me:read", "account:read"], "refreshUnusedAfter": "30d"},
          {"name": "mail", "preset": "apiKey"},
          {"name": "github", "preset": "gitHub", "clientId": "id", "scopes": ["repo"],
           "clientSecretVariable": "GITHUB_CLIENT_SECRET", "perAccount": true},
          {"name": "work", "preset": "microsoft", "tenant": "common", "clientId": "id"},
          {"name": "own", "clientId": "id", "authorizationEndpoint": "https://o.example/authorize",
           "tokenEndpoint": "https://o.example/token",
           "revocationEndpoint": "https://o.example/revoke"}
        ]}
        """);
    assertThat(cli.run("maintain")).as(cli::err).isEqualTo(ExitCode.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "doctor ", "check ", "rotate ", "maintain ", "list ", "forget "})
  void helpGoesToStandardOutput(String command) {
    assertThat(cli.run((command + "--help").split(" "))).isEqualTo(ExitCode.DONE);
    assertThat(cli.out()).startsWith("Usage: monday-auth").contains("MONDAY_CLIENT_ID");
    assertThat(cli.err()).isEmpty();
    if (command.isEmpty()) {
      assertThat(cli.out()).contains("Exit codes:", "work is left: run the command again");
    }
  }

  @Test
  void suggestsACommandAndNeedsOne() {
    assertThat(cli.run("rotat")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("Did you mean rotate?").hasLineCount(1);
    cli.clear();
    assertThat(cli.run()).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("expected a command").hasLineCount(1);
  }

  @Test
  void refusesSecretsAmongTheArguments() {
    assertThat(cli.run("maintain", "--client-secret=planted")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("expected no secret among the arguments").hasLineCount(1);
  }

  @Test
  void colorsOnlyAtATerminalAndNeverWithNoColor() {
    cli.run("lst");
    assertThat(cli.err()).doesNotContain("\u001b");
    cli.isTerminal = true;
    cli.run("lst");
    assertThat(cli.err()).contains("\u001b[31merror:");
    cli.clear();
    cli.variables.put("NO_COLOR", "1");
    cli.run("lst");
    assertThat(cli.err()).doesNotContain("\u001b");
    cli.run("--help");
    assertThat(cli.out()).doesNotContain("\u001b");
  }
}
