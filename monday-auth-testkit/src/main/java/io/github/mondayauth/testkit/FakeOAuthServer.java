package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A fake OAuth 2.0 provider on localhost (RFC 6749), with PKCE (RFC 7636), revocation (RFC 7009),
 * and a resource that its access tokens give access to.
 *
 * <p>Defaults: the client authenticates in the request body, access tokens expire after one hour
 * and come with {@code expires_in}, refresh tokens rotate and do not expire, and authorization
 * responses have no {@code iss}. All tokens are opaque. Safe for use by several threads.
 *
 * <p>Switches of the {@link Builder} add what single providers do. Each does what the provider that
 * its documentation names documents; where nothing is documented, the fake is strict, and says so.
 */
public final class FakeOAuthServer implements AutoCloseable {
  private static final String AUTHORIZE = "/authorize";
  private static final String DECIDE = "/authorize/decide";
  private static final String TOKEN = "/token";
  private static final String REFRESH = "/refresh";
  private static final String REVOKE = "/revoke";
  private static final String RESOURCE = "/api/user";

  private final Builder settings;
  private final FakeServer server = new FakeServer();
  private final GrantStore grants;
  private final ConsentScreen screen;
  private final TokenEndpoint tokens;
  private final Map<String, FakeCollection> collections = new ConcurrentHashMap<>();

  private FakeOAuthServer(Builder settings) {
    this.settings = settings;
    this.grants =
        new GrantStore(
            settings.clock,
            new OpaqueTokens(),
            new GrantStore.Rules(
                settings.accessLifetime,
                settings.refreshLifetime,
                settings.refreshTokens,
                settings.rotation,
                settings.reuseRevokesFamily,
                settings.revocationEndsOneToken,
                settings.reuseWindow));
    this.screen =
        new ConsentScreen(
                new ConsentScreen.Look(settings.name, "#0b7a4b", this::choices),
                grants,
                settings.issuer ? origin().toString() : null)
            .withCallback(this::callback);
    this.tokens =
        new TokenEndpoint(grants, settings.authentication, clientId(), settings.clientSecret);
    server.route("GET " + AUTHORIZE, this::authorize);
    server.route("POST " + DECIDE, screen::decide);
    server.route("POST " + TOKEN, this::token);
    server.route("POST " + REFRESH, this::refresh);
    server.route("POST " + REVOKE, this::revoke);
    server.route("DELETE " + REVOKE, this::revoke);
    server.route("GET " + RESOURCE, this::resource);
    server.start();
  }

  /**
   * Starts a server with the defaults.
   *
   * @return a running server on a free port
   */
  public static FakeOAuthServer start() {
    return builder().start();
  }

