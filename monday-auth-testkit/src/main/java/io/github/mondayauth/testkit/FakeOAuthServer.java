package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fake OAuth 2.0 provider on localhost (RFC 6749), with PKCE (RFC 7636), revocation (RFC 7009),
 * and a resource that its access tokens give access to.
 *
 * <p>Defaults: the client authenticates in the request body, access tokens expire after one hour
 * and come with {@code expires_in}, refresh tokens rotate and do not expire, and authorization
 * responses have no {@code iss}. All tokens are opaque. Safe for use by several threads.
 */
public final class FakeOAuthServer implements AutoCloseable {
  private static final String AUTHORIZE = "/authorize";
  private static final String DECIDE = "/authorize/decide";
  private static final String TOKEN = "/token";
  private static final String REVOKE = "/revoke";
  private static final String RESOURCE = "/api/user";

  private final Builder settings;
  private final FakeServer server = new FakeServer();
  private final GrantStore grants;
  private final ConsentScreen screen;
  private final TokenEndpoint tokens;

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
                settings.revocationEndsOneToken));
    this.screen =
        new ConsentScreen(
            new ConsentScreen.Look("A fake provider", "#0b7a4b", this::choices),
            grants,
            settings.issuer ? origin().toString() : null);
    this.tokens =
        new TokenEndpoint(grants, settings.authentication, clientId(), settings.clientSecret);
    server.route("GET " + AUTHORIZE, this::authorize);
    server.route("POST " + DECIDE, screen::decide);
    server.route("POST " + TOKEN, request -> tokens.token(request, this::response));
    server.route("POST " + REVOKE, this::revoke);
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
    private boolean refreshTokens = true;
    private boolean rotation = true;
    private boolean reuseRevokesFamily;
    private boolean revocationEndsAllGrants;
    private boolean revocationEndsOneToken;
    private boolean expiresIn = true;
    private boolean issuer;

    private Builder() {}

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
   * Sets the fault of the resource.
   *
   * @param fault how it fails from now on; {@link Fault#none()} restores it
   */
  public void resource(Fault fault) {
    server.fault(RESOURCE, fault);
  }

  /**
   * Makes the resource refuse all access tokens issued so far, expired or not. Their refresh tokens
   * still work.
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

  private Map<String, Object> response(GrantStore.IssuedTokens issued) {
    Long seconds = Duration.between(settings.clock.instant(), issued.expires()).toSeconds();
    return Json.object(
        "access_token",
        issued.access(),
        "token_type",
        "Bearer",
        "expires_in",
        settings.expiresIn ? seconds : null,
        "refresh_token",
        issued.refresh(),
        "scope",
        issued.grant().scope);
  }

  private FakeResponse revoke(ReceivedRequest request) {
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
    String header = request.header("Authorization");
    boolean bearer = header != null && header.startsWith("Bearer ");
    Optional<GrantStore.Grant> grant =
        bearer ? grants.live(String.valueOf(header).substring(7)) : Optional.empty();
    return grant
        .map(g -> FakeResponse.json(200, Json.object("login", g.subject, "scope", g.scope)))
        .orElseGet(
            () ->
                FakeResponse.error(
                        401, "invalid_token", "The access token is unknown, expired or revoked")
                    .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\""));
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
