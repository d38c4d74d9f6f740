package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** monday.com as an authorization server: OAuth 2.1, the legacy flow, and the way between them. */
final class MondayOAuth {
  /** What is not the app's but the platform's. */
  record Settings(
      InstantSource clock,
      boolean legacyFlow,
      Duration accessLifetime,
      boolean reuseRevokesFamily,
      Function<String, FakeUser> users,
      ConsentScreen.Look look) {}

  static final String AUTHORIZE = "/oauth2/authorize";
  static final String DECIDE = "/oauth2/authorize/decide";
  static final String TOKEN = "/oauth_ms/oauth/token";
  static final String REVOKE = "/oauth_ms/oauth/revoke";
  static final String MIGRATE = "/oauth_ms/oauth/migrate";
  static final String LEGACY_TOKEN = "/oauth2/token";

  private static final Duration NEVER = Duration.ofDays(36_500);

  private final RegisteredApp app;
  private final Settings settings;
  private final GrantStore modern;
  private final GrantStore legacy;
  private final ConsentScreen screen;
  private final TokenEndpoint modernTokens;
  private final Map<String, GrantStore.Issued> migrated = new HashMap<>();

  MondayOAuth(RegisteredApp app, MondayTokens tokens, Settings settings) {
    this.app = app;
    this.settings = settings;
    InstantSource clock = settings.clock();
    this.modern =
        new GrantStore(
            clock,
            mint(tokens),
            new GrantStore.Rules(
                settings.accessLifetime(), null, true, true, settings.reuseRevokesFamily()));
    this.legacy =
        new GrantStore(
            clock, legacyMint(tokens), new GrantStore.Rules(NEVER, null, false, false, false));
    this.screen =
        new ConsentScreen(settings.look(), settings.legacyFlow() ? legacy : modern, null)
            .refusing(this::notPossible);
    this.modernTokens =
        new TokenEndpoint(
            modern, TokenEndpoint.Authentication.POST, app.clientId(), app.clientSecret());
  }

  ConsentScreen screen() {
    return screen;
  }

  void routes(FakeServer server) {
    server.route("GET " + AUTHORIZE, this::authorize);
    server.route("POST " + DECIDE, screen::decide);
    server.route("POST " + TOKEN, this::token);
    server.route("POST " + REVOKE, this::revoke);
    server.route("POST " + MIGRATE, this::migrate);
    server.route("POST " + LEGACY_TOKEN, this::legacyToken);
  }

  private FakeResponse authorize(ReceivedRequest request) {
    Map<String, String> query = request.parameters();
    if (!app.clientId().equals(query.get("client_id"))) {
      return screen.problem("Invalid request", "client_id is unknown");
    }
    String redirect = redirectUri(query.get("redirect_uri"));
    if (redirect == null) {
      return screen.problem("Invalid request", "redirect_uri is not one of the configured ones");
    }
    String scope = query.getOrDefault("scope", String.join(" ", app.scopes()));
    if (!Set.copyOf(app.scopes()).containsAll(List.of(scope.split(" ")))) {
      return FakeResponse.error(400, "invalid_scope", "Invalid scope param");
    }
    if (!settings.legacyFlow() && !query.containsKey("code_challenge")) {
      return screen.problem("Invalid request", "code_challenge is required");
    }
    if (!settings.legacyFlow() && !"S256".equals(query.get("code_challenge_method"))) {
      return screen.problem("Invalid request", "code_challenge_method must be S256");
    }
    if (!query.getOrDefault("response_type", "code").equals("code")) {
      return screen.error(redirect, "invalid_request", query.get("state"));
    }
    GrantStore.Ask ask =
        new GrantStore.Ask(
            app.clientId(),
            query.get("redirect_uri"),
            scope,
            settings.legacyFlow() ? null : query.get("code_challenge"));
    boolean install = "true".equals(query.get("force_install_if_needed"));
    return screen.show(
        new ConsentScreen.Pending(
            ask, redirect, query.get("state"), install, query.get("subdomain")),
        DECIDE);
  }

  private @Nullable String redirectUri(@Nullable String asked) {
    List<URI> configured = app.redirectUris();
    if (asked == null) {
      return configured.size() == 1 ? configured.get(0).toString() : null;
    }
    boolean known = configured.isEmpty() || configured.contains(URI.create(asked));
    return known ? asked : null;
  }

  /**
   * A {@code subdomain} leaves no choice of the account; members can authorize once an admin has
   * installed the app.
   */
  private @Nullable String notPossible(ConsentScreen.Pending request, String id) {
    FakeUser user = settings.users().apply(id);
    FakeAccount account = user.account();
    String only = request.accountSlug();
    if (only != null && !only.equals(account.slug())) {
      return "access_denied";
    }
    if (request.install() && user.isAdmin()) {
      account.installed(true);
    }
    return account.installed() ? null : "unauthorized_client";
  }

  private FakeResponse token(ReceivedRequest request) {
    if (settings.legacyFlow()) {
      return FakeResponse.error(400, "unauthorized_client", "the new OAuth flow is not enabled");
    }
    return modernTokens.token(request, MondayOAuth::pair);
  }

