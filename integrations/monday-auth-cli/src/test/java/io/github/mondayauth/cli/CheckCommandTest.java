package io.github.mondayauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.testkit.FakeOAuthServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command check, against a fake service. */
class CheckCommandTest {
  private static final String[] CHECK = {"check", "--base-uri", "https://app.example.com"};
  private static final String WRONG = "planted-but-wrong";

  @TempDir Path folder;

  private final FakeOAuthServer tracker = FakeOAuthServer.start();
  private final Cli cli = new Cli();

  @BeforeEach
  void describeTheConnectors() throws IOException {
    cli.variables.put("MONDAY_CLIENT_ID", Cli.CLIENT_ID);
    cli.variables.put("MONDAY_CLIENT_SECRET", Cli.CLIENT_SECRET);
    cli.variables.put("TRACKER_SECRET", tracker.clientSecret());
    cli.variables.put("INSECURE_MONDAY", tracker.origin().toString());
    Path file = folder.resolve("connectors.json");
    Files.writeString(
        file,
        """
        {"connectors": [
          {"name": "tracker", "clientId": "%s", "clientSecretVariable": "TRACKER_SECRET",
           "authorizationEndpoint": "%s", "tokenEndpoint": "%s"},
          {"name": "mail", "preset": "apiKey"}]}
        """
            .formatted(
                tracker.clientId(), tracker.authorizationEndpoint(), tracker.tokenEndpoint()));
    cli.variables.put("MONDAY_CONNECTORS", file.toString());
  }

  @AfterEach
  void printsNoSecret() {
    tracker.close();
    assertThat(cli.out() + cli.err())
        .doesNotContain(tracker.clientSecret(), Cli.CLIENT_SECRET, "planted");
  }

  @Test
  void acceptsARegistrationAndNamesTheRedirectUri() {
    assertThat(cli.run(CHECK)).as(cli::err).isEqualTo(ExitCode.DONE);

    assertThat(cli.out().lines())
        .contains(
            "  redirect URI to register: https://app.example.com/callback/tracker",
            "mail: cannot tell");
    assertThat(tracker.tokenRequests()).isNotEmpty();
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void findsAWrongClientSecret() throws IOException {
    cli.variables.put("TRACKER_SECRET", WRONG);

    assertThat(cli.run(CHECK)).isEqualTo(ExitCode.FOUND);
    assertThat(cli.out()).startsWith("tracker: BAD\n").contains("client secret");

    cli.clear();
    assertThat(cli.run("check", "--json", "--base-uri", "https://app.example.com"))
        .isEqualTo(ExitCode.FOUND);
    JsonNode found = cli.json().path("connectors").get(0);
    assertThat(cli.json().path("exitCode").asInt()).isEqualTo(ExitCode.FOUND);
    assertThat(found.path("outcome").asText()).isEqualTo("bad");
    assertThat(found.at("/findings/0/subject").asText()).isEqualTo("client");
    assertThat(found.at("/redirectUris/0").asText())
        .isEqualTo("https://app.example.com/callback/tracker");
  }

  @Test
  void needsTheConnectorsAndTheirSecrets() {
    cli.variables.remove("TRACKER_SECRET");
    assertThat(cli.run(CHECK)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("Set TRACKER_SECRET").hasLineCount(1);

    cli.clear();
    cli.variables.remove("MONDAY_CONNECTORS");
    assertThat(cli.run(CHECK)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("MONDAY_CONNECTORS").hasLineCount(1);
    assertThat(tracker.requests()).isEmpty();
  }

  @Test
  void refusesAddressesWithoutTls() {
    cli.variables.remove("INSECURE_MONDAY");

    assertThat(cli.run(CHECK)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("expected an https URI").hasLineCount(1);
    assertThat(tracker.requests()).isEmpty();
  }

  @Test
  void refusesABaseUriThatIsNoUrl() {
    assertThat(cli.run("check", "--base-uri", "planted uri")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--base-uri: expected an https URL").hasLineCount(1);
  }

  @Test
  void needsNoDatabaseAndCreatesNone() throws IOException {
    assertThat(cli.variables).doesNotContainKey("VAULT_JDBC_URL");
    assertThat(cli.run(CHECK)).isEqualTo(ExitCode.DONE);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }
}
