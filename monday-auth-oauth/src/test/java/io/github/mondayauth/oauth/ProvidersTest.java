package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mondayauth.Secret;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each preset in a conversation with its provider, which a real HTTP server replays from the
 * preset's resource file: first exchange, refresh, ended grant, transient failure and revocation.
 */
final class ProvidersTest {
  /** The parts without a source, which are skipped. A new source removes a part from this list. */
  private static final Map<String, Set<String>> WITHOUT_SOURCE =
      Map.ofEntries(
          Map.entry("airtable", Set.of("transient")),
          Map.entry("asana", Set.of("transient")),
          Map.entry("atlassian", Set.of("transient")),
          Map.entry("calendly", Set.of("ended", "transient")),
          Map.entry("discord", Set.of("transient")),
          Map.entry("docuSign", Set.of("transient")),
          Map.entry("dropbox", Set.of("transient")),
          Map.entry("figma", Set.of("ended", "transient")),
          Map.entry("gitLab", Set.of("transient")),
          Map.entry("google", Set.of("transient")),
          Map.entry("hubSpot", Set.of("transient")),
          Map.entry("linear", Set.of("ended", "transient")),
          Map.entry("notion", Set.of("transient")),
          Map.entry("pipedrive", Set.of("transient")),
          Map.entry("quickBooks", Set.of("transient")),
          Map.entry("stripe", Set.of("refresh", "ended", "transient")),
          Map.entry("xero", Set.of("transient")),
          Map.entry("zendesk", Set.of("transient")),
          Map.entry("zoom", Set.of("transient")));

  private static final Instant NOW = OAuthFixture.NOW;

  @StartStop private final MockWebServer provider = new MockWebServer();
  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();

  /** The requests that the provider received: method, address as the preset names it, and body. */
  private final List<Received> received = new ArrayList<>();

  /** By request, the responses that are left; a request without one gets a 404. */
  private final Map<String, List<MockResponse>> responses = new LinkedHashMap<>();

