package io.github.mondayauth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Step;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaRequestTest {
  private static final RegisteredApp REGISTERED = RegisteredApp.random();
  private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-05-01T12:00:00Z"));

  private static MondayApp app(String baseUri, URI... more) {
    return MondayApp.builder(REGISTERED.clientId(), URI.create(baseUri), more)
        .clientSecret(Secret.of(REGISTERED.clientSecret()))
        .signingSecret(Secret.of(REGISTERED.signingSecret()))
        .timeSource(CLOCK)
        .build();
  }

  private static LambdaRequest version2(String file) {
    return LambdaRequest.of(GatewayEvents.version2(file));
  }

  private static LambdaRequest version1(String file) {
    return LambdaRequest.of(GatewayEvents.version1(file));
  }

  /** What the library reads of a request. */
  private static String raw(BrowserRequest request) throws Exception {
    var raw = BrowserRequest.class.getDeclaredField("raw");
    raw.setAccessible(true);
    Object value = raw.get(request);
    StringBuilder shown = new StringBuilder();
    for (var part : value.getClass().getRecordComponents()) {
      part.getAccessor().setAccessible(true);
      shown.append(part.getAccessor().invoke(value)).append(" | ");
    }
    return shown.toString();
  }

  @Test
  void readsABrowsersRequestInFormat2() throws Exception {
    LambdaRequest request = version2("http-api-authorize");

    assertThat(raw(request.browser(app("https://app.example.com"))))
        .isEqualTo(
            "GET | /authorize | token=a.b.c&token=d&note=a%20b%2Bc | "
                + "[theme=dark, __Host-monday-auth-1=x] | document | de-DE,de;q=0.9 | ");
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.body()).isNull();
    assertThat(request.bodyBytes()).isEmpty();
    assertThat(request.authorization()).isNull();
  }

  @Test
  void readsABrowsersRequestInFormat1AndEncodesItsQueryAgain() throws Exception {
    LambdaRequest request = version1("rest-api-authorize");

    assertThat(
            raw(
                request.browser(
                    app("https://api1234567.execute-api.eu-central-1.amazonaws.com/prod"))))
        .startsWith("GET | /authorize | ")
        .contains("token=a.b.c&token=d", "note=a+b%2Bc%26d")
        .endsWith(" | [theme=dark, __Host-monday-auth-1=x] | document | de-DE,de;q=0.9 | ");
  }

  @Test
  void readsTheFormOfAFunctionUrlFromBase64AndIgnoresItsQuery() throws Exception {
    LambdaRequest request = version2("function-url-form");

    assertThat(raw(request.browser(app("https://url1234567.lambda-url.eu-central-1.on.aws"))))
        .isEqualTo(
            "POST | /callback/mailer | state=s&api_key=%C3%A4+b&api_key=c | "
                + "[__Host-monday-auth-1=x] | null | null | ");
  }

  @Test
  void repeatedParametersAreRefusedInBothFormats() {
    TokenVault vault =
        TokenVault.open(
            app("https://app.example.com"), TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    MondayApp app = app("https://app.example.com");
    Connections connections = Connections.create(app, vault, Connector.apiKey("mailer", "API key"));
    for (LambdaRequest request :
        List.of(version2("http-api-authorize"), version1("rest-api-authorize"))) {
      Step step = connections.begin(request.browser(app));

      assertThat(step).isInstanceOf(Step.Refused.class);
      assertThat(step.reply().status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, /authorize, $default, /authorize",
    "https://app.example.com, /, $default, /",
    "https://app.example.com, /prod/authorize, prod, /authorize",
    "https://app.example.com, /prod, prod, /",
    "https://app.example.com, /production/authorize, prod, /production/authorize",
    "https://app.example.com, /authorize, prod, /authorize",
    "https://app.example.com/prod, /prod/authorize, prod, /authorize",
    "https://app.example.com/prod, /prod/prod/authorize, prod, /prod/authorize",
    "https://app.example.com/v1, /v1/authorize, prod, /authorize",
    "https://app.example.com/v1, /prod/authorize, prod, /authorize",
    "https://app.example.com/v1, /v10/authorize, $default, /v10/authorize",
    "https://app.example.com/v1/monday, /v1/monday/authorize, $default, /authorize"
  })
  void removesTheBasePathOrElseTheStage(String base, String path, String stage, String expected) {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("http-api-authorize");
    event.setRawPath(path);
    event.getRequestContext().setStage(stage);

    assertThat(LambdaRequest.of(event).path(app(base))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/authorize, /authorize",
    "/eu/authorize, /authorize",
    "/eu/v2/authorize, /authorize",
    "/other/authorize, /other/authorize"
  })
  void removesThePathOfWhicheverBaseUriMatches(String path, String expected) {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("http-api-authorize");
    event.setRawPath(path);
    MondayApp app =
        app(
            "https://app.example.com/v1",
            URI.create("https://app.example.com/eu"),
            URI.create("https://eu.example.com/eu/v2"));

    assertThat(LambdaRequest.of(event).path(app)).isEqualTo(expected);
  }

  @Test
  void takesThePathInFormat1FromTheContextWhichHasTheStage() {
    assertThat(version1("rest-api-authorize").path(app("https://app.example.com")))
        .isEqualTo("/authorize");
    assertThat(version1("rest-api-mapped-action").path(app("https://app.example.com/v1")))
        .isEqualTo("/actions/run");
  }

  @Test
  void theEndpointHasTheQueryIfThereIsOne() {
    MondayApp app = app("https://app.example.com");

    assertThat(version2("http-api-authorize").endpoint(app))
        .isEqualTo("/authorize?token=a.b.c&token=d&note=a%20b%2Bc");
    assertThat(version2("http-api-stage-action").endpoint(app)).isEqualTo("/actions/run");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenForTheStagesUrlIsVerified(boolean isVersion2) {
    String base =
        isVersion2
            ? "https://api1234567.execute-api.eu-central-1.amazonaws.com/prod"
            : "https://app.example.com/v1";
    String token =
        MondayTokens.of(REGISTERED, CLOCK).request(URI.create(base + "/actions/run")).sign();
    String file = isVersion2 ? "http-api-stage-action" : "rest-api-mapped-action";
    String json = GatewayEvents.text(file).replace("TOKEN", token);
    LambdaRequest request =
        isVersion2
            ? LambdaRequest.of(GatewayEvents.parse(json, APIGatewayV2HTTPEvent.class))
            : LambdaRequest.of(GatewayEvents.parse(json, APIGatewayProxyRequestEvent.class));
    MondayApp app = app(base);

    assertThat(
            app.requestVerifier()
                .verify(request.authorization(), request.endpoint(app))
                .user()
                .id())
        .isEqualTo(MondayTokens.USER);
    assertThat(request.body()).isEqualTo("{\"payload\":{\"n\":\"ä\"}}");
    assertThat(request.bodyBytes()).isEqualTo("{\"payload\":{\"n\":\"ä\"}}".getBytes(UTF_8));
  }

  @Test
  void aHeaderThatWasSentTwiceIsNeverOneOfItsValues() {
    APIGatewayProxyRequestEvent event = GatewayEvents.version1("rest-api-mapped-action");
    event.setMultiValueHeaders(
        Map.of("authorization", List.of("one", "two"), "AUTHORIZATION", List.of("three")));

    assertThat(LambdaRequest.of(event).header("Authorization").split(",", -1))
        .containsExactlyInAnyOrder("one", "two", "three");
  }

  @Test
  void findsHeadersInAnyLetterCase() {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("http-api-stage-action");
    event.setHeaders(Map.of("AuthoriZation", "a", "X-Monday-Agent-Id", "7"));
    LambdaRequest request = LambdaRequest.of(event);

    assertThat(request.authorization()).isEqualTo("a");
    assertThat(request.header("x-monday-agent-id")).isEqualTo("7");
    assertThat(request.header("x-monday-timestamp")).isNull();
  }

  @Test
  void anEventWithoutHeadersAndParametersHasNone() throws Exception {
    APIGatewayV2HTTPEvent second = GatewayEvents.version2("http-api-authorize");
    second.setHeaders(null);
    second.setCookies(null);
    second.setRawQueryString("");
    APIGatewayProxyRequestEvent first = GatewayEvents.version1("rest-api-authorize");
    first.setHeaders(null);
    first.setMultiValueHeaders(null);
    first.setQueryStringParameters(null);
    first.setMultiValueQueryStringParameters(null);
    MondayApp app = app("https://app.example.com");

    for (LambdaRequest request : List.of(LambdaRequest.of(second), LambdaRequest.of(first))) {
      assertThat(request.header("Authorization")).isNull();
      assertThat(raw(request.browser(app)))
          .isEqualTo("GET | /authorize | null | [] | null | null | ");
    }
  }

  @Test
  void usesSingleValuesOfAnEventThatSomethingElseSent() throws Exception {
    APIGatewayProxyRequestEvent event = GatewayEvents.version1("rest-api-authorize");
    event.setMultiValueHeaders(null);
    event.setMultiValueQueryStringParameters(null);
    event.setQueryStringParameters(Map.of("token", "a.b.c"));

    assertThat(raw(LambdaRequest.of(event).browser(app("https://app.example.com"))))
        .isEqualTo(
            "GET | /authorize | token=a.b.c | [__Host-monday-auth-1=x] | document |"
                + " de-DE,de;q=0.9 | ");
  }

  @Test
  void readsTheCookieHeaderOfAnEmulatorThatHasNoListOfCookies() throws Exception {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("http-api-authorize");
    event.setCookies(null);
    event.setHeaders(Map.of("cookie", "theme=dark; __Host-monday-auth-1=x"));

    assertThat(raw(LambdaRequest.of(event).browser(app("https://app.example.com"))))
        .contains("[theme=dark; __Host-monday-auth-1=x]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "OPTIONS", "get"})
  void refusesOtherMethodsOfABrowserSoThatNoPreviewUsesUpACallback(String method) {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("http-api-authorize");
    event.getRequestContext().getHttp().setMethod(method);
    LambdaRequest request = LambdaRequest.of(event);

    MondayAuthException refused =
        catchThrowableOfType(
            MondayAuthException.class, () -> request.browser(app("https://app.example.com")));

    assertThat(refused.reply().status()).isEqualTo(405);
    assertThat(refused.reply().headers()).containsEntry("Allow", "GET, POST");
  }

  @Test
  void refusesABodyThatIsNotBase64WithoutShowingIt() {
    APIGatewayV2HTTPEvent event = GatewayEvents.version2("function-url-form");
    event.setBody("api_key=planted");
    LambdaRequest request = LambdaRequest.of(event);

    assertThatThrownBy(request::body)
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("expected base64")
        .hasMessageNotContaining("planted");
    assertThatThrownBy(request::bodyBytes).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatTheFormatOfTheGatewayAndTheClassOfTheEventDiffer() {
    APIGatewayV2HTTPEvent second =
        GatewayEvents.parse(GatewayEvents.text("rest-api-authorize"), APIGatewayV2HTTPEvent.class);
    APIGatewayProxyRequestEvent first =
        GatewayEvents.parse(
            GatewayEvents.text("http-api-authorize"), APIGatewayProxyRequestEvent.class);

    assertThatThrownBy(() -> LambdaRequest.of(second))
        .hasMessageContaining("payload format version");
    assertThatThrownBy(() -> LambdaRequest.of(first))
        .hasMessageContaining("payload format version");
    assertThatThrownBy(() -> LambdaRequest.of(new APIGatewayV2HTTPEvent()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toStringShowsTheMethodOnly() {
    assertThat(version2("http-api-authorize")).hasToString("LambdaRequest[GET]");
  }
}
