package io.github.mondayauth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeOAuthServerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String VERIFIER = "v".repeat(64);

  private final TestClock clock = TestClock.at(NOW);
  private final Recorder application = new Recorder();
  private final TestBrowser browser = new TestBrowser();
  private FakeOAuthServer server = FakeOAuthServer.builder().clock(clock).start();

  @AfterEach
  void close() {
    server.close();
    application.close();
  }

  private void restart(FakeOAuthServer.Builder builder) {
    server.close();
    server = builder.clock(clock).start();
  }

  @Test
  void consentPageOffersTheUsersAndRedirectsWithACode() throws Exception {
    TestBrowser.Page page = browser.open(authorize());
    assertThat(page.reply().body()).contains("ada", "grace", "repo");
    TestBrowser.Page back = page.submit(Map.of("decision", "allow", "user", "grace"));
    AppReply reply = token(exchange(parameter(back, "code")));
    assertThat(reply.json())
        .containsOnlyKeys("access_token", "token_type", "expires_in", "refresh_token", "scope")
        .containsEntry("expires_in", 3600L)
        .containsEntry("scope", "repo user");
    assertThat(resource(access(reply)).body()).contains("grace");
  }

  @Test
  void consentPageCanBeSubmittedOnce() {
    TestBrowser.Page page = browser.open(authorize());
    page.submit(Map.of("decision", "allow"));
    assertThat(page.submit(Map.of("decision", "allow")).reply().status()).isEqualTo(400);
  }

  @Test
  void accessTokensExpireAndRefreshTokensRotate() throws Exception {
    AppReply first = connect();
    clock.advance(Duration.ofHours(1));
    assertThat(resource(access(first)).statusCode()).isEqualTo(401);
    AppReply second = token(refresh(first));
    assertThat(resource(access(second)).statusCode()).isEqualTo(200);
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
    assertThat(server.tokenRequests()).hasSize(3);
  }

  @Test
  void collectionStoresAnObjectOnceForEachIdempotencyKey() throws Exception {
    URI issues = server.collection("/api/issues");
    String token = access(connect());

    HttpResponse<String> first = add(issues, token, "run-1", "{\"title\":\"Broken\"}");
    HttpResponse<String> repeated = add(issues, token, "run-1", "{\"title\":\"Broken\"}");
    HttpResponse<String> second = add(issues, token, "run-2", "{\"title\":\"Slow\"}");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.body()).contains("\"id\":\"1\"", "Broken", "ada");
    assertThat(repeated.body()).isEqualTo(first.body());
    assertThat(second.body()).contains("\"id\":\"2\"");
    assertThat(server.stored("/api/issues"))
        .extracting(issue -> issue.get("title"))
        .containsExactly("Broken", "Slow");
  }

  @Test
  void collectionRefusesOtherTokensAndBodiesAndStoresNothing() throws Exception {
    URI issues = server.collection("/api/issues");
    String token = access(connect());

    assertThat(add(issues, "forged", "run-1", "{}").statusCode()).isEqualTo(401);
    assertThat(add(issues, token, "run-1", "not JSON").statusCode()).isEqualTo(400);
    assertThat(add(server.origin().resolve("/api/other"), token, "run-1", "{}").statusCode())
        .isEqualTo(404);
    server.collection("/api/issues", Fault.html(503));
    assertThat(add(issues, token, "run-1", "{}").statusCode()).isEqualTo(503);
    server.refuseAccessTokens();
    server.collection("/api/issues", Fault.none());
    assertThat(add(issues, token, "run-1", "{}").statusCode()).isEqualTo(401);

    assertThat(server.stored("/api/issues")).isEmpty();
    assertThatThrownBy(() -> server.stored("/api/other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("collection");
  }

  private static HttpResponse<String> add(URI issues, String token, String key, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(issues)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void firstRefreshTokenKeepsWorkingWithoutRotation() {
    restart(FakeOAuthServer.builder().withoutRotation());
    AppReply first = connect();
    assertThat(token(refresh(first)).json()).doesNotContainKey("refresh_token");
    assertThat(token(refresh(first)).status()).isEqualTo(200);
  }

  @Test
  void reuseOfARefreshTokenRevokesItsFamilyIfConfigured() {
    restart(FakeOAuthServer.builder().reuseRevokesFamily());
    AppReply first = connect();
    token(refresh(first));
    assertThat(server.liveTokens()).isEqualTo(2);
    token(refresh(first));
    assertThat(server.liveTokens()).isZero();
  }

  @Test
  void refreshTokensCanExpireOrBeOmitted() {
    restart(FakeOAuthServer.builder().refreshTokenLifetime(Duration.ofDays(1)));
    AppReply first = connect();
    clock.advance(Duration.ofDays(1));
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
    restart(FakeOAuthServer.builder().withoutRefreshTokens().withoutExpiresIn());
    assertThat(connect().json()).containsOnlyKeys("access_token", "token_type", "scope");
  }

  @Test
  void acceptsOnlyTheConfiguredClientAuthentication() {
    assertThat(token(basic(exchange(code()))).status()).isEqualTo(401);
    restart(FakeOAuthServer.builder().clientSecretBasic());
    assertThat(token(basic(exchange(code()))).status()).isEqualTo(200);
    AppReply inBody = token(exchange(code()));
    assertThat(inBody.status()).isEqualTo(401);
    assertThat(inBody.header("WWW-Authenticate")).startsWith("Basic");
  }

  @Test
  void publicClientNeedsPkceAndNoSecret() {
    restart(FakeOAuthServer.builder().publicClient());
    Map<String, String> exchange = exchange(code());
    exchange.remove("client_secret");
    assertThat(token(exchange).status()).isEqualTo(200);
    TestBrowser.Page refused =
        browser.open(URI.create(authorize().toString().replaceAll("&code_challenge.*", "")));
    assertThat(parameter(refused, "error")).isEqualTo("invalid_request");
  }

  @Test
  void sendsTheIssuerWithCodesAndErrors() {
    restart(FakeOAuthServer.builder().issuer());
    server.consent(Consent.allow());
    assertThat(parameter(browser.open(authorize()), "iss")).isEqualTo(server.origin().toString());
    server.consent(Consent.deny());
    assertThat(parameter(browser.open(authorize()), "iss")).isEqualTo(server.origin().toString());
  }

  @Test
  void revocationAffectsATokenAGrantOrAllGrantsOfItsUser() {
    AppReply first = connect();
    AppReply second = connect();
    revoke(access(first));
    assertThat(server.liveTokens()).isEqualTo(1);
    revoke(String.valueOf(second.json().get("refresh_token")));
    assertThat(server.liveTokens()).isZero();
    assertThat(server.revocationRequests()).hasSize(2);

    restart(FakeOAuthServer.builder().revocationEndsAllGrants());
    AppReply third = connect();
    connect();
    revoke(access(third));
    assertThat(server.liveTokens()).isZero();

    restart(FakeOAuthServer.builder().revocationEndsOneToken());
    AppReply fourth = connect();
    revoke(String.valueOf(fourth.json().get("refresh_token")));
    assertThat(server.liveTokens()).isEqualTo(1);
    assertThat(server.liveGrants()).isEqualTo(1);
    revoke(access(fourth));
    assertThat(server.liveTokens()).isZero();
    assertThat(server.liveGrants()).isZero();
  }

  @Test
  void revokedGrantsCannotBeRefreshed() {
    AppReply first = connect();
    server.revokeGrants();
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
  }

  @Test
  void faultsReplaceTheWorkOfTheEndpoint() {
    String code = code();
    server.tokenEndpoint(Fault.html(504));
    AppReply html = token(exchange(code));
    assertThat(html.status()).isEqualTo(504);
    assertThat(html.header("Content-Type")).startsWith("text/html");
    server.tokenEndpoint(Fault.error(400, "invalid_client"));
    assertThat(token(exchange(code)).json()).containsEntry("error", "invalid_client");
    server.tokenEndpoint(Fault.hugeBody(1_000_000));
    assertThat(token(exchange(code)).body().length()).isGreaterThan(1_000_000);
    server.tokenEndpoint(Fault.none());
    assertThat(token(exchange(code)).status()).as("the code was not used").isEqualTo(200);
  }

  @Test
  void faultAfterProcessingUsesUpTheRefreshToken() {
    AppReply first = connect();
    server.tokenEndpoint(Fault.error(500, "server_error").afterProcessing().times(1));
    assertThat(token(refresh(first)).status()).isEqualTo(500);
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
  }

  @Test
  void faultCanReplaceOrRemoveAField() {
    server.tokenEndpoint(Fault.field("access_token", null));
    assertThat(connect().json()).doesNotContainKey("access_token");
    server.tokenEndpoint(Fault.field("expires_in", "soon"));
    assertThat(connect().json()).containsEntry("expires_in", "soon");
  }

  @Test
  void faultCanCloseTheConnection() {
    String code = code();
    server.tokenEndpoint(Fault.cutOff());
    assertThatThrownBy(() -> token(exchange(code))).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void heldRequestWaitsUntilItIsReleased() throws Exception {
    String code = code();
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server.tokenEndpoint(Fault.held(arrived, release));
    CompletableFuture<AppReply> reply = CompletableFuture.supplyAsync(() -> token(exchange(code)));
    arrived.await();
    assertThat(reply).isNotDone();
    release.countDown();
    assertThat(reply.get().status()).isEqualTo(200);
  }

  @Test
  void closingTheServerEndsHangingRequests() throws Exception {
    server.tokenEndpoint(Fault.hang());
    CompletableFuture<AppReply> reply = CompletableFuture.supplyAsync(() -> token(exchange("c")));
    while (server.tokenRequests().isEmpty()) {
      Thread.onSpinWait();
    }
    server.close();
    assertThatThrownBy(reply::get).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void recordsRequestsWithoutShowingTheirBody() {
    connect();
    ReceivedRequest request = server.tokenRequests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.header("content-type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.parameters())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code_verifier", VERIFIER);
    assertThat(request.toString()).isEqualTo("POST /token");
  }

  @Test
  void refusesDuplicateParameters() {
    AppReply reply = browser.open(URI.create(authorize() + "&state=again")).reply();
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void usedRefreshTokenKeepsWorkingForTheConfiguredTime() {
    restart(
        FakeOAuthServer.builder().reuseRevokesFamily().refreshTokenReuse(Duration.ofMinutes(30)));
    AppReply first = connect();
    assertThat(token(refresh(first)).status()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(token(refresh(first)).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
    assertThat(server.liveTokens()).isZero();
  }

  @Test
  void refusesPkceAndFormsIfConfigured() {
    restart(FakeOAuthServer.builder().refusesPkce());
    assertThat(parameter(browser.open(authorize()), "error")).isEqualTo("invalid_request");
    restart(FakeOAuthServer.builder().jsonTokenRequests());
    assertThat(token(exchange(code())).json()).containsEntry("error", "invalid_request");
  }

  @Test
  void separateRefreshEndpointTakesNoGrantType() {
    assertThat(post(server.refreshEndpoint(), client()).status()).isEqualTo(404);
    restart(FakeOAuthServer.builder().separateRefreshEndpoint());
    Map<String, String> refresh = refresh(connect());
    assertThat(token(refresh).json()).containsEntry("error", "unsupported_grant_type");
    assertThat(post(server.refreshEndpoint(), refresh).json())
        .containsEntry("error", "invalid_request");
    refresh.remove("grant_type");
    assertThat(post(server.refreshEndpoint(), refresh).json()).containsKey("access_token");
    refresh.remove("client_secret");
    assertThat(post(server.refreshEndpoint(), refresh).status()).isEqualTo(401);
  }

  @Test
  void wordsErrorsAsConfigured() {
    restart(FakeOAuthServer.builder().errorsWithStatus200());
    AppReply refused = token(exchange("unknown"));
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.json()).containsEntry("error", "invalid_grant");

    restart(FakeOAuthServer.builder().endedGrant(403, "{\"error\":\"unauthorized_client\"}"));
    assertThat(token(exchange("unknown")).json()).containsEntry("error", "invalid_grant");
    Map<String, String> refresh = refresh(connect());
    server.revokeGrants();
    assertThat(token(refresh).status()).isEqualTo(403);
    assertThat(token(refresh).json()).containsOnly(Map.entry("error", "unauthorized_client"));
  }

  @Test
  void shapesTokenResponsesAsConfigured() {
    restart(
        FakeOAuthServer.builder()
            .tokensIn("authed_user")
            .grantedScope("repo")
            .refreshTokenLifetime(Duration.ofDays(1))
            .refreshTokenLifetimeIn("refresh_token_expires_in"));
    AppReply first = connect();
    assertThat(first.json()).containsOnlyKeys("ok", "authed_user");
    @SuppressWarnings("unchecked")
    Map<String, Object> tokens = (Map<String, Object>) first.json().get("authed_user");
    assertThat(tokens)
        .containsEntry("scope", "repo")
        .containsEntry("refresh_token_expires_in", 86_400L);
    Map<String, String> refresh = client();
    refresh.put("grant_type", "refresh_token");
    refresh.put("refresh_token", String.valueOf(tokens.get("refresh_token")));
    assertThat(token(refresh).json()).containsKey("access_token");
  }

  @Test
  void requiresACodeParameterWithTheCodeOnly() {
    restart(FakeOAuthServer.builder().codeParameter("expiring", "1"));
    assertThat(token(exchange(code())).json()).containsEntry("error", "invalid_request");
    Map<String, String> exchange = exchange(code());
    exchange.put("expiring", "1");
    Map<String, String> refresh = refresh(token(exchange));
    assertThat(token(refresh).json()).containsKey("access_token");
    refresh.put("expiring", "1");
    assertThat(token(refresh).json()).containsEntry("error", "invalid_request");
  }

  @Test
  void addsParametersToCallbacksAndAuthenticatesThem() throws Exception {
    restart(FakeOAuthServer.builder().callbackParameter("shop", "a b").callbackHmac("hmac"));
    server.consent(Consent.allow());
    TestBrowser.Page back = browser.open(authorize());
    String state = parameter(back, "state");
    String message =
        "code=" + parameter(back, "code") + "&shop=a+b" + (state == null ? "" : "&state=" + state);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(server.clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(parameter(back, "hmac"))
        .isEqualTo(HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8))));

    server.consent(Consent.deny());
    assertThat(browser.open(authorize()).uri().getQuery()).doesNotContain("shop", "hmac");
  }

  @Test
  void revokesTheGrantOfAValidAccessTokenInTheHeader() throws Exception {
    restart(FakeOAuthServer.builder().revocationByBearer());
    AppReply first = connect();
    AppReply other = connect();
    assertThat(revokeByBearer("DELETE", "unknown", "")).isEqualTo(401);
    assertThat(revokeByBearer("POST", access(first), "x")).isEqualTo(400);
    assertThat(revokeByBearer("DELETE", access(first), "")).isEqualTo(200);
    assertThat(revokeByBearer("DELETE", access(first), "")).isEqualTo(401);
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
    clock.advance(Duration.ofHours(1));
    assertThat(revokeByBearer("POST", access(other), "")).isEqualTo(401);
  }

  private int revokeByBearer(String method, String access, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.revocationEndpoint())
            .header("Authorization", "Bearer " + access)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private URI authorize() {
    return URI.create(
        server.authorizationEndpoint()
            + "?response_type=code&client_id="
            + server.clientId()
            + "&redirect_uri="
            + application.at("/callback/x")
            + "&scope=repo%20user&state=s&code_challenge="
            + GrantStore.s256(VERIFIER)
            + "&code_challenge_method=S256");
  }

  private String code() {
    server.consent(Consent.allow());
    return parameter(browser.open(authorize()), "code");
  }

  private AppReply connect() {
    return token(exchange(code()));
  }

  private Map<String, String> exchange(String code) {
    Map<String, String> form = client();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", application.at("/callback/x").toString());
    form.put("code_verifier", VERIFIER);
    return form;
  }

  private Map<String, String> refresh(AppReply issued) {
    Map<String, String> form = client();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", String.valueOf(issued.json().get("refresh_token")));
    return form;
  }

  private Map<String, String> client() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", server.clientId());
    form.put("client_secret", server.clientSecret());
    return form;
  }

  private static Map<String, String> basic(Map<String, String> form) {
    String pair = form.remove("client_id") + ":" + form.remove("client_secret");
    form.put(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    return form;
  }

  private AppReply token(Map<String, String> form) {
    return post(server.tokenEndpoint(), form);
  }

  private void revoke(String token) {
    Map<String, String> form = client();
    form.put("token", token);
    assertThat(post(server.revocationEndpoint(), form).status()).isEqualTo(200);
  }

  private static AppReply post(URI uri, Map<String, String> form) {
    String authorization = form.remove("Authorization");
    StringBuilder body = new StringBuilder();
    form.forEach((name, value) -> body.append('&').append(name).append('=').append(value));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    if (authorization != null) {
      headers.put("Authorization", authorization);
    }
    return new MondayClient().post(uri, headers, body.substring(1));
  }

  private HttpResponse<String> resource(String access) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.resource())
            .header("Authorization", "Bearer " + access)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String access(AppReply reply) {
    return String.valueOf(reply.json().get("access_token"));
  }

  private static String parameter(TestBrowser.Page page, String name) {
    Map<String, String> query = new LinkedHashMap<>();
    ReceivedRequest.addPairs(page.uri().getRawQuery(), query);
    return query.get(name);
  }
}