  /** Says nothing of the expiry: it is in the token. */
  private static Map<String, Object> pair(GrantStore.Issued issued) {
    return Json.object(
        "access_token",
        issued.access(),
        "refresh_token",
        issued.refresh(),
        "token_type",
        "Bearer",
        "scope",
        issued.grant().scope);
  }

  private FakeResponse legacyToken(ReceivedRequest request) {
    Map<String, String> form = request.parameters();
    try {
      for (String name : List.of("client_id", "client_secret", "code")) {
        TokenEndpoint.needed(form, name);
      }
      if (!form.getOrDefault("grant_type", "authorization_code").equals("authorization_code")) {
        return FakeResponse.error(400, "unsupported_grant_type", "Please use authorization_code");
      }
      if (modernTokens.authenticate(request, form) != null) {
        return FakeResponse.error(400, "invalid_client", "client unknown");
      }
      GrantStore.Issued issued =
          legacy.redeem(
              String.valueOf(form.get("code")), app.clientId(), form.get("redirect_uri"), null);
      return FakeResponse.json(
          200,
          Json.object(
              "access_token", issued.access(),
              "token_type", "bearer",
              "scope", issued.grant().scope.replace(' ', ',')));
    } catch (GrantStore.Refused e) {
      return FakeResponse.error(400, e.code, String.valueOf(e.getMessage()));
    }
  }

  private FakeResponse revoke(ReceivedRequest request) {
    Map<String, String> form = request.parameters();
    FakeResponse refused = modernTokens.authenticate(request, form);
    if (refused != null) {
      return refused;
    }
    modern.revoke(form.getOrDefault("token", ""));
    return FakeResponse.json(200, Json.object("success", true));
  }

  private synchronized FakeResponse migrate(ReceivedRequest request) {
    Map<String, String> form = request.parameters();
    FakeResponse refused = modernTokens.authenticate(request, form);
    if (refused != null) {
      return refused;
    }
    String old = form.getOrDefault("api_token", "");
    if (modern.live(old).isPresent()) {
      return FakeResponse.error(400, "already_oauth_token", "this is a token of the new flow");
    }
    Optional<GrantStore.Grant> grant = legacy.live(old);
    if (grant.isEmpty()) {
      return FakeResponse.error(401, "invalid_token", "the token is not valid");
    }
    boolean before = migrated.containsKey(old);
    GrantStore.Issued issued =
        migrated.computeIfAbsent(
            old, token -> modern.issue(grant.get().subject, grant.get().scope));
    Map<String, Object> body = pair(issued);
    body.put("expires_in", settings.accessLifetime().toSeconds());
    body.put("already_migrated", before);
    body.put("migrated_from", Json.object("api_token_id", 500_001L + migrated.size()));
    return FakeResponse.json(200, body);
  }

  String legacyToken(FakeUser user) {
    return legacy.issue(String.valueOf(user.id()), String.join(" ", app.scopes())).access();
  }

  /** Whom an API token belongs to, if monday.com would accept it now. */
  Optional<FakeGraphQl.Caller> caller(String token) {
    return modern
        .live(token)
        .or(() -> legacy.live(token))
        .map(
            grant ->
                new FakeGraphQl.Caller(
                    settings.users().apply(grant.subject), Set.of(grant.scope.split(" "))));
  }

  void revokeAccount(FakeAccount account) {
    for (GrantStore grants : List.of(modern, legacy)) {
      grants.revokeGrants(of(account));
    }
  }

  void endAccessTokens() {
    modern.endAccessTokens();
  }

  long liveTokens(FakeAccount account) {
    return modern.liveAccessTokens(of(account)) + legacy.liveAccessTokens(of(account));
  }

  List<String> issued() {
    List<String> all = new ArrayList<>(modern.issued());
    all.addAll(legacy.issued());
    return all;
  }

  private java.util.function.Predicate<GrantStore.Grant> of(FakeAccount account) {
    return grant -> settings.users().apply(grant.subject).account() == account;
  }

  private GrantStore.Mint mint(MondayTokens tokens) {
    return new GrantStore.Mint() {
      @Override
      public String access(GrantStore.Grant grant, java.time.Instant expires) {
        return signed(tokens, grant).expiresAt(expires).sign();
      }

      @Override
      public String refresh(GrantStore.Grant grant) {
        return signed(tokens, grant).without("exp").claim("typ", "refresh").sign();
      }
    };
  }

  private GrantStore.Mint legacyMint(MondayTokens tokens) {
    return new GrantStore.Mint() {
      @Override
      public String access(GrantStore.Grant grant, java.time.Instant expires) {
        return signed(tokens, grant).without("exp").without("iat").sign();
      }

      @Override
      public String refresh(GrantStore.Grant grant) {
        throw new IllegalStateException("the legacy flow has no refresh tokens");
      }
    };
  }

  private TokenDraft signed(MondayTokens tokens, GrantStore.Grant grant) {
    FakeUser user = settings.users().apply(grant.subject);
    return tokens
        .api(NEVER)
        .claim("tid", UUID.randomUUID().toString())
        .claim("aai", app.appId())
        .claim("uid", user.id())
        .claim("actid", user.accountId())
        .claim("per", grant.scope);
  }
}
