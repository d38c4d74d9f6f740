package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MondayTestAppTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String MEDIUM =
      "{\"severityCode\":4000,\"notificationErrorTitle\":\"No board\","
          + "\"notificationErrorDescription\":\"Choose another board.\"}";

  private final MondayTestApp test = MondayTestApp.builder().time(NOW).start();
  private final FakeUser ada = test.monday().addUser("Ada", "acme");
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void portIsFreeAndPartOfTheBaseUri() throws IOException {
    HttpServer server = bind();
    server.stop(0);

    assertThat(test.baseUri()).isEqualTo(URI.create("http://localhost:" + test.port()));
    assertThat(test.url("/run?x=1")).isEqualTo(URI.create(test.baseUri() + "/run?x=1"));
  }

  @Test
  void usesTheGivenPort() {
    try (MondayTestApp other = MondayTestApp.builder().port(65_535).start()) {
      assertThat(other.baseUri()).isEqualTo(URI.create("http://localhost:65535"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void refusesPortsOutsideTheRange(int port) {
    assertThatThrownBy(() -> MondayTestApp.builder().port(port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + port);
  }

  @Test
  void registersTheCallbackOnly() {
    assertThat(test.app().redirectUris()).containsExactly(test.url("/callback/monday"));
    assertThat(consentFor("/callback/monday").visited().toString()).contains("code=");
    assertThat(consentFor("/callback/other").visited().toString()).doesNotContain("code=");
  }

  @Test
  void registersOtherRedirectPaths() {
    try (MondayTestApp other = MondayTestApp.builder().redirectPaths("/a", "/b").start()) {
      assertThat(other.app().redirectUris()).containsExactly(other.url("/a"), other.url("/b"));
    }
    assertThatThrownBy(() -> MondayTestApp.builder().redirectPaths())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MondayTestApp.builder().redirectPaths("a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneClockDatesTheTokens() throws ParseException {
    assertThat(issuedAt(test.requestClaims(ada, "/run", (token, path) -> token))).isEqualTo(NOW);
    test.clock().advance(Duration.ofMinutes(3));

    assertThat(issuedAt(test.requestClaims(ada, "/run", (token, path) -> token)))
        .isEqualTo(NOW.plusSeconds(180));
  }

  @Test
  void passesPathsAndBodiesToTheVerifier() {
    assertThat(test.<String>requestClaims(ada, "/run", (token, path) -> path)).isEqualTo("/run");
    assertThat(test.<String>authorizationClaims(ada, "/authorize", (token, path) -> path))
        .isEqualTo("/authorize");
    assertThat(test.<String>lifecycleEvent(ada, "uninstall", (token, body) -> body))
        .contains("\"uninstall\"");
    assertThat(test.<String>sessionClaims(ada, token -> token).split("\\.", -1)).hasSize(3);
  }

  @Test
  void retriesOnceAMinuteForThirtyMinutes() throws IOException {
    ActionRun run = runAgainst(new int[] {500}, "");

    assertThat(run.attempts()).isEqualTo(31);
    assertThat(test.clock().instant()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    assertThat(bodies).hasSize(31).containsOnly(bodies.get(0));
    assertThat(tokens).doesNotHaveDuplicates();
    assertThat(run.notification()).isNull();
  }

  @Test
  void stopsAfterSuccess() throws IOException {
    ActionRun run = runAgainst(new int[] {503, 302, 200}, "{}");

    assertThat(run.replies()).extracting(AppReply::status).containsExactly(503, 302, 200);
    assertThat(run.attempts()).isEqualTo(3);
    assertThat(run).hasToString("ActionRun[attempts=3, statuses=[503, 302, 200]]");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 499})
  void doesNotRetryAfter4xx(int status) throws IOException {
    assertThat(runAgainst(new int[] {status}, "{}").attempts()).isOne();
  }

  @Test
  void doesNotRetryAfterASeverityCode() throws IOException {
    ActionRun run = runAgainst(new int[] {500}, MEDIUM);

    assertThat(run.attempts()).isOne();
    assertThat(run.notification())
        .isEqualTo(new Notification(4000, "No board", "Choose another board.", false));
  }

  @Test
  void retriesWhenNobodyReplies() {
    ActionRun run = test.runWithRetries(ada, "/run", Map.of());

    assertThat(run.attempts()).isEqualTo(31);
    assertThat(run.replies()).isEmpty();
    assertThat(run.notification()).isNull();
    assertThatThrownBy(run::reply).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void severity6000DisablesTheAutomation() {
    assertThat(reply(400, MEDIUM.replace("4000", "6000")).notification())
        .isEqualTo(new Notification(6000, "No board", "Choose another board.", true));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 399, 401, 402, 403, 404, 410, 422, 600})
  void statusesWithoutNotification(int status) {
    assertThat(reply(status, MEDIUM).notification()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "[]", "{}", "{\"severityCode\":2000}"})
  void bodiesWithoutNotification(String body) {
    assertThat(reply(400, body).notification()).isNull();
    assertThat(reply(400, "{\"severityCode\":\"4000\"}").notification()).isNull();
  }

  @Test
  void showsNoSecret() {
    assertThat(test.toString())
        .contains(test.app().clientId())
        .doesNotContain(test.app().clientSecret(), test.app().signingSecret());
  }

  private TestBrowser.Page consentFor(String path) {
    ada.addRecipe(test.url("/authorize"));
    URI uri =
        URI.create(
            test.monday().origin()
                + "/oauth2/authorize?response_type=code&client_id="
                + test.app().clientId()
                + "&state=s&code_challenge_method=S256"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
                + test.url(path));
    return followToApp(uri);
  }

  /** Follows to the app, where a server replies to the callback. */
  private TestBrowser.Page followToApp(URI uri) {
    try {
      HttpServer server = bind();
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      try {
        return test.browser().open(uri);
      } finally {
        server.stop(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ActionRun runAgainst(int[] statuses, String body) throws IOException {
    HttpServer server = bind();
    server.createContext(
        "/run",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes = body.getBytes(UTF_8);
          int status = statuses[Math.min(bodies.size(), statuses.length) - 1];
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      return test.runWithRetries(ada, "/run", Map.of("text", "hello"));
    } finally {
      server.stop(0);
    }
  }

  private HttpServer bind() throws IOException {
    return HttpServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), test.port()), 0);
  }

  private static AppReply reply(int status, String body) {
    return new AppReply(status, Map.of(), body);
  }

  private static Instant issuedAt(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet().getIssueTime().toInstant();
  }
}
