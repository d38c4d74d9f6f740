package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.token.ErrorWord;
import io.github.mondayauth.oauth.token.ErrorWord.Meaning;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ended grants lead to <i>reconnect</i> everywhere, with every preset and in the words of its
 * service; responses that resemble them end nothing.
 */
final class EndedGrantTest {
  /** The services for which no source shows an ended grant. A new source removes one. */
  private static final Map<String, String> WITHOUT_SAMPLE =
      Map.of(
          "calendly", "no recorded response found",
          "figma", "no recorded response found",
          "linear", "no recorded response found",
          "stripe", "access tokens do not expire, so that there is nothing to refresh");

  private static final Path DOCUMENTS = Path.of("../docs");
  private static final Duration COOL_DOWN = Duration.ofSeconds(31);
  private static final OAuthFixture FIXTURE = new OAuthFixture();

  private final DirectBrowser browser = new DirectBrowser();
  private volatile HttpTransport.Response response = RefreshBench.json(503, "");

  /** The response of a service to a refresh token whose grant has ended. */
  record Sample(Preset preset, int status, ObjectNode body) {
    static List<Sample> of(Preset preset) {
      List<Sample> samples = new ArrayList<>();
      for (JsonNode ended : preset.conversation().ended()) {
        samples.add(
            new Sample(preset, ended.path("status").asInt(), (ObjectNode) ended.path("body")));
      }
      return samples;
    }

    /** The declaration that matches the response, or empty if the rule for every server does. */
    private Optional<ErrorWord> declared() {
      return preset.errorWords().stream()
          .filter(word -> word.meaning() == Meaning.GRANT_ENDED && word.status() == status)
          .filter(word -> word.value().equals(body.path(word.field().text()).asText()))
          .findFirst();
    }

    /** The field that says that the grant has ended. */
    String field() {
      return declared().map(word -> word.field().text()).orElse("error");
    }

    String value() {
      return body.path(field()).asText();
    }

    String documented() {
      return EndedGrantTest.documented(status, field(), value());
    }

    /** Whether {@code invalid_grant} ends the grant, which it does with any status. */
    private boolean isStandard() {
      return field().equals("error") && value().equals("invalid_grant");
    }

    /** Refusals that differ from this response only in the value, or only in the status. */
    List<HttpTransport.Response> refusals() {
      List<HttpTransport.Response> refusals = new ArrayList<>();
      ObjectNode changed = body.deepCopy().put(field(), value() + "x");
      refusals.add(RefreshBench.json(status, changed.toString()));
      for (int other : new int[] {200, 400, 401, 403}) {
        if (other != status && !isStandard()) {
          refusals.add(RefreshBench.json(other, body.toString()));
        }
      }
      return refusals;
    }

    /** Shows preset and response. */
    @Override
    public String toString() {
      return preset + " " + status + " " + body;
    }
  }

  static List<Preset> presets() throws IOException {
    return Preset.all();
  }

  static List<Sample> samples() throws IOException {
    return Preset.all().stream().flatMap(preset -> Sample.of(preset).stream()).toList();
  }

  static List<Preset> presetsWithOtherWords() throws IOException {
    return Preset.all().stream().filter(preset -> !otherWords(preset).isEmpty()).toList();
  }

  static List<Preset> presetsWithoutSample() throws IOException {
    return Preset.all().stream()
        .filter(preset -> WITHOUT_SAMPLE.containsKey(preset.conversation().preset()))
        .toList();
  }

  /** The error responses that a preset declares with a meaning other than an ended grant. */
  private static List<ErrorWord> otherWords(Preset preset) {
    return preset.errorWords().stream()
        .filter(word -> word.meaning() != Meaning.GRANT_ENDED)
        .toList();
  }

  @BeforeEach
  void listenToNothing() {
    FIXTURE.listener = new AuthListener() {};
  }

  @AfterAll
  static void close() {
    FIXTURE.close();
  }

  /** An instance with a store of its own. */
  private Connections connections(OAuthServer server) {
    TokenVault vault =
        TokenVault.open(FIXTURE.mondayApp(), TokenStore.inMemory(), KeyRing.of(FIXTURE.keys));
    return Connections.builder(
            FIXTURE.mondayApp(), vault, Connector.oauth("svc", server, "id", Secret.of("secret")))
        .insecureWithoutConfirmation()
        .httpTransport(request -> response)
        .build();
  }

