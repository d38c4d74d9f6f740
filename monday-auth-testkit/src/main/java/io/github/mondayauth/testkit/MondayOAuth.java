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

/** monday.com's authorization server: OAuth 2.1, the legacy flow, and migration between them. */
final class MondayOAuth {
  /** Settings of the server that do not depend on the app. */
  record Settings(
      InstantSource clock,
      boolean legacyFlow,
      boolean userInAccessTokens,
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
  private final Map<String, GrantStore.IssuedTokens> migrated = new HashMap<>();

  MondayOAuth(RegisteredApp app, MondayTokens tokens, Settings settings) {
    this.app = app;
    this.settings = settings;
    InstantSource clock = settings.clock();
    this.modern =
        new GrantStore(
            clock,
            jwtTokens(tokens),
            new GrantStore.Rules(
                settings.accessLifetime(),
                null,
                true,
                true,
                settings.reuseRevokesFamily(),
                false,
                Duration.ZERO));
    this.legacy =
        new GrantStore(
            clock,
            legacyTokens(tokens),
            new GrantStore.Rules(NEVER, null, false, false, false, false, Duration.ZERO));
    this.screen =
        new ConsentScreen(settings.look(), settings.legacyFlow() ? legacy : modern, null)
            .withVeto(this::refusal);
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
      return screen.problem("Invalid request", "The client_id is unknown.");
    }
    String redirect = redirectUri(query.get("redirect_uri"));
    if (redirect == null) {
      return screen.problem("Invalid request", "The redirect_uri is not configured for this app.");
    }
    String scope = query.getOrDefault("scope", String.join(" ", app.scopes()));
    if (!Set.copyOf(app.scopes()).containsAll(List.of(scope.split(" ")))) {
      return FakeResponse.error(400, "invalid_scope", "Invalid scope param");
    }
    if (!settings.legacyFlow() && !query.containsKey("code_challenge")) {
      return screen.problem("Invalid request", "The code_challenge is missing.");
    }
    if (!settings.legacyFlow() && !"S256".equals(query.get("code_challenge_method"))) {
      return screen.problem("Invalid request", "The code_challenge_method must be S256.");
    }
    if (!query.getOrDefault("response_type", "code").equals("code")) {
      return screen.error(redirect, "invalid_request", query.get("state"));
    }
    GrantStore.AuthorizationRequest authorization =
        new GrantStore.AuthorizationRequest(
            app.clientId(),
            query.get("redirect_uri"),
            scope,
            settings.legacyFlow() ? null : query.get("code_challenge"));
    boolean install = "true".equals(query.get("force_install_if_needed"));
    return screen.show(
        new ConsentScreen.Pending(
            authorization, redirect, query.get("state"), install, query.get("subdomain")),
        DECIDE);
  }

  private @Nullable String redirectUri(@Nullable String requested) {
    List<URI> configured = app.redirectUris();
    if (requested == null) {
      return configured.size() == 1 ? configured.get(0).toString() : null;
    }
    boolean isAllowed = configured.isEmpty() || configured.contains(URI.create(requested));
    return isAllowed ? requested : null;
  }

  /**
   * Refuses users of another account than the one in {@code subdomain}, and users of an account
   * that does not have the app installed. An administrator can install it while authorizing.
   */
  private @Nullable String refusal(ConsentScreen.Pending pending, String id) {
    FakeUser user = settings.users().apply(id);
    FakeAccount account = user.account();
    String requiredSlug = pending.accountSlug();
    if (requiredSlug != null && !requiredSlug.equals(account.slug())) {
      return "access_denied";
    }
    if (pending.install() && user.isAdmin()) {
      account.setInstalled(true);
    }
    return account.isInstalled() ? null : "unauthorized_client";
  }

  private FakeResponse token(ReceivedRequest request) {
    if (settings.legacyFlow()) {
      return FakeResponse.error(400, "unauthorized_client", "The new OAuth flow is not enabled");
    }
    return modernTokens.token(request, MondayOAuth::tokenResponse);
  }

