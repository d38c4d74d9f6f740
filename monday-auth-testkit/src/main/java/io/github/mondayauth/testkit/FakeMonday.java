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
 * A server on localhost that plays monday.com for one app: OAuth 2.1 with PKCE, consent, rotation,
 * revocation and migration (or the legacy flow), the API for what authentication meets of it, and
 * the requests monday.com sends.
 *
 * <p>It holds an application to what monday.com is known to check and to the standards where that
 * is unknown: a code is used up by one attempt and lives ten minutes, {@code redirect_uri} and
 * {@code code_verifier} must match, a refresh token works once, access tokens are JWTs with {@code
 * exp}, {@code uid} and {@code actid}, and the token response has no {@code expires_in}. A request
 * carries a short-lived token only if the app's endpoint is https, unless the builder says
 * otherwise.
 *
 * <p>There is no login: {@link FakeUser#addRecipe} signs that user in, and the consent page lets a
 * person choose another. Safe for use by several threads.
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
  private final MondayClient outbox = new MondayClient();
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
                builder.accessLifetime,
                builder.reuseRevokesFamily,
                this::byId,
                new ConsentScreen.Look("A fake monday.com", "#5b47d6", this::choices)));
    oauth.routes(server);
    server.route("POST /v2", this::api);
    server.route("GET /boards/", this::board);
    server.route("POST /automations/apps-events/", this::fromTheApp);
    server.route("POST /apps-ms/", request -> FakeResponse.json(200, Map.of()));
    server.start();
  }

  /**
   * Starts a server as it comes: OAuth 2.1, the system's clock, access tokens of one hour.
   *
   * @param app the app
   * @return a running server on a free port
   */
  public static FakeMonday start(RegisteredApp app) {
    return builder(app).start();
  }

  /**
   * Starts to configure a server.
   *
   * @param app the app
   * @return a builder
   */
  public static Builder builder(RegisteredApp app) {
    return new Builder(app);
  }

  /** What a {@link FakeMonday} can be told. Not safe for use by several threads. */
  public static final class Builder {
    private final RegisteredApp app;
    private InstantSource clock = InstantSource.system();
    private Duration accessLifetime = Duration.ofHours(1);
    private boolean legacyFlow;
    private boolean reuseRevokesFamily;
    private boolean shortLivedOverHttp;

    private Builder(RegisteredApp app) {
      this.app = app;
    }

    /**
     * The clock. Default: the system's.
     *
     * @param source the clock
     * @return this builder
     */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * How long access tokens live. Default: one hour.
     *
     * @param lifetime the lifetime
     * @return this builder
     */
    public Builder accessTokenLifetime(Duration lifetime) {
      accessLifetime = lifetime;
      return this;
    }

    /**
     * The app's version has the new OAuth flow switched off: no PKCE, the old token endpoint,
     * tokens without expiry, scopes with commas.
     *
     * @return this builder
     */
    public Builder legacyFlow() {
      legacyFlow = true;
      return this;
    }

    /**
     * A refresh token that is used again ends all tokens of its grant. Default: it is refused, and
     * the others live.
     *
     * @return this builder
     */
    public Builder reuseRevokesFamily() {
      reuseRevokesFamily = true;
      return this;
    }

    /**
     * Sends short-lived tokens to endpoints on http too, which monday.com does not.
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
   * Where the server is; what an app is told to take for monday.com.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * The app.
   *
   * @return the app the server was started for
   */
  public RegisteredApp app() {
    return app;
  }

  /**
   * Signs tokens as this server does; its API accepts the short-lived ones of users it has.
   *
   * @return the tokens
   */
  public MondayTokens tokens() {
    return tokens;
  }

  /**
   * Adds a user, and the account if it is new. The app is installed on a new account.
   *
   * @param name the user's name, of its own at this server
   * @param accountSlug the account's slug
   * @return an admin of the account
   */
  public FakeUser addUser(String name, String accountSlug) {
    return add(name, accountSlug, true);
  }

  /**
   * Adds a guest, who administers nothing, and the account if it is new.
   *
   * @param name the guest's name, of its own at this server
   * @param accountSlug the account's slug
   * @return a guest of the account
   */
  public FakeUser addGuest(String name, String accountSlug) {
    return add(name, accountSlug, false);
  }

  private synchronized FakeUser add(String name, String slug, boolean admin) {
    FakeAccount account =
        accounts.stream()
            .filter(known -> known.slug().equals(slug))
            .findFirst()
            .orElseGet(() -> new FakeAccount(FIRST_ACCOUNT + accounts.size(), slug));
    if (!accounts.contains(account)) {
      accounts.add(account);
    }
    FakeUser user = new FakeUser(this, account, FIRST_USER + users.size(), name, admin);
    users.add(user);
    return user;
  }

  /**
   * Decides what consent screens do from now on. Default: {@link Consent#ask()}.
   *
   * @param consent the decision
   */
  public void consent(Consent consent) {
    oauth.screen().consent(consent);
  }

  /**
   * Breaks the token endpoint, or heals it.
   *
   * @param fault what it does from now on
   */
  public void tokenEndpoint(Fault fault) {
    server.fault(MondayOAuth.TOKEN, fault);
    server.fault(MondayOAuth.LEGACY_TOKEN, fault);
  }

  /**
   * Breaks the revocation endpoint, or heals it.
   *
   * @param fault what it does from now on
   */
  public void revocationEndpoint(Fault fault) {
    server.fault(MondayOAuth.REVOKE, fault);
  }

  /**
   * Breaks the API, or heals it.
   *
   * @param fault what it does from now on
   */
  public void api(Fault fault) {
    server.fault("/v2", fault);
  }

  /** The API refuses every access token issued so far, whatever its expiry; refreshing works. */
  public void refuseAccessTokens() {
    oauth.endAccessTokens();
  }

  /**
   * A token of the legacy flow, as an app may still have it in store.
   *
   * @param user whose it is
   * @return a token that does not expire
   */
  public String legacyToken(FakeUser user) {
    return oauth.legacyToken(user);
  }

  /**
   * How many access tokens of an account the API would accept now.
   *
   * @param user a user of the account
   * @return the number, without short-lived tokens
   */
  public long liveTokens(FakeUser user) {
    return oauth.liveTokens(user.account());
  }

  /**
   * Sends the app a request with any token and body.
   *
   * @param url the app's endpoint
   * @param authorization the {@code Authorization} header, or null for none
   * @param body the JSON body
   * @return the app's answer
   */
  public AppReply post(URI url, @Nullable String authorization, String body) {
    return outbox.post(url, authorization, body);
  }

  /**
   * Registers a board webhook: sends the challenge that the app must echo.
   *
   * @param url the webhook's URL
   * @param challenge the value
   * @return the app's answer
   */
  public AppReply challenge(URI url, String challenge) {
    return post(url, null, Json.write(Json.object("challenge", challenge)));
  }

  AppReply postWith(URI url, Map<String, String> headers, String body) {
    return outbox.post(url, headers, body);
  }

  /**
   * Sends a request once more, as it was.
   *
   * @param request what was sent before
   * @return the app's answer
   */
  public AppReply resend(SentRequest request) {
    return outbox.post(request.uri(), request.headers(), request.body());
  }

  /**
   * What the app was sent, in order.
   *
   * @return requests with their answers, a snapshot
   */
  public List<SentRequest> sent() {
    return outbox.sent();
  }

  /**
   * What was received, in order.
   *
   * @return all requests, a snapshot
   */
  public List<ReceivedRequest> requests() {
    return server.received();
  }

  /**
   * What the token endpoint of the flow in use received, in order.
   *
   * @return token requests, a snapshot
   */
  public List<ReceivedRequest> tokenRequests() {
    return server.received().stream()
        .filter(r -> Set.of(MondayOAuth.TOKEN, MondayOAuth.LEGACY_TOKEN).contains(r.path()))
        .toList();
  }

  /**
   * Every access and refresh token issued so far, to look for where none may be.
   *
   * @return the tokens, ended ones included
   */
  public List<String> issuedTokens() {
    return oauth.issued();
  }

  /** Stops the server; requests under way are cut off. */
  @Override
  public void close() {
    server.close();
  }

  Instant now() {
    return clock.instant();
  }

  void signIn(FakeUser user) {
    oauth.screen().signIn(String.valueOf(user.id()));
  }

  void uninstall(FakeAccount account) {
    account.installed(false);
    oauth.revokeAccount(account);
  }

  TokenDraft shortLivedOnlyToHttps(TokenDraft draft, URI endpoint) {
    boolean https = "https".equals(endpoint.getScheme());
    return https || shortLivedOverHttp ? draft : draft.withoutShortLivedToken();
  }

  private FakeUser byId(String id) {
    return users.stream()
        .filter(user -> String.valueOf(user.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no user " + id));
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
    if (caller.isEmpty() || !caller.get().user().account().installed()) {
      return FakeResponse.json(401, Json.object("errors", List.of("Not Authenticated")));
    }
    Object query = Json.read(request.body()).get("query");
    return FakeGraphQl.answer(String.valueOf(query), caller.get());
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
            "Back at monday.com: the recipe can be finished",
            "#5b47d6",
            "A fake monday.com",
            "<p>The app sent the browser back to <code>backToUrl</code>. This window can be closed.</p>"));
  }

  /** Calls of the app prove themselves with a JWT under the signing secret. */
  private FakeResponse fromTheApp(ReceivedRequest request) {
    String header = request.header("Authorization");
    try {
      SignedJWT jwt =
          SignedJWT.parse(header == null ? "" : header.replaceFirst("(?i)^bearer ", ""));
      boolean ours = jwt.verify(new MACVerifier(app.signingSecret()));
      return FakeResponse.json(ours ? 200 : 401, Map.of());
    } catch (ParseException | JOSEException e) {
      return FakeResponse.json(401, Map.of());
    }
  }
}
