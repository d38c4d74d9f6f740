package io.github.mondayauth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String BASE = "https://app.example.com";
  private static final URI RUN = URI.create(BASE + "/run");
  private static final URI AUTHORIZE = URI.create(BASE + "/authorize");
  private static final URI BACK = URI.create("https://acme.monday.com/boards/1");

  private final RegisteredApp registered = RegisteredApp.random();
  private final TestClock clock = TestClock.at(NOW);
  private final MondayTokens tokens = MondayTokens.of(registered, clock);
  private final Cli cli = new Cli();
  private final Map<String, String> environment = cli.variables;
  private final Map<String, byte[]> files = cli.files;
  private final Queue<String> input = cli.input;
  private final List<String> questions = cli.questions;
  private final List<String> canaries = new ArrayList<>();

  DoctorCommandTest() {
    cli.time = clock;
    environment.put("MONDAY_SIGNING_SECRET", registered.signingSecret());
    environment.put("MONDAY_CLIENT_SECRET", registered.clientSecret());
  }

  @AfterEach
  void printsNoSecretAndNoToken() {
    canaries.add(registered.signingSecret());
    canaries.add(registered.clientSecret());
    assertThat(printed()).isNotBlank().doesNotContain(canaries);
    assertThat(String.join("\n", questions)).doesNotContain(canaries);
  }

  @Test
  void acceptsGenuineTokensOfEveryKind() {
    assertAccepted("request", "/run", tokens.request(RUN).sign());
    assertAccepted("authorization", "/authorize", tokens.authorization(AUTHORIZE, BACK).sign());
    assertAccepted("session", "/view", tokens.session().sign());
    assertAccepted("app-lifecycle", "/lifecycle", tokens.appLifecycle().sign());
    assertAccepted("feature-lifecycle", "/feature", tokens.featureLifecycle().sign());
    assertThat(printed()).contains("1. token", "3. signature  ok", "made with the signing secret");
  }

  @Test
  void readsTheTokenFromTheInputAndAcceptsAUrlAsEndpoint() {
    String header = "Bearer " + token(tokens.request(RUN).sign());
    input.add("  " + header + " ");
    assertThat(doctor("--client-id=" + id(), "--base-uri=" + BASE, "--endpoint=" + RUN)).isZero();
    assertThat(questions).containsExactly("token");
  }

  @Test
  void promptsForSecretsThatAreNotInTheEnvironment() {
    environment.clear();
    input.addAll(List.of(registered.signingSecret(), registered.clientSecret()));
    assertAccepted("session", "/view", tokens.session().sign());
    assertThat(questions).containsExactly("signing secret (empty for none)", "client secret");
  }

  @Test
  void promptsForNothingIfTheRequiredSecretIsSet() {
    environment.remove("MONDAY_CLIENT_SECRET");
    assertAccepted("request", "/run", tokens.request(RUN).sign());
    assertThat(questions).isEmpty();
  }

  @Test
  void recognizesTheOtherSecret() {
    String token = tokens.request(RUN).signedWith(registered.clientSecret()).sign();
    assertThat(assertRefused("request", "/run", token, Reason.SIGNATURE))
        .contains("signature  WRONG  made with the client secret", "Compare both secrets");
  }

  @Test
  void saysThatNoSecretSigned() {
    String another = "another0another0another0another0";
    canaries.add(another);
    String token = tokens.request(RUN).signedWith(another).sign();
    assertThat(assertRefused("request", "/run", token, Reason.SIGNATURE))
        .contains("made with none of the app's 2 secrets");
  }

  @Test
  void showsTheExpectedAndTheFoundAudience() {
    String token = tokens.request(URI.create("https://old.example.com/run")).sign();
    assertThat(assertRefused("request", "/run", token, Reason.AUDIENCE))
        .contains("expected " + RUN + ", found https://old.example.com/run");
  }

  @Test
  void saysHowLongAgoTheTokenExpired() {
    String token = tokens.request(RUN).expiresAt(NOW).sign();
    clock.advance(Duration.ofSeconds(100));
    assertThat(assertRefused("request", "/run", token, Reason.EXPIRED))
        .contains("expired 100 s ago");
  }

  @Test
  void saysWhichKindTheTokenIs() {
    String token = tokens.featureLifecycle().sign();
    assertThat(assertRefused("request", "/run", token, Reason.WRONG_KIND))
        .contains("WRONG  expected the claims of a request, found those of a session token");
  }

  @Test
  void explainsHeaderThatMondayNeverSends() {
    String token = tokens.request(RUN).header("jku", "https://evil.example/keys").sign();
    assertThat(assertRefused("request", "/run", token, Reason.HEADER))
        .contains("the header names a key");
  }

  @Test
  void acceptsTheAudienceOfEachBaseUri() {
    String token = token(tokens.request(URI.create("https://eu.example.com/run")).sign());
    assertThat(
            doctor(
                "--client-id",
                id(),
                "--base-uri",
                BASE,
                "--base-uri=https://eu.example.com",
                "--endpoint",
                "/run",
                token))
        .as(this::printed)
        .isZero();
  }

  @Test
  void explainsARequestToAnAgent() {
    String secret = "00112233445566778899aabbccddeeff";
    canaries.add(secret);
    canaries.add("canary");
    String body = "{\"event\":\"agent_triggered\",\"payload\":{\"text\":\"canary\"}}";
    files.put("body.json", body.getBytes(UTF_8));
    environment.put("MONDAY_AGENT_SECRET", secret);
    Map<String, String> headers = tokens.agentHeaders("71234567890", secret, body);

    assertThat(agent(headers)).as(this::printed).isZero();
    assertThat(printed()).contains("made with the agent's signing secret", "The request verifies.");
    files.put("body.json", (body + "\n").getBytes(UTF_8));
    assertThat(agent(headers)).isEqualTo(1);
    assertThat(printed()).contains("another line break at its end", "Refused: signature.");
    files.put("body.json", body.getBytes(UTF_8));
    assertThat(agent(tokens.agentHeaders("7", registered.signingSecret(), body))).isEqualTo(1);
    assertThat(printed()).contains("made with the app's signing secret");
    clock.advance(Duration.ofMinutes(6));
    assertThat(agent(headers)).isEqualTo(1);
    assertThat(printed()).contains("found 360 s ago");
  }

  @Test
  void promptsForTheAgentsSecret() {
    String secret = "00112233445566778899aabbccddeeff";
    canaries.add(secret);
    files.put("body.json", new byte[0]);
    input.add(secret);
    assertThat(agent(tokens.agentHeaders("7", secret, ""))).as(this::printed).isZero();
    assertThat(questions).containsExactly("agent's signing secret");
    assertThat(agent(tokens.agentHeaders("7", secret, ""))).isEqualTo(2);
    assertThat(printed()).contains("Set MONDAY_AGENT_SECRET or enter it");
  }

  private int agent(Map<String, String> headers) {
    return doctor(
        "--client-id=" + id(),
        "--base-uri=" + BASE,
        "--kind=agent-request",
        "--agent-id=" + headers.get("x-monday-agent-id"),
        "--timestamp=" + headers.get("x-monday-timestamp"),
        "--signature=" + headers.get("x-monday-signature"),
        "--body=body.json");
  }

  @Test
  void refusesTextThatIsNotAToken() {
    assertThat(assertRefused("request", "/run", "canary that is not a token", Reason.MALFORMED))
        .contains("expected three parts");
    assertThat(doctor("--client-id", id(), "--base-uri", BASE, "--endpoint", "/run")).isEqualTo(1);
    assertThat(printed()).contains("token      WRONG  expected a JWT, found none");
  }

  @ParameterizedTest
  @EnumSource
  void hasAdviceForEveryReason(Reason reason) {
    assertThat(Advice.of(reason)).endsWith(".");
    assertUsageError("", "doctor --help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--client-id ID",
        "--client-id ID --base-uri https://a.example",
        "--base-uri https://a.example --endpoint /run",
        "--client-id ID --base-uri https://a.example --endpoint",
        "--client-id ID --base-uri https://a.example --endpoint run",
        "--client-id ID --base-uri http://a.example --endpoint /run",
        "--client-id ID --base-uri :// --endpoint /run",
        "--client-id ID --base-uri https://a.example --endpoint /run --kind canary",
        "--client-id ID --base-uri https://a.example --endpoint /run --unknown=canary",
        "--client-id ID --base-uri https://a.example --endpoint /run canary canary",
        "--client-id ID --base-uri https://a.example --kind agent-request",
        "--client-id ID --base-uri https://a.example --kind agent-request --agent-id 7"
            + " --timestamp 1 --signature canary --body missing",
        "--client-id ID --base-uri https://a.example --kind agent-request --agent-id 7"
            + " --timestamp 1 --signature canary --body x canary",
        "--client-id ID --base-uri https://a.example --endpoint /run --agent-id canary",
        "--agent-secret canary",
        "--signing-secret canary",
        "--client-secret=canary",
      })
  void refusesWrongArgumentsInOneLineWithoutRepeatingThem(String line) {
    canaries.add("canary");
    assertUsageError(line, "error: ");
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void requiresTheSecretForTheKind() {
    environment.clear();
    assertUsageError(
        "--client-id ID --base-uri " + BASE + " --kind session t", "Set MONDAY_CLIENT_SECRET");
    assertUsageError(
        "--client-id ID --base-uri " + BASE + " --endpoint /run t", "Set MONDAY_SIGNING_SECRET");
    assertThat(questions).hasSize(4);
  }

  @Test
  void explainsAnInvalidSecret() {
    environment.put("MONDAY_SIGNING_SECRET", registered.signingSecret() + " ");
    assertUsageError(
        "--client-id ID --base-uri " + BASE + " --endpoint /run t",
        "leading or trailing white space");
    environment.put("MONDAY_SIGNING_SECRET", "short canary");
    canaries.add("canary");
    assertUsageError(
        "--client-id ID --base-uri " + BASE + " --endpoint /run t", "expected at least 256 bits");
  }

  @Test
  void printsTheFindingsAsJson() throws Exception {
    String token = token(tokens.request(RUN).sign());
    String[] arguments = {
      "--json", "--client-id", id(), "--base-uri", BASE, "--endpoint", "/other", token
    };
    assertThat(doctor(arguments)).isEqualTo(ExitCode.FOUND);
    assertThat(cli.json().path("verifies").isBoolean()).isTrue();
    assertThat(cli.json().path("reason").asText()).isEqualTo("audience");
    assertThat(cli.json().path("findings").get(0).path("check").asText()).isEqualTo("token");
    assertThat(cli.err()).isEmpty();
  }

  private void assertAccepted(String kind, String endpoint, String token) {
    assertThat(examine(kind, endpoint, token)).as(this::printed).isZero();
    assertThat(printed()).doesNotContain("WRONG").endsWith("The token verifies.\n");
  }

  private String assertRefused(String kind, String endpoint, String token, Reason reason) {
    assertThat(examine(kind, endpoint, token)).as(this::printed).isEqualTo(1);
    assertThat(printed()).contains("Refused: " + reason.name().toLowerCase(Locale.ROOT) + ". ");
    return printed();
  }

  private int examine(String kind, String endpoint, String token) {
    return doctor(
        "--client-id",
        id(),
        "--base-uri",
        BASE,
        "--kind",
        kind,
        "--endpoint",
        endpoint,
        token(token));
  }

  private void assertUsageError(String line, String expected) {
    assertThat(doctor(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(printed()).contains(expected);
  }

  /** Registers the parts of a token as canaries, which must not be printed. */
  private String token(String token) {
    canaries.addAll(List.of(token.split("\\.")));
    return token;
  }

  private String id() {
    return registered.clientId();
  }

  private int doctor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(arguments));
    return cli.run(all.toArray(new String[0]));
  }

  private String printed() {
    return cli.out() + cli.err();
  }
}
