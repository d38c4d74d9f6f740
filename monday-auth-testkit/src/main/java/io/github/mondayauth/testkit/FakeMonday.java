package io.github.mondayauth.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A fake monday.com for one app, on localhost: OAuth 2.1 with PKCE, consent pages, rotation,
 * revocation and migration (or the legacy OAuth flow), the part of the API that authentication
 * needs, and the requests and webhooks that monday.com sends to an app.
 *
 * <p>It enforces what monday.com is known to check, and the standards where monday.com's behavior
 * is unknown. An authorization code expires after ten minutes and is used up by the first attempt
 * to exchange it, {@code redirect_uri} and {@code code_verifier} must match, and a refresh token
 * works once. Access tokens are JWTs with {@code exp} and an id, the only claims that monday.com
 * documents; the builder adds {@code uid} and {@code actid}. The token response has no {@code
 * expires_in}. Requests carry a short-lived token only if the app's endpoint uses https, unless the
 * builder allows http.
 *
 * <p>There is no login: {@link FakeUser#addRecipe} signs that user in, and the consent page offers
 * all other users. Safe for use by several threads.
 */
public final class FakeMonday implements AutoCloseable {
  private static final long FIRST_ACCOUNT = 9_876_543_211L;
  private static final long FIRST_USER = 8_765_432_110L;

  private final RegisteredApp app;
  private final InstantSource clock;
  private final boolean shortLivedOverHttp;
  private final MondayTokens tokens;
  private final MondayOAuth oauth;
  private final FakeServer server = new FakeServer();
  private final MondayClient client = new MondayClient();
  private final ViewHost views = new ViewHost();
  private final List<FakeAccount> accounts = new CopyOnWriteArrayList<>();
  private final List<FakeUser> users = new CopyOnWriteArrayList<>();

  private FakeMonday(Builder builder) {
    this.app = builder.app;
    this.clock = builder.clock;
    this.shortLivedOverHttp = builder.shortLivedOverHttp;
    this.tokens = MondayTokens.of(app, clock);
    this.oauth =
        new MondayOAuth(
            app,
            tokens,
            new MondayOAuth.Settings(
                clock,
                builder.legacyFlow,
                builder.userInAccessTokens,
                builder.accessLifetime,
                builder.reuseRevokesFamily,
                this::userById,
                new ConsentScreen.Look("A fake monday.com", "#5b47d6", this::choices)));
    oauth.routes(server);
    views.routes(server);
    server.route("POST /v2", this::api);
    server.route("GET /boards/", this::board);
    server.route("POST /automations/apps-events/", this::appEvent);
    server.route("POST /apps-ms/", request -> FakeResponse.json(200, Map.of()));
    server.start();
  }

  /**
   * Starts a server with the defaults: OAuth 2.1, the system clock, access tokens that expire after
   * one hour.
   *
   * @param app the app that is registered at this server
   * @return a running server on a free port
   */
  public static FakeMonday start(RegisteredApp app) {
    return builder(app).start();
  }

  /**
   * Returns a builder for a server with other settings.
   *
   * @param app the app that is registered at this server
   * @return a builder
   */
  public static Builder builder(RegisteredApp app) {
    return new Builder(app);
  }

  /** Settings of a {@link FakeMonday}. Not safe for use by several threads. */
  public static final class Builder {
    private final RegisteredApp app;
    private InstantSource clock = InstantSource.system();
    private Duration accessLifetime = Duration.ofHours(1);
    private boolean legacyFlow;
    private boolean userInAccessTokens;
    private boolean reuseRevokesFamily;
    private boolean shortLivedOverHttp;

    private Builder(RegisteredApp app) {
      this.app = app;
    }

    /**
     * Sets the clock. Default: the system clock.
     *
     * @param source the clock
     * @return this builder
     */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Sets how long an access token is valid. Default: one hour.
     *
     * @param lifetime the time from issue to expiry
     * @return this builder
     */
    public Builder accessTokenLifetime(Duration lifetime) {
      accessLifetime = lifetime;
      return this;
    }

    /**
     * Uses the legacy OAuth flow: no PKCE, the old token endpoint, access tokens that do not
     * expire, scopes separated by commas. This is an app version that has not enabled the new flow.
     *
     * @return this builder
     */
    public Builder legacyFlow() {
      legacyFlow = true;
      return this;
    }

    /**
     * Issues access tokens that name their user and account in {@code uid} and {@code actid}, as
     * the tokens of the legacy flow always do. Default: only {@code exp} and an id, so that an app
     * needs the scopes {@code me:read} and {@code account:read} to know whose token it holds.
     *
     * @return this builder
     */
    public Builder userInAccessTokens() {
      userInAccessTokens = true;
      return this;
    }

    /**
     * Revokes all tokens of a grant when one of its refresh tokens is used a second time. Default:
     * the used refresh token is refused, and the other tokens stay valid.
     *
     * @return this builder
     */
    public Builder reuseRevokesFamily() {
      reuseRevokesFamily = true;
      return this;
    }

    /**
     * Sends short-lived tokens also to endpoints that use http, which monday.com does not do.
     *
     * @return this builder
     */
    public Builder shortLivedTokensOverHttp() {
      shortLivedOverHttp = true;
      return this;
    }

    /**
     * Starts the server.
     *
     * @return a running server on a free port
     */
    public FakeMonday start() {
      return new FakeMonday(this);
    }
  }

  /**
   * The server's origin, which the app uses in place of monday.com.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * The app that is registered at this server.
   *
   * @return the app
   */
  public RegisteredApp app() {
    return app;
  }

  /**
   * Signs tokens as this server does. Its API accepts the short-lived tokens of its users.
   *
   * @return the token factory
   */
  public MondayTokens tokens() {
    return tokens;
  }

  /**
   * Adds an administrator, and the account if it does not exist yet. A new account has the app
   * installed.
   *
   * @param name the user's name, unique at this server
   * @param accountSlug the account's slug
   * @return the user
   */
  public FakeUser addUser(String name, String accountSlug) {
    return addUser(name, accountSlug, FakeUser.Role.ADMIN);
  }

  /**
   * Adds a guest, who is not an administrator, and the account if it does not exist yet.
   *
   * @param name the guest's name, unique at this server
   * @param accountSlug the account's slug
   * @return the guest
   */
  public FakeUser addGuest(String name, String accountSlug) {
    return addUser(name, accountSlug, FakeUser.Role.GUEST);
  }

  /**
   * Adds a user, and the account if it does not exist yet.
   *
   * @param name the user's name, unique at this server
   * @param accountSlug the account's slug
   * @param role the user's role in the account
   * @return the user
   */
  public synchronized FakeUser addUser(String name, String accountSlug, FakeUser.Role role) {
    FakeAccount account =
        accounts.stream()
            .filter(known -> known.slug().equals(accountSlug))
            .findFirst()
            .orElseGet(() -> new FakeAccount(FIRST_ACCOUNT + accounts.size(), accountSlug));
    if (!accounts.contains(account)) {
      accounts.add(account);
    }
    FakeUser user = new FakeUser(this, account, FIRST_USER + users.size(), name, role);
    users.add(user);
    return user;
  }

  /**
   * Sets how consent screens behave from now on. Default: {@link Consent#ask()}.
   *
   * @param consent the behavior
   */
  public void consent(Consent consent) {
    oauth.screen().consent(consent);
  }

  /**
   * Sets the fault of the token endpoint.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void tokenEndpoint(Fault fault) {
    server.fault(MondayOAuth.TOKEN, fault);
    server.fault(MondayOAuth.LEGACY_TOKEN, fault);
  }

  /**
   * Sets the fault of the revocation endpoint.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void revocationEndpoint(Fault fault) {
    server.fault(MondayOAuth.REVOKE, fault);
  }

  /**
   * Sets the fault of the API.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void api(Fault fault) {
    server.fault("/v2", fault);
  }

  /**
   * Makes the API refuse all access tokens issued so far, expired or not. Their refresh tokens
   * still work.
   */
  public void refuseAccessTokens() {
    oauth.endAccessTokens();
  }

  /**
   * Issues an access token of the legacy flow, as an app may still have stored.
   *
   * @param user the user who owns it
   * @return an access token that does not expire
   */
  public String legacyToken(FakeUser user) {
    return oauth.legacyToken(user);
  }

  /**
   * The number of access tokens of an account that the API accepts now.
   *
   * @param user any user of the account
   * @return the number, not counting short-lived tokens
   */
  public long liveTokens(FakeUser user) {
    return oauth.liveTokens(user.account());
  }

  /**
   * The number of grants of an account of which an access or refresh token works now.
   *
   * @param user any user of the account
   * @return the number, not counting short-lived tokens
   */
  public long liveGrants(FakeUser user) {
    return oauth.liveGrants(user.account());
  }

  /**
   * Sends a POST request with any token and body to the app.
   *
   * @param url the app's endpoint
   * @param authorization the {@code Authorization} header, or null to omit it
   * @param body the JSON body
   * @return the app's reply
   */
  public AppReply post(URI url, @Nullable String authorization, String body) {
    return client.post(url, authorization, body);
  }

  /**
   * Tests the address of a board webhook or of the app lifecycle webhook: sends the challenge that
   * the app must echo. For board webhooks, monday.com documents this; for the app lifecycle
   * webhook, developers have reported it.
   *
   * @param url the webhook's URL
   * @param challenge the challenge's value
   * @return the app's reply
   */
  public AppReply challenge(URI url, String challenge) {
    return post(url, null, Json.write(Json.object("challenge", challenge)));
  }

  /**
   * Creates an external agent.
   *
   * @param callbackUrl the URL to which the agent's requests are sent
   * @return the agent, with its signing secret
   */
  public FakeAgent addAgent(URI callbackUrl) {
    return new FakeAgent(this, callbackUrl);
  }

  AppReply postWith(URI url, Map<String, String> headers, String body) {
    return client.post(url, headers, body);
  }

  /**
   * Sends an earlier request again, unchanged.
   *
   * @param request the earlier request
   * @return the app's reply
   */
  public AppReply resend(SentRequest request) {
    return client.post(request.uri(), request.headers(), request.body());
  }

  /**
   * The requests sent to the app so far, with its replies.
   *
   * @return a snapshot, in the order sent
   */
  public List<SentRequest> sent() {
    return client.sent();
  }

  /**
   * The requests received so far.
   *
   * @return a snapshot, in the order received
   */
  public List<ReceivedRequest> requests() {
    return server.received();
  }

  /**
   * The token requests received so far, in the current and in the legacy flow.
   *
   * @return a snapshot, in the order received
   */
  public List<ReceivedRequest> tokenRequests() {
    return server.received().stream()
        .filter(r -> Set.of(MondayOAuth.TOKEN, MondayOAuth.LEGACY_TOKEN).contains(r.path()))
        .toList();
  }

  /**
   * All access and refresh tokens issued so far, so that a test can check that none of them appears
   * in a log or on a page.
   *
   * @return the tokens, including expired and revoked ones
   */
  public List<String> issuedTokens() {
    return oauth.issued();
  }

  /** Stops the server and drops open connections. */
  @Override
  public void close() {
    server.close();
  }

  Instant now() {
    return clock.instant();
  }

  URI openView(FakeUser user, URI viewUrl) {
    signIn(user);
    return server.at(views.open(user, viewUrl));
  }

  void signIn(FakeUser user) {
    oauth.screen().signIn(String.valueOf(user.id()));
  }

  void uninstall(FakeAccount account) {
    account.setInstalled(false);
    oauth.revokeAccount(account);
  }

  /** Removes the short-lived token from a draft that is sent over http. */
  TokenDraft forEndpoint(TokenDraft draft, URI endpoint) {
    boolean https = "https".equals(endpoint.getScheme());
    return https || shortLivedOverHttp ? draft : draft.withoutShortLivedToken();
  }

  private FakeUser userById(String id) {
    return users.stream()
        .filter(user -> String.valueOf(user.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No user has the id " + id));
  }

  private List<ConsentHtml.Choice> choices() {
    return users.stream()
        .map(
            u ->
                new ConsentHtml.Choice(String.valueOf(u.id()), u.name() + " of " + u.accountSlug()))
        .toList();
  }

  private FakeResponse api(ReceivedRequest request) {
    String header = request.header("Authorization");
    String token = header == null ? "" : header.replaceFirst("(?i)^bearer ", "");
    Optional<FakeGraphQl.Caller> caller = oauth.caller(token).or(() -> shortLivedCaller(token));
    if (caller.isEmpty() || !caller.get().user().account().isInstalled()) {
      return FakeResponse.json(401, Json.object("errors", List.of("Not Authenticated")));
    }
    if (!caller.get().user().isActive()) {
      return FakeResponse.json(
          403,
          Json.object("error_code", "USER_ACCESS_DENIED", "error_message", "User access denied"));
    }
    Object query = Json.read(request.body()).get("query");
    return FakeGraphQl.execute(String.valueOf(query), caller.get());
  }

  private Optional<FakeGraphQl.Caller> shortLivedCaller(String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      Map<String, Object> claims = jwt.getJWTClaimsSet().getClaims();
      boolean valid =
          jwt.verify(new MACVerifier(tokens.apiKey()))
              && Boolean.TRUE.equals(claims.get("shortLived"))
              && now().isBefore(jwt.getJWTClaimsSet().getExpirationTime().toInstant());
      return users.stream()
          .filter(user -> valid && Long.valueOf(user.id()).equals(claims.get("uid")))
          .map(user -> new FakeGraphQl.Caller(user, Set.copyOf(app.scopes())))
          .findFirst();
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }

  private FakeResponse board(ReceivedRequest request) {
    return FakeResponse.html(
        200,
        ConsentHtml.page(
            "Back at monday.com: you can finish the recipe",
            "#5b47d6",
            "A fake monday.com",
            "<p>The app redirected to <code>backToUrl</code>. You can close this window.</p>"));
  }

  /** An event of a custom trigger, which the app sends with a JWT signed by its signing secret. */
  private FakeResponse appEvent(ReceivedRequest request) {
    String header = request.header("Authorization");
    try {
      SignedJWT jwt =
          SignedJWT.parse(header == null ? "" : header.replaceFirst("(?i)^bearer ", ""));
      boolean isValid = jwt.verify(new MACVerifier(app.signingSecret()));
      return FakeResponse.json(isValid ? 200 : 401, Map.of());
    } catch (ParseException | JOSEException e) {
      return FakeResponse.json(401, Map.of());
    }
  }
}
