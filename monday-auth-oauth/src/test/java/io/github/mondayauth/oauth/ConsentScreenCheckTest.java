package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.ConnectorCheck.Finding;
import io.github.mondayauth.oauth.ConnectorCheck.Outcome;
import io.github.mondayauth.oauth.ConnectorCheck.Subject;
import io.github.mondayauth.oauth.HttpTransport.Request;
import io.github.mondayauth.oauth.HttpTransport.Response;
import io.github.mondayauth.oauth.credential.MonotonicClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the check of the configuration concludes from authorization endpoints and metadata, and how
 * long it takes.
 */
final class ConsentScreenCheckTest {
  private static final String INVALID_GRANT = "{\"error\":\"invalid_grant\"}";
  private static final OAuthServer SERVER =
      OAuthServer.of(
          URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));

  private final OAuthFixture fixture = new OAuthFixture();
  private final List<Request> requests = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Time that passes only while requests are sent. */
  private long nanos;

  private final MonotonicClock clock =
      new MonotonicClock() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public void pause(long duration) {
          nanos += duration;
        }
      };

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections connections(HttpTransport provider, Connector... connectors) {
    return fixture.add(
        Connections.builder(fixture.mondayApp(), fixture.vault(), connectors)
            .monotonicClock(clock)
            .httpTransport(
                request -> {
                  requests.add(request);
                  return provider.send(request);
                }));
  }

  private static OAuthConnector connector(String name, OAuthServer server) {
    return Connector.oauth(name, server, "id", Secret.of("s3cret"));
  }

  /** The report about a provider whose token endpoint refuses every code. */
  private ConnectorCheck check(HttpTransport screens, OAuthConnector connector) {
    HttpTransport provider =
        request ->
            request.method().equals("POST")
                ? new Response(400, Map.of(), INVALID_GRANT)
                : screens.send(request);
    List<ConnectorCheck> reports = connections(provider, connector).admin().check();
    assertThat(reports).hasSize(1);
    assertThat(reports.toString()).doesNotContain("s3cret");
    return reports.get(0);
  }

  private ConnectorCheck check(HttpTransport screens) {
    return check(screens, connector("svc", SERVER));
  }

  private static Finding finding(ConnectorCheck report, Subject subject) {
    List<Finding> found =
        report.findings().stream().filter(each -> each.subject() == subject).toList();
    assertThat(found).as("findings about %s", subject).hasSize(1);
    return found.get(0);
  }

  private static String redirectUri(Request request) {
    String encoded = DirectBrowser.parameter(request.uri(), "redirect_uri");
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  private static boolean isRegistered(Request request) {
    return !redirectUri(request).contains("unregistered.invalid");
  }

  private static Response redirect(String to) {
    return new Response(302, Map.of("Location", to), "");
  }

  private static Response page(int status, String text) {
    return new Response(status, Map.of(), "<html>" + text + "</html>");
  }

  @Test
  void sendsTheAuthorizationRequestOfAFlowWithoutACookie() {
    check(request -> page(200, "log in"), connector("svc", SERVER).scopes("read"));

    Request first =
        requests.stream().filter(r -> r.method().equals("GET")).findFirst().orElseThrow();
    assertThat(first.uri().toString())
        .startsWith("https://svc.example/authorize?response_type=code");
    assertThat(first.uri().getQuery())
        .contains("client_id=id", "scope=read", "state=", "code_challenge=", "/callback/svc");
    assertThat(first.headers()).doesNotContainKey("Cookie");
  }

  private List<String> tokenRequests() {
    return requests.stream().filter(r -> r.method().equals("POST")).map(Request::body).toList();
  }

  private static String field(String form, String name) {
    return DirectBrowser.parameter(URI.create("https://svc.example/?" + form), name);
  }

  @Test
  void theControlRequestDiffersInTheSecretAndInTheCode() {
    check(request -> page(200, "log in"));

    List<String> sent = tokenRequests();
    assertThat(sent).hasSize(2);
    assertThat(sent).allMatch(form -> field(form, "client_id").equals("id"));
    assertThat(field(sent.get(0), "client_secret")).isEqualTo("s3cret");
    assertThat(field(sent.get(1), "client_secret")).hasSize(43);
    assertThat(field(sent.get(0), "code"))
        .hasSize(43)
        .isNotEqualTo(field(sent.get(1), "code"))
        .isNotEqualTo(field(sent.get(0), "code_verifier"));
  }

  @Test
  void theControlRequestOfAPublicClientHasAnotherClientId() {
    check(request -> page(200, "log in"), Connector.oauth("svc", SERVER, "id"));

    List<String> sent = tokenRequests();
    assertThat(sent).hasSize(2).noneMatch(form -> form.contains("client_secret"));
    assertThat(field(sent.get(0), "client_id")).isEqualTo("id");
    assertThat(field(sent.get(1), "client_id")).hasSize(43);
  }

  @ParameterizedTest
  @CsvSource({
    "200, GOOD", "302, GOOD", "400, GOOD", "403, GOOD",
    "404, BAD", "405, BAD", "410, BAD", "501, BAD",
    "429, CANNOT_TELL", "500, CANNOT_TELL", "503, CANNOT_TELL"
  })
  void concludesFromTheStatusWhetherTheEndpointIsThere(int status, Outcome outcome) {
    Finding found = finding(check(request -> page(status, "")), Subject.AUTHORIZATION_ENDPOINT);
    assertThat(found.outcome()).isEqualTo(outcome);
    assertThat(found.message()).contains("svc.example responded with " + status);
  }

  @Test
  void cannotTellIfTheEndpointDoesNotRespond() {
    ConnectorCheck report =
        check(
            request -> {
              throw new ConnectException("refused");
            });
    assertThat(finding(report, Subject.AUTHORIZATION_ENDPOINT).outcome())
        .isEqualTo(Outcome.CANNOT_TELL);
    assertThat(finding(report, Subject.AUTHORIZATION_ENDPOINT).message())
        .contains("no response from svc.example");
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unauthorized_client", "invalid_client", "unsupported_response_type"})
  void isBadIfTheClientMayNotSendTheRequest(String error) {
    ConnectorCheck report =
        check(request -> redirect(redirectUri(request) + "?error=" + error + "&state=x"));
    assertThat(finding(report, Subject.AUTHORIZATION_ENDPOINT).outcome()).isEqualTo(Outcome.BAD);
    assertThat(finding(report, Subject.AUTHORIZATION_ENDPOINT).message()).contains(error);
    assertThat(report.outcome()).isEqualTo(Outcome.BAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?error=login_required", "?code=c", "#error=interaction_required", ""})
  void aRedirectUriToWhichTheProviderRedirectsIsRegistered(String parameters) {
    ConnectorCheck report = check(request -> redirect(redirectUri(request) + parameters));
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(requests.stream().filter(r -> r.method().equals("GET"))).hasSize(1);
  }

  @Test
  void aRedirectUriIsRegisteredIfOnlyAnotherOneIsRefused() {
    ConnectorCheck report =
        check(request -> isRegistered(request) ? page(200, "log in") : page(400, "no"));
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(finding(report, Subject.REDIRECT_URI).message()).contains("/callback/svc");
  }

  @Test
  void aRedirectUriIsRegisteredIfOnlyAnotherOneLeadsToAnErrorPage() {
    ConnectorCheck report =
        check(
            request ->
                redirect(
                    (isRegistered(request) ? "/login?" : "/error?") + count.incrementAndGet()));
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.GOOD);
  }

  @Test
  void cannotTellIfTheLoginPageHasAnotherAddressEachTime() {
    ConnectorCheck report =
        check(request -> redirect("https://svc.example/login/" + count.incrementAndGet()));
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void reportsTheRedirectUriOfEachAddressOfTheApp() {
    MondayApp app =
        MondayApp.builder(
                fixture.app.clientId(),
                fixture.testApp.origin(),
                URI.create("http://localhost:1"),
                URI.create("http://localhost:2"))
            .clientSecret(Secret.of(fixture.app.clientSecret()))
            .signingSecret(Secret.of(fixture.app.signingSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    Connections connections =
        Connections.builder(app, fixture.vault(), connector("svc", SERVER))
            .httpTransport(
                request -> {
                  requests.add(request);
                  if (request.method().equals("POST")) {
                    return new Response(400, Map.of(), INVALID_GRANT);
                  }
                  String uri = redirectUri(request);
                  return uri.contains(":1/") || !isRegistered(request)
                      ? page(400, "unknown redirect_uri")
                      : page(200, "log in");
                })
            .build();

    ConnectorCheck report = connections.admin().check().get(0);
    assertThat(report.redirectUris()).hasSize(3);
    assertThat(report.findings())
        .filteredOn(each -> each.subject() == Subject.REDIRECT_URI)
        .extracting(Finding::outcome)
        .containsExactly(Outcome.GOOD, Outcome.BAD, Outcome.GOOD);
    assertThat(finding(report, Subject.AUTHORIZATION_ENDPOINT).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(requests)
        .filteredOn(each -> each.method().equals("GET") && !isRegistered(each))
        .as("control requests")
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"redirect_uri_mismatch\"}",
        "{\"error\":\"invalid_request\",\"error_description\":\"Invalid redirect URL\"}",
        "<p>The redirect URI is not registered</p>"
      })
  void isBadIfTheRedirectUriIsRefusedLikeOneThatNobodyRegistered(String body) {
    ConnectorCheck report = check(request -> new Response(400, Map.of(), body));
    Finding found = finding(report, Subject.REDIRECT_URI);
    assertThat(found.outcome()).isEqualTo(Outcome.BAD);
    assertThat(found.message()).contains("/callback/svc", "register it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"invalid_client\",\"redirect_uri\":\"any\"}",
        "{\"error\":\"invalid_scope\",\"redirect_uri\":\"any\"}",
        "<p>Something went wrong</p>"
      })
  void cannotTellFromARefusalForAnotherReason(String body) {
    ConnectorCheck report = check(request -> new Response(400, Map.of(), body));
    assertThat(finding(report, Subject.REDIRECT_URI).outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void cannotTellIfEverybodyHasToLogInFirst() {
    ConnectorCheck report = check(request -> redirect("https://svc.example/login?x=1"));
    Finding found = finding(report, Subject.REDIRECT_URI);
    assertThat(found.outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(found.message()).contains("responds alike", "letter by letter");
    assertThat(report.outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void isBadIfTheProviderRefusesTheScopes() {
    for (HttpTransport screens :
        List.<HttpTransport>of(
            request -> redirect(redirectUri(request) + "?error=invalid_scope"),
            request -> new Response(400, Map.of(), "{\"error\":\"invalid_scope\"}"))) {
      ConnectorCheck report = check(screens, connector("svc", SERVER).scopes("read", "wirte"));
      Finding found = finding(report, Subject.SCOPES);
      assertThat(found.outcome()).isEqualTo(Outcome.BAD);
      assertThat(found.message()).contains("invalid_scope", "read wirte");
    }
  }

  @Test
  void saysNothingAboutScopesIfNoneAreRequestedAndCannotTellIfNothingListsThem() {
    HttpTransport screens = request -> page(200, "log in");
    assertThat(check(screens).findings()).noneMatch(each -> each.subject() == Subject.SCOPES);
    assertThat(
            finding(check(screens, connector("svc", SERVER).scopes("read")), Subject.SCOPES)
                .outcome())
        .isEqualTo(Outcome.CANNOT_TELL);
  }

  /** A server with this metadata, which is what it was at discovery. */
  private ConnectorCheck checkDiscovered(String now, String... scopes) {
    OAuthServer server =
        OAuthServer.discover(
            URI.create("https://svc.example"),
            request -> new Response(200, Map.of(), metadata("token", "[\"read\"]")));
    return check(
        request ->
            request.uri().getPath().contains(".well-known")
                ? new Response(200, Map.of(), now)
                : page(200, "log in"),
        connector("svc", server).scopes(scopes));
  }

  private static String metadata(String tokenPath, String scopes) {
    return """
        {"issuer":"https://svc.example",
         "authorization_endpoint":"https://svc.example/authorize",
         "token_endpoint":"https://svc.example/%s",
         "response_types_supported":["code"],
         "code_challenge_methods_supported":["S256"],
         "scopes_supported":%s}
        """
        .formatted(tokenPath, scopes);
  }

  @Test
  void metadataThatAgreesIsGoodAndSoAreTheScopesThatItLists() {
    ConnectorCheck report = checkDiscovered(metadata("token", "[\"read\",\"write\"]"), "write");
    assertThat(finding(report, Subject.METADATA).outcome()).isEqualTo(Outcome.GOOD);
    assertThat(finding(report, Subject.SCOPES).outcome()).isEqualTo(Outcome.GOOD);
  }

  @Test
  void namesTheScopesThatTheMetadataDoesNotList() {
    Finding found =
        finding(checkDiscovered(metadata("token", "[\"read\"]"), "read", "wirte"), Subject.SCOPES);
    assertThat(found.outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(found.message()).contains("does not list wirte,");
  }

  @Test
  void metadataThatNamesAnotherEndpointOrIssuerIsBad() {
    Finding moved = finding(checkDiscovered(metadata("token2", "[]")), Subject.METADATA);
    assertThat(moved.outcome()).isEqualTo(Outcome.BAD);
    assertThat(moved.message()).contains("token_endpoint");

    String other = metadata("token", "[]").replace("\"https://svc.example\"", "\"https://x\"");
    assertThat(finding(checkDiscovered(other), Subject.METADATA).outcome()).isEqualTo(Outcome.BAD);
  }

  @Test
  void cannotTellIfTheMetadataCannotBeRead() {
    assertThat(finding(checkDiscovered("<html>"), Subject.METADATA).outcome())
        .isEqualTo(Outcome.CANNOT_TELL);
  }

  /** A provider that takes all the time that a request allows. */
  private Response hang(Request request) throws IOException {
    Duration timeout = request.timeout();
    assertThat(timeout).isNotNull();
    nanos += timeout.toNanos();
    throw new IOException("timeout");
  }

  @Test
  void noConnectorTakesLongerThanTwentySecondsAndAllTogetherNoLongerThanTheLimit() {
    OAuthConnector[] many = new OAuthConnector[10];
    for (int i = 0; i < many.length; i++) {
      many[i] = connector("svc" + i, SERVER).scopes("read");
    }
    List<ConnectorCheck> one =
        connections(this::hang, many[0]).admin().check(Duration.ofMinutes(5));
    assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(20));
    assertThat(one.get(0).outcome()).isEqualTo(Outcome.CANNOT_TELL);

    nanos = 0;
    requests.clear();
    List<ConnectorCheck> all = connections(this::hang, many).admin().check();
    assertThat(Duration.ofNanos(nanos)).isLessThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(all).hasSize(10).allMatch(each -> each.outcome() == Outcome.CANNOT_TELL);
    assertThat(requests).as("each connector had its turn").hasSize(10);
    assertThat(all.get(9).findings().toString()).contains("the check ran out of time");
  }

  @Test
  void connectorsThatRespondAtOnceLeaveTheirTimeToTheNextOnes() {
    HttpTransport lastHangs =
        request ->
            request.uri().getHost().startsWith("last")
                ? hang(request)
                : new Response(400, Map.of(), INVALID_GRANT);
    OAuthServer last =
        OAuthServer.of(
            URI.create("https://last.example/authorize"), URI.create("https://last.example/token"));
    connections(
            lastHangs,
            connector("first", SERVER),
            connector("second", SERVER),
            connector("third", last))
        .admin()
        .check(Duration.ofSeconds(12));

    assertThat(Duration.ofNanos(nanos)).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void refusesADurationThatIsNotPositive() {
    Connections.Admin admin = connections(this::hang, connector("svc", SERVER)).admin();
    assertThatThrownBy(() -> admin.check(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