  /**
   * Returns a builder for a server with other settings.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a {@link FakeOAuthServer}. Not safe for use by several threads. */
  public static final class Builder {
    private final String clientSecret = UUID.randomUUID().toString();
    private InstantSource clock = InstantSource.system();
    private Duration accessLifetime = Duration.ofHours(1);
    private @Nullable Duration refreshLifetime;
    private TokenEndpoint.Authentication authentication = TokenEndpoint.Authentication.POST;
    private List<String> users = List.of("ada", "grace");
    private String name = "A fake provider";
    private boolean refreshTokens = true;
    private boolean rotation = true;
    private boolean reuseRevokesFamily;
    private boolean revocationEndsAllGrants;
    private boolean revocationEndsOneToken;
    private boolean expiresIn = true;
    private boolean issuer;
    private Duration reuseWindow = Duration.ZERO;
    private boolean pkceRefused;
    private boolean json;
    private boolean refreshEndpoint;
    private boolean errorsWithStatus200;
    private boolean revocationByBearer;
    private @Nullable String tokensIn;
    private @Nullable String refreshLifetimeField;
    private @Nullable String grantedScope;
    private @Nullable FakeResponse endedGrant;
    private @Nullable String hmac;
    private final Map<String, String> codeParameters = new LinkedHashMap<>();
    private final Map<String, String> callbackParameters = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sets the name that the consent screen shows. Default: A fake provider.
     *
     * @param shown the provider's name
     * @return this builder
     */
    public Builder name(String shown) {
      name = shown;
      return this;
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
     * Sets how long a refresh token is valid. Default: refresh tokens do not expire.
     *
     * @param lifetime the time from issue to expiry
     * @return this builder
     */
    public Builder refreshTokenLifetime(Duration lifetime) {
      refreshLifetime = lifetime;
      return this;
    }

    /**
     * Issues access tokens without refresh tokens.
     *
     * @return this builder
     */
    public Builder withoutRefreshTokens() {
      refreshTokens = false;
      return this;
    }

    /**
     * Issues no new refresh token on refresh; the first one keeps working.
     *
     * @return this builder
     */
    public Builder withoutRotation() {
      rotation = false;
      return this;
    }

    /**
     * Omits {@code expires_in} from token responses, although access tokens expire.
     *
     * @return this builder
     */
    public Builder withoutExpiresIn() {
      expiresIn = false;
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
     * Makes the revocation of any token revoke all grants of its user. Default: revoking an access
     * token affects only that token, and revoking a refresh token revokes its grant.
     *
     * @return this builder
     */
    public Builder revocationEndsAllGrants() {
      revocationEndsAllGrants = true;
      return this;
    }

    /**
     * Makes the revocation of a refresh token affect only that token, although RFC 7009 section 2.1
     * recommends to revoke its access tokens as well. Default: it revokes its grant.
     *
     * @return this builder
     */
    public Builder revocationEndsOneToken() {
      revocationEndsOneToken = true;
      return this;
    }

    /**
     * Requires client authentication with {@code client_secret_basic}. Default: {@code
     * client_secret_post}.
     *
     * @return this builder
     */
    public Builder clientSecretBasic() {
      authentication = TokenEndpoint.Authentication.BASIC;
      return this;
    }

    /**
     * Registers the app as a public client, which has no secret and must use PKCE.
     *
     * @return this builder
     */
    public Builder publicClient() {
      authentication = TokenEndpoint.Authentication.NONE;
      return this;
    }

    /**
     * Sends {@code iss} with every authorization response (RFC 9207).
     *
     * @return this builder
     */
    public Builder issuer() {
      issuer = true;
      return this;
    }

    /**
     * Accepts a refresh token again for some time after its first use, and issues new tokens each
     * time, as Xero documents it for 30 minutes. After that, it is refused.
     *
     * @param window the time from the first use
     * @return this builder
     */
    public Builder refreshTokenReuse(Duration window) {
      reuseWindow = window;
      return this;
    }

    /**
     * Refuses authorization requests with a code challenge ({@code invalid_request}). No provider
     * is known to do so; those that do not support PKCE ignore it.
     *
     * @return this builder
     */
    public Builder refusesPkce() {
      pkceRefused = true;
      return this;
    }

    /**
     * Accepts token requests with a JSON object only, as Notion documents it, and refuses forms
     * ({@code invalid_request}).
     *
     * @return this builder
     */
    public Builder jsonTokenRequests() {
      json = true;
      return this;
    }

    /**
     * Exchanges refresh tokens at {@link FakeOAuthServer#refreshEndpoint()} only, as Figma
     * documents it. The fake is strict: it refuses the parameter {@code grant_type} there.
     *
     * @return this builder
     */
    public Builder separateRefreshEndpoint() {
      refreshEndpoint = true;
      return this;
    }

    /**
     * Sends error responses of the token endpoint with status 200, as GitHub and Slack document it.
     *
     * @return this builder
     */
    public Builder errorsWithStatus200() {
      errorsWithStatus200 = true;
      return this;
    }

    /**
     * Sends this response instead of {@code invalid_grant} to a refresh token, for providers that
     * say in their own words that a grant has ended.
     *
     * @param status the HTTP status
     * @param body a JSON object
     * @return this builder
     */
    public Builder endedGrant(int status, String body) {
      endedGrant = FakeResponse.of(status, "application/json", body);
      return this;
    }

    /**
     * Puts the tokens of a response to a code into an object inside the response, as Slack
     * documents it for users. Responses to refresh tokens have them at the top level.
     *
     * @param object the field that holds the object, such as {@code authed_user}
     * @return this builder
     */
    public Builder tokensIn(String object) {
      tokensIn = object;
      return this;
    }

    /**
     * Adds the lifetime of the refresh token, in seconds, to token responses, as GitHub documents
     * it. Takes effect only with {@link #refreshTokenLifetime}.
     *
     * @param field the field's name, such as {@code refresh_token_expires_in}
     * @return this builder
     */
    public Builder refreshTokenLifetimeIn(String field) {
      refreshLifetimeField = field;
      return this;
    }

    /**
     * Lists these scopes as granted, whichever were requested, as GitHub does when it normalizes
     * them.
     *
     * @param scope the value of {@code scope} in token responses
     * @return this builder
     */
    public Builder grantedScope(String scope) {
      grantedScope = scope;
      return this;
    }

    /**
     * Requires a parameter in requests that exchange a code, as Shopify documents it for {@code
     * expiring}. The fake is strict: it refuses the parameter in a refresh.
     *
     * @param name the parameter's name
     * @param value its value
     * @return this builder
     */
    public Builder codeParameter(String name, String value) {
      codeParameters.put(name, value);
      return this;
    }

    /**
     * Adds a parameter to callbacks with a code, as QuickBooks documents it for {@code realmId}.
     *
     * @param name the parameter's name
     * @param value its value
     * @return this builder
     */
    public Builder callbackParameter(String name, String value) {
      callbackParameters.put(name, value);
      return this;
    }

    /**
     * Authenticates callbacks with a code, as Shopify documents it: with the HMAC-SHA256, keyed
     * with the client secret, of all other parameters in the order of their names.
     *
     * @param parameter the parameter that holds it in hexadecimal, such as {@code hmac}
     * @return this builder
     */
    public Builder callbackHmac(String parameter) {
      hmac = parameter;
      return this;
    }

    /**
     * Revokes the grant of the access token in {@code Authorization: Bearer}, with {@code POST} or
     * {@code DELETE} and without a body, as Dropbox and Zendesk document it. The fake is strict: it
     * refuses an expired access token and any body.
     *
     * @return this builder
     */
    public Builder revocationByBearer() {
      revocationByBearer = true;
      return this;
    }

    /**
     * Sets the users of the provider; the first one is signed in. Default: ada and grace.
     *
     * @param names the users' logins
     * @return this builder
     */
    public Builder users(String... names) {
      users = List.of(names);
      return this;
    }

    /**
     * Starts the server.
     *
     * @return a running server on a free port
     */
    public FakeOAuthServer start() {
      return new FakeOAuthServer(this);
    }
  }

  /**
   * The server's origin, which is also its issuer identifier.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * The authorization endpoint, to which the application redirects the browser.
   *
   * @return its URL
   */
  public URI authorizationEndpoint() {
    return server.at(AUTHORIZE);
  }

  /**
   * The token endpoint, which exchanges authorization codes and refresh tokens.
   *
   * @return its URL
   */
  public URI tokenEndpoint() {
    return server.at(TOKEN);
  }

  /**
   * The endpoint that exchanges refresh tokens, if {@link Builder#separateRefreshEndpoint} is set.
   *
   * @return its URL
   */
  public URI refreshEndpoint() {
    return server.at(REFRESH);
  }

  /**
   * The revocation endpoint.
   *
   * @return its URL
   */
  public URI revocationEndpoint() {
    return server.at(REVOKE);
  }

  /**
   * The protected resource: {@code GET} with a valid access token in {@code Authorization: Bearer}
   * returns a JSON object with the user's {@code login} and the token's {@code scope}, and
   * otherwise status 401.
   *
   * @return its URL
   */
  public URI resource() {
    return server.at(RESOURCE);
  }

  /**
   * Adds a collection to which an app writes on behalf of its users, such as {@code /api/issues}.
   * {@code POST} with a JSON object stores it, and returns it with its {@code id} and status 201. A
   * request that repeats the {@code Idempotency-Key} header of an earlier one stores nothing, and
   * returns what that one stored. Without a valid access token in {@code Authorization: Bearer},
   * the status is 401; without a JSON object, it is 400.
   *
   * @param path the path, which starts with a slash
   * @return its URL
   */
  public URI collection(String path) {
    FakeCollection collection = collections.computeIfAbsent(path, p -> new FakeCollection());
    server.route(
        "POST " + path,
        request ->
            bearer(request)
                .map(grant -> collection.add(grant.subject, request))
                .orElseGet(FakeOAuthServer::refused));
    return server.at(path);
  }

  /**
   * What apps have stored in a collection.
   *
   * @param path the path that was given to {@link #collection(String)}
   * @return a snapshot, in the order stored: each object with its {@code id} and the {@code login}
   *     of the user
   * @throws IllegalArgumentException if there is no such collection
   */
  public List<Map<String, Object>> stored(String path) {
    FakeCollection collection = collections.get(path);
    if (collection == null) {
      throw new IllegalArgumentException(
          "Expected the path of a collection, found another. Call collection(path) first.");
    }
    return collection.stored();
  }

  /**
   * The client id of the app that is registered at this server.
   *
   * @return the client id
   */
  public String clientId() {
    return "test-app";
  }

  /**
   * The client secret of the app that is registered at this server.
   *
   * @return a random secret; unused if the app is a public client
   */
  public String clientSecret() {
    return settings.clientSecret;
  }

  /**
   * Sets how consent screens behave from now on. Default: {@link Consent#ask()}.
   *
   * @param consent the behavior
   */
  public void consent(Consent consent) {
    screen.consent(consent);
  }

  /**
   * Sets the fault of the token endpoint.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void tokenEndpoint(Fault fault) {
    server.fault(TOKEN, fault);
  }

  /**
   * Sets the fault of the revocation endpoint.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void revocationEndpoint(Fault fault) {
    server.fault(REVOKE, fault);
  }

  /**
   * Sets the fault of a collection.
   *
   * @param path the path that was given to {@link #collection(String)}
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void collection(String path, Fault fault) {
    server.fault(path, fault);
  }

  /**
   * Sets the fault of the resource.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void resource(Fault fault) {
    server.fault(RESOURCE, fault);
  }

  /**
   * Makes all resources refuse all access tokens issued so far, expired or not. Their refresh
   * tokens still work.
   */
  public void refuseAccessTokens() {
    grants.endAccessTokens();
  }

  /**
   * Revokes all grants, as users do in the provider's settings; refresh tokens stop working too.
   */
  public void revokeGrants() {
    grants.revokeGrants(grant -> true);
  }

  /**
   * The number of access tokens that the resource accepts now.
   *
   * @return the number
   */
  public long liveTokens() {
    return grants.liveAccessTokens(grant -> true);
  }

  /**
   * The number of grants of which an access or refresh token works now.
   *
   * @return the number
   */
  public long liveGrants() {
    return grants.liveGrants(grant -> true);
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
   * The requests that the token endpoint received so far.
   *
   * @return a snapshot, in the order received
   */
  public List<ReceivedRequest> tokenRequests() {
    return server.received(TOKEN);
  }

  /**
   * The requests that the revocation endpoint received so far.
   *
   * @return a snapshot, in the order received
   */
  public List<ReceivedRequest> revocationRequests() {
    return server.received(REVOKE);
  }

  /**
   * All access and refresh tokens issued so far, so that a test can check that none of them appears
   * in a log or on a page.
   *
   * @return the tokens, including expired and revoked ones
   */
  public List<String> issuedTokens() {
    return grants.issued();
  }

  /** Stops the server and drops open connections. */
  @Override
  public void close() {
    server.close();
  }

  private List<ConsentHtml.Choice> choices() {
    return settings.users.stream().map(name -> new ConsentHtml.Choice(name, name)).toList();
  }

  private FakeResponse authorize(ReceivedRequest request) {
    Map<String, String> query = request.parameters();
    String redirect = query.get("redirect_uri");
    if (!clientId().equals(query.get("client_id")) || redirect == null) {
      return screen.problem(
          "Invalid request", "The client_id is unknown, or redirect_uri is missing.");
    }
    String challenge = query.get("code_challenge");
    boolean isValid =
        "code".equals(query.get("response_type"))
            && (challenge == null || !settings.pkceRefused)
            && (challenge == null || "S256".equals(query.get("code_challenge_method")))
            && (challenge != null || settings.authentication != TokenEndpoint.Authentication.NONE);
    if (!isValid) {
      return screen.error(redirect, "invalid_request", query.get("state"));
    }
    GrantStore.AuthorizationRequest authorization =
        new GrantStore.AuthorizationRequest(
            clientId(), redirect, query.getOrDefault("scope", "default"), challenge);
    return screen.show(
        new ConsentScreen.Pending(authorization, redirect, query.get("state"), false, null),
        DECIDE);
  }

  /** Adds parameters to a callback, and authenticates it. */
  private Map<String, String> callback(Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.putAll(settings.callbackParameters);
    if (settings.hmac != null) {
      all.put(settings.hmac, hmac(ConsentScreen.encoded(new TreeMap<>(all))));
    }
    return all;
  }

  private String hmac(String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(clientSecret().getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(message.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private FakeResponse token(ReceivedRequest request) {
    String type = request.header("Content-Type");
    if (settings.json && (type == null || !type.startsWith("application/json"))) {
      return FakeResponse.error(400, "invalid_request", "Expected a JSON object");
    }
    Map<String, String> form = request.parameters();
    boolean isRefresh = "refresh_token".equals(form.get("grant_type"));
    if (isRefresh && settings.refreshEndpoint) {
      return FakeResponse.error(400, "unsupported_grant_type", "Use the refresh endpoint");
    }
    for (Map.Entry<String, String> parameter : settings.codeParameters.entrySet()) {
      String expected = isRefresh ? null : parameter.getValue();
      if (!Objects.equals(form.get(parameter.getKey()), expected)) {
        return FakeResponse.error(400, "invalid_request", "Wrong " + parameter.getKey());
      }
    }
    return isRefresh
        ? withQuirks(tokens.token(request, this::response), true)
        : withQuirks(tokens.token(request, this::codeResponse), false);
  }

  private FakeResponse refresh(ReceivedRequest request) {
    return settings.refreshEndpoint
        ? withQuirks(tokens.refresh(request, this::response), true)
        : FakeResponse.of(404, "text/plain", "Not found");
  }

  /** Words and status of an error response as the provider has them. */
  private FakeResponse withQuirks(FakeResponse response, boolean isRefresh) {
    if (response.status() == 200) {
      return response;
    }
    if (isRefresh && settings.endedGrant != null && response.body().contains("invalid_grant")) {
      return settings.endedGrant;
    }
    return settings.errorsWithStatus200
        ? new FakeResponse(200, response.headers(), response.body())
        : response;
  }

  private Map<String, Object> codeResponse(GrantStore.IssuedTokens issued) {
    return settings.tokensIn == null
        ? response(issued)
        : Json.object("ok", true, settings.tokensIn, response(issued));
  }

  private Map<String, Object> response(GrantStore.IssuedTokens issued) {
    Long seconds = Duration.between(settings.clock.instant(), issued.expires()).toSeconds();
    Map<String, Object> response =
        Json.object(
            "access_token",
            issued.access(),
            "token_type",
            "Bearer",
            "expires_in",
            settings.expiresIn ? seconds : null,
            "refresh_token",
            issued.refresh(),
            "scope",
            settings.grantedScope == null ? issued.grant().scope : settings.grantedScope);
    Duration lifetime = settings.refreshLifetime;
    if (settings.refreshLifetimeField != null && lifetime != null) {
      response.put(settings.refreshLifetimeField, lifetime.toSeconds());
    }
    return response;
  }

  private FakeResponse revokeByBearer(ReceivedRequest request) {
    Optional<GrantStore.Grant> grant = bearer(request);
    if (grant.isEmpty()) {
      return FakeResponse.error(401, "invalid_token", "The access token is not valid");
    }
    if (!request.body().isEmpty()) {
      return FakeResponse.error(400, "invalid_request", "Expected no body");
    }
    grants.revokeGrants(other -> other == grant.get());
    return FakeResponse.of(200, "text/plain", "");
  }

  private FakeResponse revoke(ReceivedRequest request) {
    if (settings.revocationByBearer) {
      return revokeByBearer(request);
    }
    if (!request.method().equals("POST")) {
      return FakeResponse.of(405, "text/plain", "");
    }
    Map<String, String> form = request.parameters();
    FakeResponse unauthenticated = tokens.authenticate(request, form);
    if (unauthenticated != null) {
      return unauthenticated;
    }
    GrantStore.Grant revoked = grants.revoke(form.getOrDefault("token", ""));
    if (revoked != null && settings.revocationEndsAllGrants) {
      grants.revokeGrants(grant -> grant.subject.equals(revoked.subject));
    }
    return FakeResponse.of(200, "text/plain", "");
  }

  private FakeResponse resource(ReceivedRequest request) {
    return bearer(request)
        .map(g -> FakeResponse.json(200, Json.object("login", g.subject, "scope", g.scope)))
        .orElseGet(FakeOAuthServer::refused);
  }

  private static FakeResponse refused() {
    return FakeResponse.error(
            401, "invalid_token", "The access token is unknown, expired or revoked")
        .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  /** The grant of the access token in the header, or empty if it is not valid. */
  private Optional<GrantStore.Grant> bearer(ReceivedRequest request) {
    String header = request.header("Authorization");
    return header != null && header.startsWith("Bearer ")
        ? grants.live(header.substring("Bearer ".length()))
        : Optional.empty();
  }

  private static final class OpaqueTokens implements GrantStore.TokenFactory {
    @Override
    public String access(GrantStore.Grant grant, Instant expires) {
      return "at-" + UUID.randomUUID();
    }

    @Override
    public String refresh(GrantStore.Grant grant) {
      return "rt-" + UUID.randomUUID();
    }
  }
}
