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
 * A server on localhost that plays a third party: an OAuth 2.0 provider after RFC 6749, with PKCE
 * (RFC 7636) and revocation (RFC 7009), and a resource that its access tokens open.
 *
 * <p>Unless told otherwise: client authentication in the body, access tokens of one hour with
 * {@code expires_in}, refresh tokens that rotate, no {@code iss}. Its tokens are opaque. Safe for
 * use by several threads.
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
            new Opaque(),
            new GrantStore.Rules(
                settings.accessLifetime,
                settings.refreshLifetime,
                settings.refreshTokens,
                settings.rotation,
                settings.reuseRevokesFamily));
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
   * Starts a server as it comes.
   *
   * @return a running server on a free port
   */
  public static FakeOAuthServer start() {
    return builder().start();
  }

  /**
   * Starts to configure a server.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** What a {@link FakeOAuthServer} can be told. Not safe for use by several threads. */
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
    private boolean expiresIn = true;
    private boolean issuer;

    private Builder() {}

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
     * How long refresh tokens live. Default: for ever.
     *
     * @param lifetime the lifetime of each
     * @return this builder
     */
    public Builder refreshTokenLifetime(Duration lifetime) {
      refreshLifetime = lifetime;
      return this;
    }

    /**
     * Issues access tokens only.
     *
     * @return this builder
     */
    public Builder withoutRefreshTokens() {
      refreshTokens = false;
      return this;
    }

    /**
     * Refreshing gives no new refresh token; the first one keeps working.
     *
     * @return this builder
     */
    public Builder withoutRotation() {
      rotation = false;
      return this;
    }

    /**
     * Leaves {@code expires_in} out, though tokens expire.
     *
     * @return this builder
     */
    public Builder withoutExpiresIn() {
      expiresIn = false;
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
     * Revoking a token ends everything its user ever granted. Default: an access token ends alone,
     * a refresh token ends its own grant.
     *
     * @return this builder
     */
    public Builder revocationEndsAllGrants() {
      revocationEndsAllGrants = true;
      return this;
    }

    /**
     * Clients prove themselves with {@code client_secret_basic}. Default: {@code
     * client_secret_post}.
     *
     * @return this builder
     */
    public Builder clientSecretBasic() {
      authentication = TokenEndpoint.Authentication.BASIC;
      return this;
    }

    /**
     * The client is public and has no secret.
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
     * Who has an account at the provider; the first is signed in. Default: ada and grace.
     *
     * @param names the users
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
   * Where the server is; its issuer.
   *
   * @return {@code http://localhost} with the port
   */
  public URI origin() {
    return server.origin();
  }

  /**
   * Where a browser is sent to consent.
   *
   * @return the authorization endpoint
   */
  public URI authorizationEndpoint() {
    return server.at(AUTHORIZE);
  }

  /**
   * Where codes and refresh tokens are exchanged.
   *
   * @return the token endpoint
   */
  public URI tokenEndpoint() {
    return server.at(TOKEN);
  }

  /**
   * Where tokens are revoked.
   *
   * @return the revocation endpoint
   */
  public URI revocationEndpoint() {
    return server.at(REVOKE);
  }

  /**
   * What access tokens open: {@code GET} with {@code Authorization: Bearer} answers the user's
   * {@code login} as JSON, or 401.
   *
   * @return the resource
   */
  public URI resource() {
    return server.at(RESOURCE);
  }

  /**
   * The client id of the app that is registered here.
   *
   * @return the client id
   */
  public String clientId() {
    return "test-app";
  }

  /**
   * The secret of the app that is registered here.
   *
   * @return a random secret, of no use to a public client
   */
  public String clientSecret() {
    return settings.clientSecret;
  }

  /**
   * Decides what consent screens do from now on. Default: {@link Consent#ask()}.
   *
   * @param consent the decision
   */
  public void consent(Consent consent) {
    screen.consent(consent);
  }

  /**
   * Breaks the token endpoint, or heals it.
   *
   * @param fault what it does from now on
   */
  public void tokenEndpoint(Fault fault) {
    server.fault(TOKEN, fault);
  }

  /**
   * Breaks the revocation endpoint, or heals it.
   *
   * @param fault what it does from now on
   */
  public void revocationEndpoint(Fault fault) {
    server.fault(REVOKE, fault);
  }

  /**
   * Breaks the resource, or heals it.
   *
   * @param fault what it does from now on
   */
  public void resource(Fault fault) {
    server.fault(RESOURCE, fault);
  }

  /** The resource refuses every access token issued so far; refreshing works. */
  public void refuseAccessTokens() {
    grants.endAccessTokens();
  }

  /** Ends every grant, as a user does in the provider's settings: refreshing is refused too. */
  public void revokeGrants() {
    grants.revokeGrants(grant -> true);
  }

  /**
   * How many access tokens the resource would accept now.
   *
   * @return the number
   */
  public long liveTokens() {
    return grants.liveAccessTokens(grant -> true);
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
   * What the token endpoint received, in order.
   *
   * @return token requests, a snapshot
   */
  public List<ReceivedRequest> tokenRequests() {
    return server.received(TOKEN);
  }

  /**
   * What the revocation endpoint received, in order.
   *
   * @return revocation requests, a snapshot
   */
  public List<ReceivedRequest> revocationRequests() {
    return server.received(REVOKE);
  }

  /**
   * Every access and refresh token issued so far, to look for where none may be.
   *
   * @return the tokens, ended ones included
   */
  public List<String> issuedTokens() {
    return grants.issued();
  }

  /** Stops the server; requests under way are cut off. */
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
      return screen.problem("Invalid request", "client_id unknown or redirect_uri missing");
    }
    String challenge = query.get("code_challenge");
    boolean fine =
        "code".equals(query.get("response_type"))
            && (challenge == null || "S256".equals(query.get("code_challenge_method")))
            && (challenge != null || settings.authentication != TokenEndpoint.Authentication.NONE);
    if (!fine) {
      return screen.error(redirect, "invalid_request", query.get("state"));
    }
    GrantStore.Ask ask =
        new GrantStore.Ask(clientId(), redirect, query.getOrDefault("scope", "default"), challenge);
    return screen.show(
        new ConsentScreen.Pending(ask, redirect, query.get("state"), false, null), DECIDE);
  }

  private Map<String, Object> response(GrantStore.Issued issued) {
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
    FakeResponse refused = tokens.authenticate(request, form);
    if (refused != null) {
      return refused;
    }
    GrantStore.Grant ended = grants.revoke(form.getOrDefault("token", ""));
    if (ended != null && settings.revocationEndsAllGrants) {
      grants.revokeGrants(grant -> grant.subject.equals(ended.subject));
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
                FakeResponse.error(401, "invalid_token", "expired, revoked or unknown")
                    .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\""));
  }

  private static final class Opaque implements GrantStore.Mint {
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
