package io.github.mondayauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares what the commands print with the tables of the README. */
class DocumentedOutputTest {
  private static final Path README = Path.of("README.md");

  @TempDir Path folder;

  private final Cli cli = new Cli();
  private TokenVault vault;

  @BeforeEach
  void openAVault() throws Exception {
    vault = cli.vault(folder);
    Path connectors = folder.resolve("connectors.json");
    Files.writeString(connectors, "{\"connectors\": [{\"preset\": \"apiKey\", \"name\": \"m\"}]}");
    cli.variables.put("MONDAY_CONNECTORS", connectors.toString());
    cli.variables.put("MONDAY_SIGNING_SECRET", "00112233445566778899aabbccddeeff");
  }

  @Test
  void everyCommandPrintsExactlyTheDocumentedFields() throws Exception {
    assertFields("doctor", "--base-uri", "https://a.example", "--endpoint", "/run", "x");
    assertFields("check", "--base-uri", "https://a.example");
    assertFields("rotate", "--dry-run");
    assertFields("maintain");
    assertFields("list");
    assertFields("forget", "2", "--yes");
  }

  @Test
  void elementsOfListsHaveTheDocumentedFields() throws Exception {
    cli.run("doctor", "--json", "--base-uri", "https://a.example", "--endpoint", "/run", "x");
    assertThat(names(cli.json().path("findings").get(0)))
        .containsExactlyInAnyOrderElementsOf(documented("`findings`"));
    cli.clear();
    cli.run("check", "--json", "--base-uri", "https://a.example");
    JsonNode connector = cli.json().path("connectors").get(0);
    assertThat(names(connector)).containsExactlyElementsOf(documented("`connectors`"));
    assertThat(names(connector.path("findings").get(0)))
        .containsExactlyElementsOf(documented("`findings` of `connectors`"));
    cli.clear();
    cli.run("list", "--json");
    assertThat(names(cli.json().path("entries").get(0)))
        .containsExactlyInAnyOrderElementsOf(documented("`entries`"));
  }

  @Test
  void credentialsHaveTheDocumentedFields() throws Exception {
    MondayApp app =
        MondayApp.builder(Cli.CLIENT_ID, URI.create("https://app.example.com"))
            .clientSecret(Secret.of(Cli.CLIENT_SECRET))
            .build();
    Connections.create(app, vault, Connector.apiKey("m", "M"))
        .admin()
        .put(new MondayAccount(2).user(7), "m", Credential.of(Secret.of("key")));
    cli.run("list", "2", "--json");
    String row = "`reconnects`, and the credentials in `entries` with `--connectors`";
    assertThat(names(cli.json().path("entries").get(0))).containsExactlyElementsOf(documented(row));
  }

  @Test
  void errorsHaveTheDocumentedFieldsAndPrintNothingElse() throws Exception {
    for (String command : List.of("doctor", "check", "rotate", "maintain", "list", "forget")) {
      cli.clear();
      assertThat(cli.run(command, "--json", "--unknown")).isEqualTo(ExitCode.USAGE);
      assertThat(names(cli.json()))
          .containsExactlyElementsOf(union(documented("every one"), documented("after an error")));
      assertThat(cli.json().path("command").asText()).isEqualTo(command);
      assertThat(cli.json().path("exitCode").asInt()).isEqualTo(ExitCode.USAGE);
      assertThat(cli.err()).isEmpty();
    }
  }

  @Test
  void theReadmeListsTheExitCodesThatHelpLists() throws Exception {
    cli.run("--help");
    List<String> help = first(cli.out(), "(?m)^ +([0-9])  +\\S");
    String readme = Files.readString(README);
    String section = readme.substring(readme.indexOf("## Exit codes"), readme.indexOf("## JSON"));
    assertThat(help).isEqualTo(first(section, "(?m)^\\| ([0-9]) \\|")).hasSize(6);
  }

  private void assertFields(String command, String... options) throws Exception {
    cli.clear();
    List<String> all = new ArrayList<>(List.of(command, "--json"));
    all.addAll(List.of(options));
    cli.run(all.toArray(new String[0]));
    assertThat(names(cli.json()))
        .as(cli.out() + cli.err())
        .containsExactlyElementsOf(union(documented("every one"), documented("`" + command + "`")));
    assertThat(cli.err()).isEmpty();
  }

  private static Set<String> documented(String row) throws Exception {
    for (String line : Files.readAllLines(README)) {
      if (line.startsWith("| " + row + " | `")) {
        return new LinkedHashSet<>(first(line.substring(row.length() + 3), "`([A-Za-z]+)`"));
      }
    }
    throw new AssertionError("no row " + row);
  }

  private static List<String> first(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(DocumentedOutputTest::group)
        .toList();
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> union = new LinkedHashSet<>(some);
    union.addAll(more);
    return union;
  }
}
