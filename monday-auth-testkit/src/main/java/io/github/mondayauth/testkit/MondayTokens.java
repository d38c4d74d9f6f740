package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * Signs the JWTs that monday.com sends to an app, and variants that it never sends.
 *
 * <p>Each method returns a draft of one kind of token, which is valid unchanged: it has the claims,
 * secret and lifetime that monday.com uses. The methods of {@link TokenDraft} change one thing
 * each:
 *
 * <pre>{@code
 * String valid = tokens.request(URI.create("https://app.example.com/run")).user(42).sign();
 * String expired = tokens.session().expired().sign();
 * String forged = tokens.appLifecycle().claim("dat.account_id", 7).signedWith(otherSecret).sign();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class MondayTokens {
  /** The account id in tokens by default; like monday.com's ids, it does not fit in 32 bits. */
  public static final long ACCOUNT = 9_876_543_210L;

  /** The user id in tokens by default; like monday.com's ids, it does not fit in 32 bits. */
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
   * Creates a factory of tokens for an app.
   *
   * @param app the app whose secrets sign the tokens
   * @param clock the clock that provides the time of issue
   * @return the factory
   */
  public static MondayTokens of(RegisteredApp app, InstantSource clock) {
    return new MondayTokens(app, clock, UUID.randomUUID().toString());
  }

  /**
   * The JWT of a request from monday.com's servers (action, trigger, remote options, field
   * definitions, credentials field). It is signed with the signing secret, expires after 300
   * seconds, and has the claims {@code accountId}, {@code userId}, {@code aud}, {@code exp}, {@code
   * iat} and {@code shortLivedToken}.
   *
   * @param endpoint the full URL of the endpoint, which becomes the audience
   * @return a draft
   */
  public TokenDraft request(URI endpoint) {
    return draft(TokenDraft.Shape.FLAT, app.signingSecret(), LIFETIME)
        .audience(endpoint.toString())
        .shortLivedToken(this);
  }

  /**
   * The JWT in the {@code token} parameter of the authorization URL. It is like {@link #request},
   * with the additional claims {@code backToUrl}, {@code boardId} and {@code recipeId} (numbers),
   * and {@code integrationId} (a string).
   *
   * @param endpoint the full authorization URL, which becomes the audience
   * @param backToUrl the URL to which the user returns after authorization
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
   * The JWT of a board webhook that was created with the app's OAuth access token. It is like
   * {@link #request}.
   *
   * @param endpoint the full URL of the webhook, which becomes the audience
   * @return a draft
   */
  public TokenDraft boardWebhook(URI endpoint) {
    return request(endpoint);
  }

  /**
   * The session token that a view gets from {@code monday.get('sessionToken')}. It is signed with
   * the client secret and has the claims {@code exp} and {@code dat}; {@code dat} names the app,
   * the account and the user, with {@code is_admin}, {@code is_guest} and {@code user_kind}.
   *
   * @return a draft of an administrator's token
   */
  public TokenDraft session() {
    return dat();
  }

  /**
   * The JWT of an app lifecycle event (install, uninstall, subscriptions). It has the secret and
   * the claims of {@link #session}.
   *
   * @return a draft
   */
  public TokenDraft appLifecycle() {
    return dat();
  }

  /**
   * The JWT of a feature lifecycle event. It is signed with the signing secret and has the claims
   * {@code dat.account_id}, {@code dat.user_id} and {@code dat.short_lived_token}.
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
   * A short-lived token for monday.com's API. It is signed with a key that only monday.com has,
   * expires after 300 seconds, and has the claims {@code shortLived}, {@code uid}, {@code exp} and
   * {@code iat}.
   *
   * @return a draft
   */
  public TokenDraft shortLived() {
    return draft(TokenDraft.Shape.API, apiKey, LIFETIME).claim("shortLived", true);
  }

  /**
   * The JWT that the app itself signs for its calls to monday.com. It is signed with the signing
   * secret, expires after one minute, and has the claim {@code appId}. Verifiers of inbound tokens
   * must reject it.
   *
   * @return a draft
   */
  public TokenDraft outbound() {
    return draft(TokenDraft.Shape.OUTBOUND, app.signingSecret(), Duration.ofMinutes(1))
        .claim("appId", app.appId());
  }

  /**
   * The headers of a request to an external agent, signed now: HMAC with SHA-256 over the time in
   * milliseconds, a dot and the body. It follows a preview of monday.com's API.
   *
   * @param agentId the agent's id
   * @param signingSecret the agent's signing secret
   * @param body the body, which is sent in UTF-8
   * @return the headers {@code x-monday-agent-id}, {@code x-monday-timestamp} and {@code
   *     x-monday-signature}
   */
  public Map<String, String> agentHeaders(String agentId, String signingSecret, String body) {
    String timestamp = Long.toString(clock.millis());
    byte[] mac = TokenDraft.mac("256", signingSecret, timestamp + "." + body);
    return Map.of(
        "x-monday-agent-id",
        agentId,
        "x-monday-timestamp",
        timestamp,
        "x-monday-signature",
        "sha256=" + HexFormat.of().formatHex(mac));
  }

  /** An access token for the API with another lifetime; the caller adds the claims. */
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
