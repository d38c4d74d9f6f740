package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeMondayTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String VERIFIER = "v".repeat(43);

  private final TestClock clock = TestClock.at(NOW);
  private final Recorder application = new Recorder();
  private final RegisteredApp app =
      RegisteredApp.random().withRedirectUris(application.at("/callback/monday"));
  private final FakeMonday monday = FakeMonday.builder(app).clock(clock).start();
  private final FakeUser ada = monday.addUser("Ada", "acme");
  private final FakeUser grace = monday.addUser("Grace", "globex");
  private final TestBrowser browser = new TestBrowser();

  @AfterEach
  void close() {
    monday.close();
    application.close();
  }

  @Test
  void consentRedirectsWithACodeThatCanBeExchangedForTokens() throws Exception {
    TestBrowser.Page page = browser.open(authorize());
    assertThat(page.reply().body()).contains("Ada of acme", "me:read").contains("Allow", "Deny");
    TestBrowser.Page back = page.submit(Map.of("decision", "allow", "user", id(ada)));
    assertThat(back.uri().getPath()).isEqualTo("/callback/monday");
    assertThat(parameter(back, "state")).isEqualTo("a state&more");

    AppReply response = token(exchange(parameter(back, "code")));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.json())
        .containsOnlyKeys("access_token", "refresh_token", "token_type", "scope")
        .containsEntry("scope", "me:read boards:read");
    JWTClaimsSet claims = SignedJWT.parse(access(response)).getJWTClaimsSet();
    assertThat(claims.getClaims()).containsOnlyKeys("exp", "jti");
    assertThat(claims.getExpirationTime()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(monday.tokenRequests()).hasSize(1);
  }

  @Test
  void accessTokensNameUserAndAccountIfConfigured() throws Exception {
    try (FakeMonday naming = FakeMonday.builder(app).clock(clock).userInAccessTokens().start()) {
      FakeUser user = naming.addUser("Ada", "acme");
      naming.consent(Consent.allow());
      String code = parameter(browser.open(authorize(naming)), "code");
      JWTClaimsSet claims =
          SignedJWT.parse(access(token(naming, exchange(code)))).getJWTClaimsSet();
      assertThat(claims.getLongClaim("uid")).isEqualTo(user.id());
      assertThat(claims.getLongClaim("actid")).isEqualTo(user.accountId());
      assertThat(claims.getExpirationTime()).isEqualTo(NOW.plusSeconds(3600));
    }
  }

  @Test
  void denialRedirectsWithAnError() {
    TestBrowser.Page back = browser.open(authorize()).submit(Map.of("decision", "deny"));
    assertThat(parameter(back, "error")).isEqualTo("access_denied");
    assertThat(parameter(back, "state")).isEqualTo("a state&more");
  }

  @Test
  void consentCanBeGivenWithoutAPageAndByAnotherUser() {
    monday.consent(Consent.allowAs("Grace"));
    AppReply response = token(exchange(parameter(browser.open(authorize()), "code")));
    assertThat(response.status()).isEqualTo(200);
    assertThat(monday.liveTokens(grace)).isEqualTo(1);
    monday.consent(Consent.deny());
    assertThat(parameter(browser.open(authorize()), "error")).isEqualTo("access_denied");
  }

  @Test
  void codeWorksOnceWithinTenMinutes() {
    monday.consent(Consent.allow());
    String code = parameter(browser.open(authorize()), "code");
    assertThat(token(exchange(code)).status()).isEqualTo(200);
    assertThat(token(exchange(code)).json()).containsEntry("error", "invalid_grant");

    String slow = parameter(browser.open(authorize()), "code");
    clock.advance(Duration.ofMinutes(10));
    assertThat(token(exchange(slow)).json()).containsEntry("error", "invalid_grant");
  }

  @Test
  void exchangeWithAWrongVerifierOrRedirectUriUsesUpTheCode() {
    monday.consent(Consent.allow());
    String code = parameter(browser.open(authorize()), "code");
    Map<String, String> wrong = exchange(code);
    wrong.put("code_verifier", "w".repeat(43));
    assertThat(token(wrong).json()).containsEntry("error", "invalid_grant");
    assertThat(token(exchange(code)).json()).containsEntry("error", "invalid_grant");

    Map<String, String> elsewhere = exchange(parameter(browser.open(authorize()), "code"));
    elsewhere.put("redirect_uri", application.at("/other").toString());
    assertThat(token(elsewhere).json()).containsEntry("error", "invalid_grant");
    Map<String, String> without = exchange(parameter(browser.open(authorize()), "code"));
    without.remove("code_verifier");
    assertThat(token(without).json()).containsEntry("error", "invalid_grant");
  }

  @Test
  void showsItsOwnErrorPageIfPkceIsMissingOrTheRedirectUriOrScopeIsUnknown() {
    assertThat(
            browser.open(authorize("code_challenge=" + GrantStore.s256(VERIFIER), "")).toString())
        .startsWith("400");
    assertThat(browser.open(authorize("callback%2Fmonday", "elsewhere")).toString())
        .startsWith("400");
    AppReply scope = browser.open(authorize("boards%3Aread", "docs%3Aread")).reply();
    assertThat(scope.json()).containsEntry("error", "invalid_scope");
    assertThat(application.received()).isEmpty();
  }

  @Test
  void refusesAWrongClientSecret() {
    monday.consent(Consent.allow());
    Map<String, String> exchange = exchange(parameter(browser.open(authorize()), "code"));
    exchange.put("client_secret", "0".repeat(32));
    AppReply reply = token(exchange);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.json()).containsEntry("error", "invalid_client");
  }

  @Test
  void refreshTokensRotateAndWorkOnce() {
    AppReply first = connect(ada);
    AppReply second = token(refresh(first));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().get("refresh_token")).isNotEqualTo(first.json().get("refresh_token"));
    assertThat(token(refresh(first)).json()).containsEntry("error", "invalid_grant");
    assertThat(token(refresh(second)).status()).isEqualTo(200);
  }

  @Test
  void reuseOfARefreshTokenRevokesItsFamilyIfConfigured() {
    try (FakeMonday strict = FakeMonday.builder(app).clock(clock).reuseRevokesFamily().start()) {
      FakeUser user = strict.addUser("Ada", "acme");
      strict.consent(Consent.allow());
      String code = parameter(browser.open(authorize(strict)), "code");
      AppReply first = token(strict, exchange(code));
      AppReply second = token(strict, refresh(first));
      assertThat(strict.liveTokens(user)).isEqualTo(2);
      assertThat(token(strict, refresh(first)).status()).isEqualTo(400);
      assertThat(token(strict, refresh(second)).status()).isEqualTo(400);
      assertThat(strict.liveTokens(user)).isZero();
    }
  }

  @Test
  void apiReturnsTheUserOfATokenUntilItExpires() {
    String access = access(connect(ada));
    assertThat(graphQl(access, "{ me { id name } }").body())
        .contains("\"id\":\"" + ada.id() + "\"", "\"name\":\"Ada\"");
    assertThat(graphQl("Bearer " + access, "query { boards(ids: [1]) { name } }").body())
        .contains("Launch plan");
    clock.advance(Duration.ofHours(1));
    assertThat(graphQl(access, "{ me { id } }").status()).isEqualTo(401);
  }

  @Test
  void apiReportsMissingScopesWithStatus200() {
    String access = access(connect(ada));
    AppReply nested = graphQl(access, "{ me { id account { id } } }");
    assertThat(nested.status()).isEqualTo(200);
    assertThat(nested.body()).contains("account:read").doesNotContain("\"data\"");
    assertThat(
            graphQl(access, "mutation { create_update(item_id: 1, body: \"(}\") { id } }").body())
        .contains("updates:write");
  }

  @Test
  void apiAcceptsShortLivedTokensOfItsUsers() {
    String token = monday.tokens().shortLived().user(ada.id()).sign();
    assertThat(graphQl(token, "{ me { name account { id name } } }").body())
        .contains("Ada", "acme Inc.", String.valueOf(ada.accountId()));
    String foreign = monday.tokens().shortLived().signedWith(app.signingSecret()).sign();
    assertThat(graphQl(foreign, "{ me { name } }").status()).isEqualTo(401);
  }

  @Test
  void revokesAnAccessTokenAloneAndARefreshTokenWithItsFamily() {
    AppReply first = connect(ada);
    AppReply second = token(refresh(first));
    assertThat(revoke(access(first)).json()).containsEntry("success", true);
    assertThat(graphQl(access(first), "{ me { id } }").status()).isEqualTo(401);
    assertThat(graphQl(access(second), "{ me { id } }").status()).isEqualTo(200);
    revoke(String.valueOf(second.json().get("refresh_token")));
    assertThat(graphQl(access(second), "{ me { id } }").status()).isEqualTo(401);
    assertThat(monday.liveTokens(ada)).isZero();
  }

  @Test
  void refusedAccessTokensCanBeRefreshed() {
    AppReply first = connect(ada);
    monday.refuseAccessTokens();
    assertThat(graphQl(access(first), "{ me { id } }").status()).isEqualTo(401);
    AppReply second = token(refresh(first));
    assertThat(graphQl(access(second), "{ me { id } }").status()).isEqualTo(200);
  }

  @Test
  void uninstallRevokesTheTokensOfOneAccountAndSendsTheEvent() throws Exception {
    String adas = access(connect(ada));
    String graces = access(connect(grace));
    clock.advance(Duration.ofSeconds(1));
    ada.uninstall(application.at("/lifecycle"));
    assertThat(graphQl(adas, "{ me { id } }").status()).isEqualTo(401);
    assertThat(graphQl(graces, "{ me { id } }").status()).isEqualTo(200);

    ReceivedRequest event = application.last();
    SignedJWT jwt = SignedJWT.parse(event.header("Authorization"));
    assertThat(jwt.verify(new MACVerifier(app.clientSecret()))).isTrue();
    assertThat(jwt.getJWTClaimsSet().getJSONObjectClaim("dat"))
        .containsEntry("account_id", ada.accountId())
        .containsEntry("is_admin", true);
    Map<String, Object> body = Json.read(event.body());
    assertThat(body).containsEntry("type", "uninstall");
    assertThat(event.body())
        .contains("\"timestamp\":\"2026-11-21T10:00:01.000+00:00\"")
        .contains("\"account_id\":" + ada.accountId(), "\"app_id\":" + app.appId());

    monday.consent(Consent.allowAs("Ada"));
    assertThat(parameter(browser.open(authorize()), "error")).isEqualTo("unauthorized_client");
    ada.install(application.at("/lifecycle"));
    assertThat(parameter(browser.open(authorize()), "code")).isNotNull();
  }

  @Test
  void deliversAnUninstallLateAndRepeatedlyWithNewTokens() throws Exception {
    FakeUser member = monday.addUser("Mel", "acme", FakeUser.Role.MEMBER);
    LifecycleEvent uninstall = member.uninstall();
    assertThat(monday.sent()).as("requests to the app").isEmpty();
    member.become(FakeUser.Role.ADMIN);
    clock.advance(Duration.ofHours(1));
    for (int delivery = 1; delivery <= 2; delivery++) {
      uninstall.deliver(application.at("/lifecycle"));
      ReceivedRequest received = application.last();
      JWTClaimsSet claims = SignedJWT.parse(received.header("Authorization")).getJWTClaimsSet();
      assertThat(claims.getExpirationTime()).isAfter(clock.instant());
      assertThat(claims.getJSONObjectClaim("dat"))
          .containsEntry("is_admin", false)
          .containsEntry("user_kind", "member");
      assertThat(received.body()).contains("\"timestamp\":\"2026-11-21T10:00:00.000+00:00\"");
    }
    assertThat(application.last().body()).isEqualTo(uninstall.body());
  }

  @Test
  void tokensSayWhichRoleAUserHas() throws Exception {
    for (FakeUser.Role role : FakeUser.Role.values()) {
      FakeUser user = monday.addUser("A " + role, "acme", role);
      Map<String, Object> dat =
          SignedJWT.parse(user.sessionToken()).getJWTClaimsSet().getJSONObjectClaim("dat");
      assertThat(dat)
          .containsEntry("is_admin", role == FakeUser.Role.ADMIN)
          .containsEntry("is_guest", role == FakeUser.Role.GUEST)
          .containsEntry("is_view_only", role == FakeUser.Role.VIEWER)
          .containsEntry("user_kind", role.name().toLowerCase(Locale.ROOT));
      String token = monday.tokens().shortLived().user(user.id()).sign();
      assertThat(graphQl(token, "{ me { is_admin is_guest is_view_only } }").body())
          .contains(
              "\"is_admin\":" + (role == FakeUser.Role.ADMIN),
              "\"is_guest\":" + (role == FakeUser.Role.GUEST),
              "\"is_view_only\":" + (role == FakeUser.Role.VIEWER));
    }
  }

  @Test
  void theApiRefusesDeactivatedUsersOnly() {
    String token = monday.tokens().shortLived().user(ada.id()).sign();
    ada.deactivate();
    AppReply refused = graphQl(token, "{ me { id } }");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("USER_ACCESS_DENIED");
    String another = monday.tokens().shortLived().user(grace.id()).sign();
    assertThat(graphQl(another, "{ me { id } }").status()).isEqualTo(200);
    ada.reactivate();
    assertThat(graphQl(token, "{ me { id } }").status()).isEqualTo(200);
  }

  @Test
  void onlyAdministratorsInstallTheAppWhileAuthorizing() {
    monday.addGuest("Gus", "acme");
    ada.uninstall(application.at("/lifecycle"));
    URI installing = URI.create(authorize() + "&force_install_if_needed=true");
    monday.consent(Consent.allowAs("Gus"));
    assertThat(parameter(browser.open(installing), "error")).isEqualTo("unauthorized_client");
    monday.consent(Consent.allowAs("Ada"));
    assertThat(parameter(browser.open(installing), "code")).isNotNull();
    monday.consent(Consent.allowAs("Gus"));
    assertThat(parameter(browser.open(authorize()), "code")).isNotNull();
  }

  @Test
  void subdomainRefusesUsersOfOtherAccounts() {
    URI acme = URI.create(authorize() + "&subdomain=acme");
    monday.consent(Consent.allowAs("Grace"));
    assertThat(parameter(browser.open(acme), "error")).isEqualTo("access_denied");
    monday.consent(Consent.allowAs("Ada"));
    assertThat(parameter(browser.open(acme), "code")).isNotNull();
  }

  @Test
  void addingARecipeOpensTheAuthorizationUrlWithAToken() throws Exception {
    URI opened = ada.addRecipe(application.at("/authorize"));
    assertThat(opened.toString()).startsWith(application.at("/authorize") + "?token=");
    SignedJWT jwt = SignedJWT.parse(opened.getRawQuery().substring("token=".length()));
    assertThat(jwt.verify(new MACVerifier(app.signingSecret()))).isTrue();
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    assertThat(claims.getAudience()).containsExactly(application.at("/authorize").toString());
    assertThat(claims.getLongClaim("userId")).isEqualTo(ada.id());
    assertThat(claims.getClaim("shortLivedToken")).as("sent to an http endpoint").isNull();
    TestBrowser.Page back = browser.open(URI.create(claims.getStringClaim("backToUrl")));
    assertThat(back.reply().body()).contains("Back at monday.com");
  }

  @Test
  void sendsTheRequestsOfRecipes() throws Exception {
    ada.runAction(application.at("/run"), Map.of("text", "hello"));
    assertThat(claims(application.last()).getAudience())
        .containsExactly(application.at("/run").toString());
    assertThat(application.last().body()).contains("\"actionUuid\"", "hello", "\"blockKind\"");
    ada.subscribe(application.at("/subscribe"));
    assertThat(application.last().body()).contains("webhookUrl", "subscriptionId");
    ada.unsubscribe(application.at("/unsubscribe"), "w-1");
    assertThat(application.last().body()).contains("\"webhookId\":\"w-1\"");
    ada.remoteOptions(application.at("/options"));
    assertThat(application.last().body()).contains("pageRequestData");
    ada.fieldDefinitions(application.at("/fields"));
    assertThat(application.last().body()).contains("dependencyData");
    ada.credentials(application.at("/credentials"));
    assertThat(claims(application.last()).getLongClaim("userId")).isEqualTo(ada.id());
    ada.deleteCredentials(application.at("/credentials/delete"), "c-1");
    assertThat(application.last().body()).contains("\"c-1\"");
    assertThat(monday.sent()).hasSize(7);
    assertThat(monday.sent().get(0).reply().status()).isEqualTo(200);
  }

  @Test
  void sendsBoardAndFeatureEvents() throws Exception {
    ada.boardEvent(application.at("/board"));
    assertThat(claims(application.last()).getLongClaim("accountId")).isEqualTo(ada.accountId());
    ada.featureEvent(application.at("/feature"), "feature_created");
    assertThat(application.last().header("X-Apps-Event-Id")).isNotNull();
    assertThat(claims(application.last()).getJSONObjectClaim("dat"))
        .containsEntry("user_id", ada.id())
        .doesNotContainKey("short_lived_token");
    AppReply echoed = monday.challenge(application.at("/board"), "abc");
    assertThat(echoed.status()).isEqualTo(200);
    assertThat(application.last().body()).isEqualTo("{\"challenge\":\"abc\"}");
    assertThat(application.last().header("Authorization")).isNull();
  }

  @Test
  void signsTheRequestsToAnAgent() throws Exception {
    FakeAgent agent = monday.addAgent(application.at("/agent"));
    String first = agent.signingSecret();
    assertThat(agent.trigger("mention", "h\u00e9llo").status()).isEqualTo(200);
    ReceivedRequest request = application.last();
    assertThat(request.body()).contains("agent_triggered", "mention", "h\u00e9llo");
    assertThat(request.header("x-monday-agent-id")).isEqualTo(agent.id());
    assertThat(request.header("x-monday-timestamp")).isEqualTo(Long.toString(NOW.toEpochMilli()));
    assertThat(request.header("x-monday-signature")).isEqualTo(signature(first, request.body()));
    assertThat(request.header("Authorization")).isNull();

    String second = agent.changeCallbackUrl(application.at("/agent/2"));
    assertThat(second).isNotEqualTo(first).isEqualTo(agent.signingSecret());
    agent.send("{}");
    assertThat(application.last().path()).isEqualTo("/agent/2");
    assertThat(application.last().header("x-monday-signature")).isEqualTo(signature(second, "{}"));
  }

  private static String signature(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    byte[] signed = (NOW.toEpochMilli() + "." + body).getBytes(UTF_8);
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(signed));
  }

  @Test
  void resendsARequestUnchanged() {
    ada.uninstall(application.at("/lifecycle"));
    monday.resend(monday.sent().get(0));
    assertThat(application.received().get(1).body())
        .isEqualTo(application.received().get(0).body());
    assertThat(application.received().get(1).header("Authorization"))
        .isEqualTo(application.received().get(0).header("Authorization"));
  }

  @Test
  void legacyFlowIssuesTokensWithoutExpiryAndWithCommasInScopes() throws Exception {
    try (FakeMonday old = FakeMonday.builder(app).clock(clock).legacyFlow().start()) {
      old.addUser("Ada", "acme");
      old.consent(Consent.allow());
      String code = parameter(browser.open(authorize(old)), "code");
      AppReply reply = browserPost(old.origin().resolve("/oauth2/token"), exchange(code));
      assertThat(reply.json())
          .containsOnlyKeys("access_token", "token_type", "scope")
          .containsEntry("token_type", "bearer")
          .containsEntry("scope", "me:read,boards:read");
      SignedJWT jwt = SignedJWT.parse(access(reply));
      assertThat(jwt.getJWTClaimsSet().getExpirationTime()).isNull();
    }
  }

  @Test
  void migratingALegacyTokenTwiceReturnsTheSameTokens() {
    String old = monday.legacyToken(ada);
    assertThat(graphQl(old, "{ me { id } }").status()).isEqualTo(200);
    AppReply first = migrate(old);
    assertThat(first.json()).containsEntry("already_migrated", false).containsKey("expires_in");
    AppReply second = migrate(old);
    assertThat(second.json())
        .containsEntry("already_migrated", true)
        .containsEntry("access_token", access(first));
    assertThat(migrate(access(first)).json()).containsEntry("error", "already_oauth_token");
    assertThat(migrate("unknown").json()).containsEntry("error", "invalid_token");
  }

  private URI authorize() {
    return authorize(monday);
  }

  private URI authorize(FakeMonday at) {
    return URI.create(
        at.origin()
            + "/oauth2/authorize?response_type=code&client_id="
            + app.clientId()
            + "&redirect_uri="
            + application.at("/callback/monday").toString().replace("/", "%2F")
            + "&scope=me%3Aread+boards%3Aread&state=a+state%26more&code_challenge="
            + GrantStore.s256(VERIFIER)
            + "&code_challenge_method=S256");
  }

  private URI authorize(String part, String instead) {
    return URI.create(authorize().toString().replace(part, instead));
  }

  private Map<String, String> exchange(String code) {
    Map<String, String> form = client();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", application.at("/callback/monday").toString());
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
    form.put("client_id", app.clientId());
    form.put("client_secret", app.clientSecret());
    return form;
  }

  private AppReply connect(FakeUser user) {
    monday.consent(Consent.allowAs(user.name()));
    return token(exchange(parameter(browser.open(authorize()), "code")));
  }

  private AppReply token(Map<String, String> form) {
    return token(monday, form);
  }

  /** Sends JSON to refresh and a form to exchange: the token endpoint accepts both. */
  private AppReply token(FakeMonday at, Map<String, String> form) {
    URI endpoint = at.origin().resolve("/oauth_ms/oauth/token");
    boolean json = form.get("grant_type").equals("refresh_token");
    return json ? at.post(endpoint, null, Json.write(form)) : browserPost(endpoint, form);
  }

  private AppReply browserPost(URI endpoint, Map<String, String> form) {
    return new TestBrowser().post(endpoint, form).reply();
  }

  private AppReply revoke(String token) {
    Map<String, String> form = client();
    form.put("token", token);
    return browserPost(monday.origin().resolve("/oauth_ms/oauth/revoke"), form);
  }

  private AppReply migrate(String token) {
    Map<String, String> form = client();
    form.put("api_token", token);
    return monday.post(monday.origin().resolve("/oauth_ms/oauth/migrate"), null, Json.write(form));
  }

  private AppReply graphQl(String authorization, String query) {
    return monday.post(
        monday.origin().resolve("/v2"), authorization, Json.write(Map.of("query", query)));
  }

  private JWTClaimsSet claims(ReceivedRequest request) throws Exception {
    SignedJWT jwt = SignedJWT.parse(request.header("Authorization"));
    assertThat(jwt.verify(new MACVerifier(app.signingSecret()))).isTrue();
    return jwt.getJWTClaimsSet();
  }

  private static String access(AppReply reply) {
    return String.valueOf(reply.json().get("access_token"));
  }

  private static String id(FakeUser user) {
    return String.valueOf(user.id());
  }

  private static String parameter(TestBrowser.Page page, String name) {
    Map<String, String> query = new LinkedHashMap<>();
    ReceivedRequest.addPairs(page.uri().getRawQuery(), query);
    return query.get(name);
  }
}