  /** A token response without {@code expires_in}: the access token is a JWT with {@code exp}. */
  private static Map<String, Object> tokenResponse(GrantStore.IssuedTokens issued) {
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
        TokenEndpoint.required(form, name);
      }
      if (!form.getOrDefault("grant_type", "authorization_code").equals("authorization_code")) {
        return FakeResponse.error(
            400, "unsupported_grant_type", "The grant_type must be authorization_code");
      }
      if (modernTokens.authenticate(request, form) != null) {
        return FakeResponse.error(400, "invalid_client", "The client credentials are wrong");
      }
      GrantStore.IssuedTokens issued =
          legacy.redeem(
              String.valueOf(form.get("code")), app.clientId(), form.get("redirect_uri"), null);
      return FakeResponse.json(
          200,
          Json.object(
              "access_token", issued.access(),
              "token_type", "bearer",
              "scope", issued.grant().scope.replace(' ', ',')));
    } catch (GrantStore.TokenErrorException e) {
      return FakeResponse.error(400, e.code, String.valueOf(e.getMessage()));
    }
  }

  private FakeResponse revoke(ReceivedRequest request) {
    Map<String, String> form = request.parameters();
    FakeResponse unauthenticated = modernTokens.authenticate(request, form);
    if (unauthenticated != null) {
      return unauthenticated;
    }
    modern.revoke(form.getOrDefault("token", ""));
    return FakeResponse.json(200, Json.object("success", true));
  }

  private synchronized FakeResponse migrate(ReceivedRequest request) {
    Map<String, String> form = request.parameters();
    FakeResponse unauthenticated = modernTokens.authenticate(request, form);
    if (unauthenticated != null) {
      return unauthenticated;
    }
    String legacyToken = form.getOrDefault("api_token", "");
    if (modern.live(legacyToken).isPresent()) {
      return FakeResponse.error(
          400, "already_oauth_token", "The token was issued by the new OAuth flow");
    }
    Optional<GrantStore.Grant> grant = legacy.live(legacyToken);
    if (grant.isEmpty()) {
      return FakeResponse.error(401, "invalid_token", "The token is not valid");
    }
    boolean isMigrated = migrated.containsKey(legacyToken);
    GrantStore.IssuedTokens issued =
        migrated.computeIfAbsent(
            legacyToken, token -> modern.issue(grant.get().subject, grant.get().scope));
    Map<String, Object> body = tokenResponse(issued);
    body.put("expires_in", settings.accessLifetime().toSeconds());
    body.put("already_migrated", isMigrated);
    body.put("migrated_from", Json.object("api_token_id", 500_001L + migrated.size()));
    return FakeResponse.json(200, body);
  }

  String legacyToken(FakeUser user) {
    return legacy.issue(String.valueOf(user.id()), String.join(" ", app.scopes())).access();
  }

  /** The user and scopes of an access token that the API accepts now. */
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
      grants.revokeGrants(belongsTo(account));
    }
  }

  void endAccessTokens() {
    modern.endAccessTokens();
  }

  long liveGrants(FakeAccount account) {
    return modern.liveGrants(belongsTo(account)) + legacy.liveGrants(belongsTo(account));
  }

  long liveTokens(FakeAccount account) {
    return modern.liveAccessTokens(belongsTo(account))
        + legacy.liveAccessTokens(belongsTo(account));
  }

  List<String> issued() {
    List<String> all = new ArrayList<>(modern.issued());
    all.addAll(legacy.issued());
    return all;
  }

  private java.util.function.Predicate<GrantStore.Grant> belongsTo(FakeAccount account) {
    return grant -> settings.users().apply(grant.subject).account() == account;
  }

  private GrantStore.TokenFactory jwtTokens(MondayTokens tokens) {
    return new GrantStore.TokenFactory() {
      @Override
      public String access(GrantStore.Grant grant, java.time.Instant expires) {
        TokenDraft draft =
            settings.userInAccessTokens()
                ? signed(tokens, grant)
                : tokens
                    .api(NEVER)
                    .without("uid")
                    .without("iat")
                    .claim("jti", UUID.randomUUID().toString());
        return draft.expiresAt(expires).sign();
      }

      @Override
      public String refresh(GrantStore.Grant grant) {
        return signed(tokens, grant).without("exp").claim("typ", "refresh").sign();
      }
    };
  }

  private GrantStore.TokenFactory legacyTokens(MondayTokens tokens) {
    return new GrantStore.TokenFactory() {
      @Override
      public String access(GrantStore.Grant grant, java.time.Instant expires) {
        return signed(tokens, grant).without("exp").without("iat").sign();
      }

      @Override
      public String refresh(GrantStore.Grant grant) {
        throw new IllegalStateException("The legacy flow has no refresh tokens");
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
