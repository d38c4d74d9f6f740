package io.github.mondayauth.examples.servlet;

import static io.github.mondayauth.examples.servlet.AppFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every request that monday.com's documentation of integrations describes, written by hand and sent
 * by a plain HTTP client to the running example. Neither the library nor the testkit makes any of
 * the tokens and bodies.
 */
class SeedRequestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOW_SECONDS = NOW.getEpochSecond();

  @TempDir Path folder;
  private AppFixture fixture;
  private final PlainHttp http = new PlainHttp();

  @BeforeEach
  void open() throws Exception {
    fixture = AppFixture.onSqlite(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String signingSecret() {
    return fixture.settings().signingSecret().reveal();
  }

  private String clientSecret() {
    return fixture.settings().clientSecret().reveal();
  }

  private String backToUrl() {
    return fixture.monday.origin() + "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account";
  }

  /** The authorization URL with a token that has the three documented claims and an expiry. */
  private URI authorizationUrl(String secret) throws Exception {
    String claims =
        "{\"userId\":%d,\"accountId\":%d,\"backToUrl\":\"%s\",\"exp\":%d}"
            .formatted(fixture.ada.id(), fixture.ada.accountId(), backToUrl(), NOW_SECONDS + 300);
    return fixture.at("/authorize?token=" + PlainHttp.jwt(secret, claims));
  }

  /** The token of a request to an endpoint, with the documented claims. */
  private String token(String path, String secret) throws Exception {
    String claims =
        "{\"accountId\":%d,\"userId\":%d,\"aud\":\"%s\",\"exp\":%d,\"iat\":%d,\"shortLivedToken\":\"%s\"}"
            .formatted(
                fixture.ada.accountId(),
                fixture.ada.id(),
                fixture.at(path),
                NOW_SECONDS + 300,
                NOW_SECONDS,
                // The API of the fake monday.com accepts only what it issued.
                fixture.monday.legacyToken(fixture.ada));
    return PlainHttp.jwt(secret, claims);
  }

  private HttpResponse<String> send(String path, String body) throws Exception {
    return http.post(fixture.at(path), token(path, signingSecret()), body);
  }

  private void connect() throws Exception {
    fixture.allowAs(fixture.ada);
    http.follow(authorizationUrl(signingSecret()), backToUrl());
  }

  /** The tracker's access token of Ada, as monday.com's Credentials feature would keep it. */
  private String trackerToken() {
    return fixture.tracker.issuedTokens().get(0);
  }

  private int trackerCalls() {
    return (int)
        fixture.tracker.requests().stream()
            .filter(r -> r.path().equals(fixture.tracker.resource().getPath()))
            .count();
  }

  @Test
  void authorizationUrlConnectsBothServicesAndReturnsToBackToUrl() throws Exception {
    connect();
    assertThat(fixture.credentials()).isEqualTo(2);
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
    assertThat(fixture.tracker.tokenRequests()).hasSize(1);
  }

  @Test
  void authorizationUrlReturnsAUserWhoIsConnectedAtOnce() throws Exception {
    connect();
    HttpResponse<String> response = http.get(authorizationUrl(signingSecret()));
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).hasValue(backToUrl());
  }

  @Test
  void authorizationUrlAcceptsTheClientSecretOnlyIfAllowed() throws Exception {
    assertThat(http.get(authorizationUrl(clientSecret())).statusCode()).isEqualTo(401);
    fixture.close();
    fixture = AppFixture.onSqliteWithClientSecret(folder.resolve("allowed"));
    fixture.allowAs(fixture.ada);
    http.follow(authorizationUrl(clientSecret()), backToUrl());
    assertThat(fixture.credentials()).isEqualTo(2);
    http.follow(authorizationUrl(signingSecret()), backToUrl());
  }

  @Test
  void authorizationUrlShowsAPageForAnInvalidToken() throws Exception {
    for (String query : new String[] {"", "?token=", "?token=x", "?token=a.b.c"}) {
      HttpResponse<String> response = http.get(fixture.at("/authorize" + query));
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }
    assertThat(http.get(authorizationUrl("another secret of 32 characters!")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void actionRunsWithTheBodyOfTheDocumentation() throws Exception {
    connect();
    HttpResponse<String> response =
        send(
            "/monday/run",
            """
            {"payload":{"blockKind":"action","credentialsValues":{},
              "inboundFieldValues":{"boardId":6440001771,"itemId":9876543210},
              "inputFields":{"text":"hello"},"recipeId":629280,"integrationId":398528596},
             "runtimeMetadata":{"actionUuid":"3b0a86dcb5a1d05e8aff1e4791cafde5",
               "triggerUuid":"bd661564c1d1968d5e56c67051cf7511"}}
            """);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    assertThat(json(response).at("/outputFields/summary").asText())
        .startsWith("Ada tracks issues as ");
  }

  @Test
  void subscriptionWithoutAWebhookUrlIsRefused() throws Exception {
    connect();
    for (String payload : List.of("null", "{}", "{\"webhookUrl\":\" \"}", "[]")) {
      assertThat(send("/monday/subscribe", "{\"payload\":" + payload + "}").statusCode())
          .as(payload)
          .isEqualTo(400);
    }
  }

  @Test
  void actionIsNotDoneTwiceForTheSameRun() throws Exception {
    connect();
    String body = "{\"payload\":{},\"runtimeMetadata\":{\"actionUuid\":\"%s\"}}";
    String first = send("/monday/run", body.formatted("a1")).body();
    int calls = trackerCalls();
    assertThat(send("/monday/run", body.formatted("a1")).body()).isEqualTo(first);
    assertThat(trackerCalls()).isEqualTo(calls);
    assertThat(send("/monday/run", body.formatted("a2")).body()).isEqualTo(first);
    assertThat(trackerCalls()).isEqualTo(calls + 1);
    assertThat(send("/monday/run", "{\"payload\":{}}").statusCode()).isEqualTo(200);
    assertThat(trackerCalls()).as("without an id").isEqualTo(calls + 2);
  }

  @Test
  void actionOfAUserWhoIsNotConnectedNotifiesTheUser() throws Exception {
    HttpResponse<String> response = send("/monday/run", "{\"payload\":{\"inputFields\":{}}}");
    assertThat(response.statusCode()).isBetween(400, 499);
    assertThat(json(response).path("severityCode").asInt()).isEqualTo(4000);
    assertThat(json(response).path("notificationErrorTitle").asText()).isNotBlank();
  }

  @Test
  void blockUsesTheCredentialOfMondayAndTheShortLivedToken() throws Exception {
    connect();
    String body =
        """
        {"payload":{"blockKind":"action","credentialsValues":
          {"tracker":{"userCredentialsId":12345,"accessToken":"%s"}}}}
        """;
    HttpResponse<String> response = send("/monday/block", body.formatted(trackerToken()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(json(response).at("/outputFields/summary").asText())
        .startsWith("Ada tracks issues as ");

    HttpResponse<String> refused = send("/monday/block", body.formatted("stolen-or-expired"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("Credential refused").doesNotContain("stolen-or-expired");
    HttpResponse<String> none = send("/monday/block", "{\"payload\":{\"credentialsValues\":{}}}");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("No credential");
  }

  @Test
  void triggerSubscribesAndUnsubscribes() throws Exception {
    connect();
    HttpResponse<String> subscribed =
        send(
            "/monday/subscribe",
            """
            {"payload":{"webhookUrl":"https://api-gw.monday.com/automations/apps-events/73501",
              "subscriptionId":73501,"inputFields":{"boardId":6440001771},
              "recipeId":629280,"integrationId":398528596}}
            """);
    assertThat(subscribed.statusCode()).isEqualTo(200);
    String webhookId = json(subscribed).path("webhookId").asText();
    assertThat(webhookId).isNotBlank();
    String body = "{\"payload\":{\"webhookId\":\"" + webhookId + "\"}}";
    assertThat(send("/monday/unsubscribe", body).statusCode()).isEqualTo(200);
    assertThat(send("/monday/unsubscribe", body).statusCode()).as("again").isEqualTo(200);
  }

  @Test
  void remoteOptionsAndFieldDefinitionsReply() throws Exception {
    connect();
    String body = "{\"payload\":{\"boardId\":6440001771,\"dependencyData\":{}}}";
    HttpResponse<String> options = send("/monday/options", body);
    assertThat(options.statusCode()).isEqualTo(200);
    assertThat(json(options).get(0).path("title").asText()).isNotBlank();
    HttpResponse<String> fields = send("/monday/fields", body);
    assertThat(fields.statusCode()).isEqualTo(200);
    assertThat(json(fields).get(0).path("id").asText()).isEqualTo("title");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "block", "subscribe", "unsubscribe", "options", "fields"})
  void everyRequestNeedsTheSigningSecret(String endpoint) throws Exception {
    connect();
    String path = "/monday/" + endpoint;
    URI uri = fixture.at(path);
    int calls = trackerCalls();
    String genuine = token(path, signingSecret());
    assertThat(http.post(uri, null, "{}").statusCode()).isEqualTo(401);
    assertThat(http.post(uri, token(path, clientSecret()), "{}").statusCode()).isEqualTo(401);
    assertThat(http.post(uri, genuine + "A", "{}").statusCode()).isEqualTo(401);
    assertThat(
            http.post(uri, genuine.substring(0, genuine.lastIndexOf('.') + 1), "{}").statusCode())
        .isEqualTo(401);
    assertThat(http.post(uri, token("/monday/other", signingSecret()), "{}").statusCode())
        .isEqualTo(401);
    assertThat(trackerCalls()).isEqualTo(calls);
  }

  @ParameterizedTest
  @CsvSource({"'',''", "Bearer,' '", "bearer,' '", "BEARER,' '"})
  void acceptsTheHeaderWithAndWithoutBearer(String scheme, String space) throws Exception {
    String authorization = scheme + space + token("/monday/fields", signingSecret());
    assertThat(http.post(fixture.at("/monday/fields"), authorization, "{}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void anAuthorizationTokenWithTheDocumentedClaimsIsNoRequest() throws Exception {
    // It passes through the browser, where its user can read it.
    String token = authorizationUrl(signingSecret()).getQuery().substring("token=".length());
    for (String path : new String[] {"/monday/run", "/board-webhook"}) {
      assertThat(http.post(fixture.at(path), token, "{}").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void boardWebhookEchoesTheChallengeAndVerifiesEverythingElse() throws Exception {
    URI uri = fixture.at("/board-webhook");
    String challenge = "{\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\"}";
    HttpResponse<String> echo = http.post(uri, null, challenge);
    assertThat(echo.statusCode()).isEqualTo(200);
    assertThat(json(echo)).isEqualTo(JSON.readTree(challenge));
    assertThat(echo.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));

    String event =
        "{\"event\":{\"type\":\"update_column_value\",\"boardId\":6440001771,\"userId\":7}}";
    assertThat(http.post(uri, null, event).statusCode()).isEqualTo(401);
    assertThat(send("/board-webhook", event).statusCode()).isEqualTo(200);
    String both = "{\"challenge\":\"x\",\"event\":{}}";
    assertThat(http.post(uri, null, both).statusCode()).isEqualTo(401);
    String html = "{\"challenge\":\"<script>alert(1)</script>\"}";
    assertThat(http.post(uri, null, html).headers().firstValue("X-Content-Type-Options"))
        .hasValue("nosniff");
  }

  @Test
  void boardWebhookAcceptsATokenWithoutAudience() throws Exception {
    String claims =
        "{\"accountId\":%d,\"userId\":%d,\"exp\":%d,\"iat\":%d}"
            .formatted(fixture.ada.accountId(), fixture.ada.id(), NOW_SECONDS + 300, NOW_SECONDS);
    String token = PlainHttp.jwt(signingSecret(), claims);
    assertThat(http.post(fixture.at("/board-webhook"), token, "{\"event\":{}}").statusCode())
        .isEqualTo(200);
    assertThat(http.post(fixture.at("/monday/fields"), token, "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void lifecycleWebhookEchoesTheChallengeAndDeletesOnUninstall() throws Exception {
    connect();
    HttpResponse<String> echo = http.post(fixture.lifecycleUrl(), null, "{\"challenge\":\"abc\"}");
    assertThat(echo.statusCode()).isEqualTo(200);
    assertThat(echo.body()).isEqualTo("{\"challenge\":\"abc\"}");

    String claims =
        ("{\"dat\":{\"client_id\":\"%s\",\"user_id\":%d,\"account_id\":%d,\"slug\":\"acme\","
                + "\"app_id\":%d,\"app_version_id\":10200300,\"install_id\":7,\"is_admin\":true,"
                + "\"is_view_only\":false,\"is_guest\":false,\"user_kind\":\"admin\"},\"exp\":%d}")
            .formatted(
                fixture.settings().clientId(),
                fixture.ada.id(),
                fixture.ada.accountId(),
                fixture.monday.app().appId(),
                NOW_SECONDS + 300);
    String token = PlainHttp.jwt(clientSecret(), claims);
    String event =
        """
        {"type":"%s","data":{"app_id":%d,"app_name":"Test app","user_id":%d,
          "user_email":"ada@acme.example","user_name":"Ada","user_cluster":"software",
          "account_tier":"pro","account_max_users":20,"account_id":%d,"account_name":"Acme",
          "account_slug":"acme","version_data":{"major":1,"minor":2,"patch":0,"type":"minor"},
          "timestamp":"2026-11-21T10:00:00.643+00:00","user_country":"SE"}}
        """;
    String install = lifecycle(event, "install");
    assertThat(http.post(fixture.lifecycleUrl(), token, install).statusCode()).isEqualTo(200);
    assertThat(fixture.credentials()).isEqualTo(2);
    String uninstall = lifecycle(event, "uninstall");
    assertThat(http.post(fixture.lifecycleUrl(), null, uninstall).statusCode()).isEqualTo(401);
    assertThat(http.post(fixture.lifecycleUrl(), "Bearer " + token, uninstall).statusCode())
        .isEqualTo(200);
    assertThat(fixture.credentials()).isZero();
    assertThat(send("/monday/run", "{\"payload\":{}}").statusCode()).isBetween(400, 499);
  }

  private String lifecycle(String event, String type) {
    return event.formatted(
        type, fixture.monday.app().appId(), fixture.ada.id(), fixture.ada.accountId());
  }

  @Test
  void providerIdentifierNamesTheOwnerOfATokenAndNothingElse() throws Exception {
    connect();
    URI uri = fixture.at("/provider-identifier/tracker");
    HttpResponse<String> response = http.post(uri, null, "{\"token\":\"" + trackerToken() + "\"}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).size()).isEqualTo(2);
    assertThat(json(response).path("providerUniqueIdentifier").asText()).isNotBlank();
    assertThat(json(response).path("displayName").asText()).isNotBlank();

    assertThat(http.post(uri, null, "{\"token\":\"unknown\"}").statusCode()).isEqualTo(400);
    int calls = trackerCalls();
    for (String body :
        new String[] {
          "",
          "{}",
          "[]",
          "x",
          "{\"token\":7}",
          "{\"token\":\"\"}",
          "{\"token\":\"a b\"}",
          "{\"token\":\"a\\r\\nX: y\"}",
          "{\"token\":\"\u00e9\"}",
          "{\"token\":\"" + "x".repeat(20_000) + "\"}"
        }) {
      HttpResponse<String> refused = http.post(uri, null, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body()).isEqualTo("{\"error\":\"Expected a JSON body with a token\"}");
    }
    assertThat(trackerCalls()).isEqualTo(calls);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }
}
