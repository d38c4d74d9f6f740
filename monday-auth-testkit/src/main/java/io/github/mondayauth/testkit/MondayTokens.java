package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/**
 * Signs the JWTs that monday.com sends to one app, and JWTs that it would never send.
 *
 * <p>Each method starts a token of one kind that is valid as it stands, with the claims, secret and
 * lifetime monday.com uses; the {@link TokenDraft} then says what is different about it:
 *
 * <pre>{@code
 * String good = tokens.request(URI.create("https://app.example.com/run")).user(42).sign();
 * String old = tokens.session().expired().sign();
 * String forged = tokens.appLifecycle().claim("dat.account_id", 7).signedWith(another).sign();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MondayTokens {
  /** The account of a token that names no other; over 32 bits, as monday.com's ids are. */
  public static final long ACCOUNT = 9_876_543_210L;

  /** The user of a token that names no other; over 32 bits, as monday.com's ids are. */
  public static final long USER = 8_765_432_109L;

  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final RegisteredApp app;
  private final InstantSource clock;
  private final String apiKey;

  private MondayTokens(RegisteredApp app, InstantSource clock, String apiKey) {
    this.app = app;
    this.clock = clock;
    this.apiKey = apiKey;
  }

  /**
   * Tokens for an app.
   *
   * @param app the app, whose secrets sign
   * @param clock the time tokens are issued at
   * @return the tokens
   */
  public static MondayTokens of(RegisteredApp app, InstantSource clock) {
    return new MondayTokens(app, clock, UUID.randomUUID().toString());
  }

  /**
   * The JWT of a server's request (action, trigger, remote options, field definitions, credentials
   * field): signing secret; {@code accountId}, {@code userId}, {@code aud}, {@code exp}, {@code
   * iat} and a {@code shortLivedToken}; 300 seconds.
   *
   * @param endpoint the full URL of the endpoint called, which becomes the audience
   * @return a draft
   */
  public TokenDraft request(URI endpoint) {
    return draft(TokenDraft.Shape.FLAT, app.signingSecret(), LIFETIME)
        .audience(endpoint.toString())
        .shortLivedToken(this);
  }

  /**
   * The JWT in the {@code token} parameter of the authorization URL: as {@link #request}, with
   * {@code backToUrl}, {@code boardId} and {@code recipeId} as numbers and {@code integrationId} as
   * a string.
   *
   * @param endpoint the full authorization URL, which becomes the audience
   * @param backToUrl where the user goes on after authorization
   * @return a draft
   */
  public TokenDraft authorization(URI endpoint, URI backToUrl) {
    return request(endpoint)
        .backToUrl(backToUrl.toString())
        .claim("boardId", 6_440_001_771L)
        .claim("recipeId", 30_271_543L)
        .claim("integrationId", "327000608");
  }

  /**
   * The JWT of a board webhook that was created with the app's OAuth token; as {@link #request}.
   *
   * @param endpoint the full URL of the webhook, which becomes the audience
   * @return a draft
   */
  public TokenDraft boardWebhook(URI endpoint) {
    return request(endpoint);
  }

  /**
   * What a view gets from {@code monday.get('sessionToken')}: client secret; {@code exp}, and in
   * {@code dat} the app, the account, and the user with {@code is_admin}, {@code is_guest} and
   * {@code user_kind}.
   *
   * @return a draft of an admin's token
   */
  public TokenDraft session() {
    return dat();
  }

  /**
   * The JWT of an app lifecycle webhook (install, uninstall, subscriptions): secret and shape of
   * {@link #session}.
   *
   * @return a draft
   */
  public TokenDraft appLifecycle() {
    return dat();
  }

  /**
   * The JWT of a feature lifecycle event: signing secret; {@code dat.account_id}, {@code
   * dat.user_id} and {@code dat.short_lived_token}.
   *
   * @return a draft
   */
  public TokenDraft featureLifecycle() {
    TokenDraft draft =
        draft(TokenDraft.Shape.DAT, app.signingSecret(), LIFETIME)
            .claim("dat.app_id", app.appId())
            .claim("dat.app_feature_id", 10_600_123L);
    return draft.shortLivedToken(this);
  }

  /**
   * A short-lived token for monday.com's API: {@code shortLived}, {@code uid}, {@code exp}, {@code
   * iat}, signed with a key that only monday.com has; 300 seconds.
   *
   * @return a draft
   */
  public TokenDraft shortLived() {
    return draft(TokenDraft.Shape.API, apiKey, LIFETIME).claim("shortLived", true);
  }

  /**
   * What the app itself signs for calls to monday.com: {@code appId} under the signing secret. No
   * verifier of inbound tokens may accept it.
   *
   * @return a draft
   */
  public TokenDraft outbound() {
    return draft(TokenDraft.Shape.OUTBOUND, app.signingSecret(), Duration.ofMinutes(1))
        .claim("appId", app.appId());
  }

  /** Tokens of the API, of a longer life and with claims of their own. */
  TokenDraft api(Duration lifetime) {
    return draft(TokenDraft.Shape.API, apiKey, lifetime);
  }

  String apiKey() {
    return apiKey;
  }

  private TokenDraft dat() {
    TokenDraft draft = draft(TokenDraft.Shape.DAT, app.clientSecret(), LIFETIME).without("iat");
    Map<String, Object> dat =
        Json.object(
            "client_id",
            app.clientId(),
            "slug",
            "acme",
            "app_id",
            app.appId(),
            "app_version_id",
            10_200_300L,
            "install_id",
            -2L,
            "is_admin",
            true,
            "is_view_only",
            false,
            "is_guest",
            false,
            "user_kind",
            "admin");
    dat.forEach((name, value) -> draft.claim("dat." + name, value));
    return draft;
  }

  private TokenDraft draft(TokenDraft.Shape shape, String secret, Duration lifetime) {
    return new TokenDraft(shape, secret, clock.instant(), lifetime).account(ACCOUNT).user(USER);
  }
}