  private record Received(String request, Map<String, String> headers, String body) {
    Map<String, String> form() {
      return Arrays.stream(body.split("&", -1))
          .filter(pair -> pair.contains("="))
          .collect(
              Collectors.toMap(
                  pair -> decoded(pair.substring(0, pair.indexOf('='))),
                  pair -> decoded(pair.substring(pair.indexOf('=') + 1))));
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, UTF_8);
    }
  }

  static List<ProviderConversation> conversations() throws IOException {
    return ProviderConversation.all();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyPresetHasAConversation() throws IOException {
    Set<String> presets =
        Arrays.stream(Providers.class.getMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .map(method -> method.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    presets.remove("docuSignDemo");

    assertThat(ProviderConversation.all())
        .extracting(ProviderConversation::preset)
        .containsExactlyInAnyOrderElementsOf(presets);
  }

  @Test
  void exactlyTheListedPartsHaveNoSource() throws IOException {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (ProviderConversation conversation : ProviderConversation.all()) {
      for (String part : List.of("first", "refresh", "ended", "transient")) {
        if (!conversation.missing(part).isEmpty()) {
          missing.computeIfAbsent(conversation.preset(), name -> new TreeSet<>()).add(part);
        }
      }
    }
    assertThat(missing).isEqualTo(WITHOUT_SOURCE);
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void everyPartThatIsThereNamesItsSource(ProviderConversation conversation) {
    assertThat(conversation.json().path("documentation").asText()).startsWith("https://");
    List<JsonNode> parts = new ArrayList<>();
    for (String part : List.of("first", "refresh", "transient", "revocation")) {
      JsonNode node = conversation.json().path(part);
      if (node.has("body")) {
        parts.add(node);
      }
    }
    parts.addAll(conversation.ended());
    conversation.json().path("lookups").forEach(parts::add);
    assertThat(parts)
        .isNotEmpty()
        .allSatisfy(part -> assertThat(part.path("source").asText()).startsWith("https://"));
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void exchangesTheFirstCode(ProviderConversation conversation) throws Exception {
    Connections connections = connect(conversation);
    JsonNode first = conversation.json().path("first");
    JsonNode expected = conversation.json().path("expect");
    Received request = received.get(0);

    assertThat(request.request()).isEqualTo(first.path("request").asText());
    assertAuthenticates(request, first);
    Map<String, String> sent =
        first.path("json").asBoolean()
            ? ProviderConversation.map(new ObjectMapper().readTree(request.body()))
            : request.form();
    assertThat(sent)
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code", "code")
        .containsKeys("redirect_uri", "code_verifier")
        .containsAllEntriesOf(ProviderConversation.map(first.path("parameters")));

    Credential credential = credential(connections);
    assertThat(credential.secret()).isEqualTo(Secret.of("access-1"));
    assertThat(credential.scopes())
        .containsExactlyInAnyOrderElementsOf(ProviderConversation.strings(expected.path("scopes")));
    assertThat(credential.attributes())
        .containsAllEntriesOf(ProviderConversation.map(expected.path("attributes")));
    assertThat(credential.expiresAt()).isEqualTo(after(expected.path("expiresIn")));
    ConnectionStatus status = connections.admin().list(fixture.adaUser().account()).get(0);
    assertThat(status.label()).isEqualTo(expected.path("label").asText());
    assertThat(status.refreshTokenExpiresAt()).isEqualTo(after(expected.path("refreshExpiresIn")));
    assertThat(connections.connected(fixture.adaUser())).containsExactly("svc");
  }

  private static Instant after(JsonNode seconds) {
    return seconds.isMissingNode() ? null : NOW.plusSeconds(seconds.asLong());
  }

  private static void assertAuthenticates(Received request, JsonNode part) {
    String basic = "Basic " + Base64.getEncoder().encodeToString("client:secret".getBytes(UTF_8));
    if (part.path("authentication").asText().equals("basic")) {
      assertThat(request.headers()).containsEntry("Authorization", basic);
      assertThat(request.body()).doesNotContain("client_secret");
    } else {
      assertThat(request.headers()).doesNotContainKey("Authorization");
      assertThat(request.form())
          .containsEntry("client_id", "client")
          .containsEntry("client_secret", "secret");
    }
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void refreshes(ProviderConversation conversation) throws Exception {
    assumeHas(conversation, "refresh");
    Connections connections = connect(conversation);
    String request = refreshRequest(conversation);
    respond(request, conversation.json().path("refresh"));
    received.clear();

    Credential before = credential(connections);
    Credential renewed = renewed(connections, before);
    assertThat(renewed.secret()).isEqualTo(Secret.of("access-2"));
    assertThat(renewed.attributes()).isEqualTo(before.attributes());
    assertThat(received).hasSize(1);
    assertThat(received.get(0).request()).isEqualTo(request);
    assertThat(received.get(0).body()).contains("refresh-1").doesNotContain("expiring");
    assertThat(connections.admin().list(fixture.adaUser().account()))
        .extracting(ConnectionStatus::label)
        .containsExactly(conversation.json().path("expect").path("label").asText());
    assertThat(connections.connected(fixture.adaUser())).containsExactly("svc");
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void anEndedGrantLeadsToReconnect(ProviderConversation conversation) throws Exception {
    assumeHas(conversation, "ended");
    Connections connections = connect(conversation);
    respond(refreshRequest(conversation), conversation.ended().get(0));
    Credential before = credential(connections);

    assertThatThrownBy(() -> renewed(connections, before))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> assertThat(e.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED));
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(connections.admin().list(fixture.adaUser().account()))
        .extracting(ConnectionStatus::needsReconnect)
        .containsExactly(true);
    assertThat(browser.openPage(connections, fixture.recipe(fixture.ada)))
        .isInstanceOf(Step.Ask.class);
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void aTransientFailureIsRetriedAndDisconnectsNobody(ProviderConversation conversation)
      throws Exception {
    assumeHas(conversation, "transient");
    Connections connections = connect(conversation);
    respond(conversation, "transient");
    respond(conversation, "refresh");
    expire(connections);

    assertThatThrownBy(() -> credential(connections))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNAVAILABLE));
    assertThat(connections.connected(fixture.adaUser())).containsExactly("svc");
    fixture.clock.advance(Duration.ofSeconds(31));
    assertThat(credential(connections).secret()).isEqualTo(Secret.of("access-2"));
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void revokesOrNamesThePageOfTheService(ProviderConversation conversation) throws Exception {
    JsonNode revocation = conversation.json().path("revocation");
    if (revocation.has("settingsPage")) {
      assertThat(conversation.server().settingsPage())
          .hasToString(revocation.path("settingsPage").asText());
    }
    Connections connections = connect(conversation);
    List<String> expected = ProviderConversation.strings(revocation.path("requests"));
    expected.forEach(request -> respond(request, revocation));
    received.clear();
    ForgetResult result = connections.admin().forget(fixture.adaUser().account());

    assertThat(received).extracting(Received::request).containsExactlyElementsOf(expected);
    assertThat(result.revoked()).isEqualTo(expected.isEmpty() ? 0 : 1);
    assertThat(result.unrevoked()).isEqualTo(expected.isEmpty() ? 1 : 0);
    List<String> tokens = ProviderConversation.strings(revocation.path("token"));
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(received.get(i).body()).contains(tokens.get(i));
    }
    if (revocation.has("bearer")) {
      assertThat(received.get(0).headers())
          .containsEntry("Authorization", "Bearer " + revocation.path("bearer").asText());
    }
    if (revocation.has("header")) {
      assertThat(received.get(0).headers())
          .containsAllEntriesOf(ProviderConversation.map(revocation.path("header")));
    }
  }

  @Test
  void refusesATenantThatIsNoPartOfAnAddress() {
    for (String tenant : new String[] {"", "a/b", "common?x", "..\\", "a b", "é"}) {
      assertThatThrownBy(() -> Providers.microsoft(tenant))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  // The conversation

  private static void assumeHas(ProviderConversation conversation, String part) {
    String missing = conversation.missing(part);
    assumeTrue(missing.isEmpty(), () -> conversation.preset() + ": " + part + ": " + missing);
  }

  /** Ada connects the provider. */
  private Connections connect(ProviderConversation conversation) throws Exception {
    provider.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return ProvidersTest.this.dispatch(request);
          }
        });
    OAuthConnector connector =
        Connector.oauth("svc", conversation.server(), "client", Secret.of("secret"))
            .scopes(conversation.scopes().toArray(new String[0]));
    Connections connections =
        fixture.add(
            Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
                .insecureWithoutConfirmation()
                .httpTransport(this::send));
    respond(conversation, "first");
    for (JsonNode lookup : conversation.json().path("lookups")) {
      respond(lookup.path("request").asText(), lookup);
    }
    URI screen = consentScreen(connections, conversation);
    JsonNode authorize = conversation.json().path("authorize");
    assertThat(screen.toString()).startsWith(authorize.path("endpoint").asText() + "?");
    assertThat(parameters(screen))
        .containsAllEntriesOf(ProviderConversation.map(authorize.path("parameters")));

    Step step = browser.open(connections, callback(screen, conversation));
    assertThat(step).isInstanceOf(Step.Done.class);
    return connections;
  }

  private static Map<String, String> parameters(URI screen) {
    return new Received("", Map.of(), screen.getRawQuery()).form();
  }

  private URI consentScreen(Connections connections, ProviderConversation conversation) {
    Step step = browser.openPage(connections, fixture.recipe(fixture.ada));
    if (conversation.entry().isEmpty()) {
      return DirectBrowser.location(step);
    }
    String form =
        "state="
            + DirectBrowser.hidden(step, "state")
            + "&proof="
            + DirectBrowser.hidden(step, "proof")
            + "&host="
            + conversation.entry();
    Step asked = browser.post(connections, fixture.testApp.origin().resolve("/callback/svc"), form);
    return DirectBrowser.link(asked, "Continue");
  }

  private URI callback(URI screen, ProviderConversation conversation) throws Exception {
    String query =
        "code=code&state="
            + DirectBrowser.parameter(screen, "state")
            + conversation.json().path("callback").asText();
    if (conversation.json().path("hmac").asBoolean()) {
      String sorted = Arrays.stream(query.split("&", -1)).sorted().collect(Collectors.joining("&"));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacSHA256"));
      query += "&hmac=" + HexFormat.of().formatHex(mac.doFinal(sorted.getBytes(UTF_8)));
    }
    return URI.create(fixture.testApp.origin() + "/callback/svc?" + query);
  }

  private Credential credential(Connections connections) {
    return connections.credential(fixture.adaUser(), "svc");
  }

  /** Lets the access token expire, if that is known. */
  private void expire(Connections connections) {
    Instant expiresAt = credential(connections).expiresAt();
    fixture.clock.advance(
        expiresAt == null ? Duration.ofMinutes(1) : Duration.between(NOW, expiresAt));
  }

  /** The credential after its access token expired, or after the service refused it. */
  private Credential renewed(Connections connections, Credential before) {
    expire(connections);
    return before.expiresAt() == null ? connections.renew(before) : credential(connections);
  }

  private static String refreshRequest(ProviderConversation conversation) {
    String first = conversation.json().path("first").path("request").asText();
    return conversation.json().path("refresh").path("request").asText(first);
  }

  private void respond(ProviderConversation conversation, String part) {
    String request = conversation.json().path("first").path("request").asText();
    JsonNode response = conversation.json().path(part);
    respond(response.path("request").asText(request), response);
  }

  private void respond(String request, JsonNode response) {
    responses
        .computeIfAbsent(request, name -> new ArrayList<>())
        .add(
            new MockResponse.Builder()
                .code(response.path("status").asInt())
                .addHeader("Content-Type", "application/json")
                .body(ProviderConversation.body(response))
                .build());
  }

  /** Sends a request to the replaying server, with the address that it was meant for. */
  private HttpTransport.Response send(HttpTransport.Request request) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.put("Meant-For", request.uri().toString());
    return HttpTransport.standard()
        .send(
            new HttpTransport.Request(
                request.method(),
                provider.url(request.uri().getRawPath()).uri(),
                headers,
                request.body()));
  }

  private MockResponse dispatch(RecordedRequest recorded) {
    String request = recorded.getMethod() + " " + recorded.getHeaders().get("Meant-For");
    Map<String, String> headers = new LinkedHashMap<>();
    recorded.getHeaders().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
    String body = recorded.getBody() == null ? "" : recorded.getBody().utf8();
    received.add(new Received(request, headers, body));
    List<MockResponse> left = responses.getOrDefault(request, new ArrayList<>());
    return left.isEmpty() ? new MockResponse.Builder().code(404).build() : left.remove(0);
  }
}