  private static OAuthServer server() {
    return OAuthServer.of(
        URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));
  }

  private Connections connectedAndExpired(Preset preset) {
    Connections connections = connections(preset.server());
    connectAndExpire(connections, preset.credential());
    return connections;
  }

  private void connectAndExpire(Connections connections) {
    connectAndExpire(connections, Credential.of(Secret.of("at")).withRefreshToken(Secret.of("rt")));
  }

  private void connectAndExpire(Connections connections, Credential credential) {
    connections
        .admin()
        .put(
            FIXTURE.adaUser(),
            "svc",
            credential.withExpiresAt(FIXTURE.clock.instant().plus(Duration.ofHours(1))));
    assertConnected(connections);
    FIXTURE.clock.advance(Duration.ofHours(2));
  }

  private Credential credential(Connections connections) {
    return connections.credential(FIXTURE.adaUser(), "svc");
  }

  private Step begin(Connections connections) {
    return browser.openPage(connections, FIXTURE.recipe(FIXTURE.ada));
  }

  private void assertReconnect(Connections connections, NotConnectedException.Reason reason) {
    assertThatThrownBy(() -> credential(connections))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.reply().body()).contains("Reconnect " + e.title());
            });
    assertReconnectIsOffered(connections);
  }

  private void assertReconnectIsOffered(Connections connections) {
    assertThat(connections.admin().list(FIXTURE.adaUser().account()))
        .extracting(ConnectionStatus::needsReconnect)
        .containsExactly(true);
    assertThat(connections.connected(FIXTURE.adaUser())).isEmpty();
    assertThat(begin(connections)).isInstanceOf(Step.Ask.class);
  }

  /** The user has to do nothing. */
  private void assertConnected(Connections connections) {
    assertThat(connections.admin().list(FIXTURE.adaUser().account()))
        .extracting(ConnectionStatus::needsReconnect)
        .containsExactly(false);
    assertThat(connections.connected(FIXTURE.adaUser())).containsExactly("svc");
    assertThat(begin(connections)).isInstanceOf(Step.Done.class);
  }

  private void assertFails(Connections connections, OAuthException.Reason reason) {
    assertThatThrownBy(() -> credential(connections))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    FIXTURE.clock.advance(COOL_DOWN);
  }

  // Presets

  @Test
  void everyPresetHasASampleOrIsListedWithTheReason() throws IOException {
    Map<String, String> without = new TreeMap<>();
    for (Preset preset : Preset.all()) {
      if (Sample.of(preset).isEmpty()) {
        without.put(preset.conversation().preset(), preset.conversation().missing("ended"));
      }
    }
    assertThat(without).isEqualTo(WITHOUT_SAMPLE);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyDeclaredErrorThatEndsAGrantHasASample(Preset preset) {
    List<ErrorWord> declared =
        preset.errorWords().stream().filter(word -> word.meaning() == Meaning.GRANT_ENDED).toList();
    List<ErrorWord> sampled =
        Sample.of(preset).stream().flatMap(sample -> sample.declared().stream()).toList();

    assertThat(sampled).containsExactlyInAnyOrderElementsOf(declared);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void leadsToReconnectInCredentialListAndBegin(Sample sample) {
    Connections connections = connectedAndExpired(sample.preset());
    response = RefreshBench.json(sample.status(), sample.body().toString());

    assertReconnect(connections, NotConnectedException.Reason.GRANT_ENDED);
    assertAsksForConsent(begin(connections), sample.preset());
  }

  /** The step goes to the consent screen, or first asks for the customer's host. */
  private static void assertAsksForConsent(Step step, Preset preset) {
    if (step.reply().headers().containsKey("Location")) {
      URI endpoint =
          URI.create(preset.conversation().json().path("authorize").path("endpoint").asText());
      assertThat(DirectBrowser.location(step)).hasPath(endpoint.getPath());
    } else {
      assertThat(preset.host()).isNotEmpty();
      assertThat(step.reply().body()).contains("name=\"host\"");
    }
  }

  /** The error code of RFC 6749, which no preset may take away. */
  @ParameterizedTest
  @MethodSource("presets")
  void invalidGrantLeadsToReconnectWithEveryPreset(Preset preset) {
    for (int status : new int[] {200, 400, 401, 403}) {
      Connections connections = connectedAndExpired(preset);
      response = RefreshBench.json(status, "{\"error\":\"invalid_grant\"}");

      assertReconnect(connections, NotConnectedException.Reason.GRANT_ENDED);
      assertAsksForConsent(begin(connections), preset);
    }
  }

  /** Without the header that the library sends, GitHub responds with a form. */
  @Test
  void errorInAFormLeadsToReconnectToo() {
    Connections connections = connections(Providers.gitHub());
    connectAndExpire(connections);
    response =
        RefreshBench.response(
            200,
            "application/x-www-form-urlencoded",
            "error=bad_refresh_token&error_description=incorrect+or+expired");

    assertReconnect(connections, NotConnectedException.Reason.GRANT_ENDED);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sameBodyFromAServerThatIsOverloadedOrDownEndsNothing(Sample sample) {
    Connections connections = connectedAndExpired(sample.preset());
    for (int status : new int[] {408, 409, 425, 429, 500, 503}) {
      response = RefreshBench.json(status, sample.body().toString());
      assertFails(connections, OAuthException.Reason.UNAVAILABLE);
      assertConnected(connections);
    }
    assertRefreshes(connections);
  }

  private void assertRefreshes(Connections connections) {
    response = RefreshBench.json(200, "{\"access_token\":\"access-2\",\"expires_in\":3600}");
    assertThat(credential(connections).secret()).isEqualTo(Secret.of("access-2"));
    assertConnected(connections);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sameBodyWithAnotherStatusOrValueEndsNoGrant(Sample sample) {
    Connections connections = connectedAndExpired(sample.preset());
    for (HttpTransport.Response refusal : sample.refusals()) {
      response = refusal;
      assertThatThrownBy(() -> credential(connections))
          .as(refusal.status() + " " + refusal.body())
          .isInstanceOf(OAuthException.class);
      FIXTURE.clock.advance(COOL_DOWN);
    }
    assertRefreshes(connections);
  }

  @ParameterizedTest
  @MethodSource("presetsWithOtherWords")
  void invalidGrantThatThePresetExplainsOtherwiseEndsNothing(Preset preset) {
    Connections connections = connectedAndExpired(preset);
    for (ErrorWord word : otherWords(preset)) {
      Map<String, String> body = new TreeMap<>(Map.of("error", "invalid_grant"));
      body.put(word.field().text(), word.value());
      response = RefreshBench.json(word.status(), json(body));
      assertFails(
          connections,
          word.meaning() == Meaning.CLIENT_REFUSED
              ? OAuthException.Reason.CLIENT
              : OAuthException.Reason.UNAVAILABLE);
      assertConnected(connections);
    }
    assertRefreshes(connections);
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":\"" + field.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** In the shape of Figma's errors. */
  @ParameterizedTest
  @MethodSource("presetsWithoutSample")
  void unknownRefusalOffersToReconnectAtOnceAndLeadsToItAfterAnHour(Preset preset) {
    Connections connections = connectedAndExpired(preset);

    assertRefusalLeadsToReconnect(
        connections, 400, "{\"error\":true,\"status\":400,\"message\":\"Invalid refresh token\"}");
  }

  @Test
  void documentListsTheErrorResponsesOfEveryPreset() throws IOException {
    Map<String, List<String>> presetsByCells = new LinkedHashMap<>();
    for (Preset preset : Preset.all()) {
      presetsByCells
          .computeIfAbsent(cells(preset), cells -> new ArrayList<>())
          .add("`" + preset + "`");
    }
    List<String> rows = new ArrayList<>();
    presetsByCells.forEach((cells, names) -> rows.add("| " + String.join(", ", names) + cells));

    assertThat(table("providers.md", "## Error responses")).containsExactlyElementsOf(rows);
  }

  private static String cells(Preset preset) {
    List<Sample> samples = Sample.of(preset);
    String ended =
        samples.isEmpty()
            ? " | " + preset.conversation().missing("ended")
            : cell(samples.stream().map(Sample::documented));
    return ended
        + cell(documented(preset, Meaning.CLIENT_REFUSED))
        + cell(documented(preset, Meaning.UNAVAILABLE))
        + " |";
  }

  private static Stream<String> documented(Preset preset, Meaning meaning) {
    return preset.errorWords().stream()
        .filter(word -> word.meaning() == meaning)
        .map(word -> documented(word.status(), word.field().text(), word.value()));
  }

  /** An error response as the document writes it. */
  private static String documented(int status, String field, String value) {
    return status + " `" + field + "=" + value + "`";
  }

  /** A cell without its end. */
  private static String cell(Stream<String> responses) {
    String text = responses.distinct().sorted().collect(Collectors.joining(", "));
    return text.isEmpty() ? " |" : " | " + text;
  }

  /** The rows of the first table after a heading, without its head. */
  private static List<String> table(String document, String heading) throws IOException {
    return Files.readAllLines(DOCUMENTS.resolve(document)).stream()
        .dropWhile(line -> !line.equals(heading))
        .dropWhile(line -> !line.startsWith("|---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  @Test
  void documentSaysHowManyPresetsHaveASample() throws IOException {
    long withSample = Preset.all().stream().filter(preset -> !Sample.of(preset).isEmpty()).count();
    String claim = withSample + " of the " + Preset.all().size() + " presets";

    assertThat(
            Files.readAllLines(DOCUMENTS.resolve("security-attacks.md")).stream()
                .filter(line -> line.contains("EndedGrantTest.leadsToReconnect"))
                .toList())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row).contains(claim));
  }

  // Other servers

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":\"unauthorized_client\"}", "{\"message\":\"no\"}"})
  void undeclaredRefusalLeadsToReconnectInListAndBeginAtOnceAndInCredentialAfterAnHour(
      String body) {
    Connections connections = connections(server());
    connectAndExpire(connections);

    assertRefusalLeadsToReconnect(connections, 403, body);
  }

  private void assertRefusalLeadsToReconnect(Connections connections, int status, String body) {
    response = RefreshBench.json(status, body);
    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(() -> credential(connections)).isInstanceOf(OAuthException.class);
      assertReconnectIsOffered(connections);
      FIXTURE.clock.advance(Duration.ofMinutes(15));
    }
    assertReconnect(connections, NotConnectedException.Reason.REFRESH_REFUSED);
    FIXTURE.clock.advance(Duration.ofHours(1));
    assertRefreshes(connections);
  }

  /** Its tokens have ended, so nothing is left that may still be valid. */
  @Test
  void reconnectingOverAnEndedGrantRaisesNoEventOfAGrantThatMayBeValid() {
    List<String> unrevoked = new ArrayList<>();
    FIXTURE.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            unrevoked.add(connection);
          }
        };
    Connections connections = connections(server());
    connectAndExpire(connections);
    response = RefreshBench.json(400, "{\"error\":\"invalid_grant\"}");
    assertThatThrownBy(() -> credential(connections)).isInstanceOf(NotConnectedException.class);
    response = RefreshBench.json(200, "{\"access_token\":\"at2\",\"refresh_token\":\"rt2\"}");
    connect(connections);
    assertThat(unrevoked).isEmpty();

    response = RefreshBench.json(200, "{\"access_token\":\"at3\",\"refresh_token\":\"rt3\"}");
    connect(connections.reconnect("svc"));
    assertThat(unrevoked).as("over a grant that has not ended").containsExactly("svc");
  }

  private void connect(Connections connections) {
    Step begun = begin(connections);
    String state = DirectBrowser.parameter(DirectBrowser.location(begun), "state");
    URI callback = FIXTURE.testApp.origin().resolve("/callback/svc?code=c&state=" + state);
    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
  }

  @Test
  void wordCountsOnlyWithItsStatus() {
    Connections connections = connections(server().grantEndedBy(400, "error", "gone"));
    connectAndExpire(connections);
    response = RefreshBench.json(403, "{\"error\":\"gone\"}");
    assertThatThrownBy(() -> credential(connections)).isInstanceOf(OAuthException.class);
    FIXTURE.clock.advance(Duration.ofSeconds(30));
    response = RefreshBench.json(400, "{\"error\":\"gone\"}");
    assertThatThrownBy(() -> credential(connections)).isInstanceOf(NotConnectedException.class);
  }

  @ParameterizedTest
  @CsvSource({"500, gone", "302, gone", "0, gone", "400, ' '"})
  void refusesAMalformedDeclaration(int status, String word) {
    assertThatThrownBy(() -> server().grantEndedBy(status, "error", word))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
