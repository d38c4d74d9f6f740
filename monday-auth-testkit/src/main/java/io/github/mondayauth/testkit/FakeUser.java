package io.github.mondayauth.testkit;

import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;

/**
 * A user of an account at {@link FakeMonday}. Each action of the user sends the app the request
 * that monday.com sends for it, with a valid token of this user.
 *
 * <p>URLs are full public URLs of the app's endpoints; each one becomes the audience of the token
 * in the request. Safe for use by several threads.
 */
public final class FakeUser {
  /** The role of a user in an account. */
  public enum Role {
    /** An administrator, who may install and uninstall apps. */
    ADMIN("admin"),
    /** A member of the account. */
    MEMBER("member"),
    /** A guest, who belongs to another organization. */
    GUEST("guest"),
    /** A viewer, who can change nothing. */
    VIEWER("viewer");

    private final String userKind;

    Role(String userKind) {
      this.userKind = userKind;
    }
  }

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");

  private final FakeMonday monday;
  private final FakeAccount account;
  private final long id;
  private final String name;
  private volatile Role role;
  private volatile boolean active = true;

  FakeUser(FakeMonday monday, FakeAccount account, long id, String name, Role role) {
    this.monday = monday;
    this.account = account;
    this.id = id;
    this.name = name;
    this.role = role;
  }

  /**
   * The user's id.
   *
   * @return a positive number that does not fit in 32 bits
   */
  public long id() {
    return id;
  }

  /**
   * The id of the user's account.
   *
   * @return a positive number that does not fit in 32 bits
   */
  public long accountId() {
    return account.id();
  }

  /**
   * The user's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The account's slug, which is the first label of its host name at monday.com.
   *
   * @return the slug
   */
  public String accountSlug() {
    return account.slug();
  }

  /**
   * Whether the user is an administrator of the account.
   *
   * @return true if the user's role is {@link Role#ADMIN}
   */
  public boolean isAdmin() {
    return role == Role.ADMIN;
  }

  /**
   * The user's role in the account.
   *
   * @return the role
   */
  public Role role() {
    return role;
  }

  /**
   * Gives the user another role from now on, as an administrator of the account may do.
   *
   * @param newRole the role
   */
  public void become(Role newRole) {
    role = newRole;
  }

  /**
   * Deactivates the user: the API refuses their access tokens and short-lived tokens with status
   * 403. The app stays installed, and monday.com sends no event.
   */
  public void deactivate() {
    active = false;
  }

  /** Activates the user again; the API accepts their tokens. */
  public void reactivate() {
    active = true;
  }

  /**
   * Whether the user is active.
   *
   * @return false after {@link #deactivate()}
   */
  public boolean isActive() {
    return active;
  }

  String accountName() {
    return account.slug() + " Inc.";
  }

  String email() {
    return name.toLowerCase(java.util.Locale.ROOT) + "@" + account.slug() + ".example";
  }

  FakeAccount account() {
    return account;
  }

  /**
   * Adds a recipe of the app to a board, for which monday.com opens the app's authorization URL in
   * the browser. From then on this user is signed in at monday.com's consent screen.
   *
   * @param authorizationUrl the app's authorization URL
   * @return the URL to open in a browser: the authorization URL with the {@code token} parameter
   */
  public URI addRecipe(URI authorizationUrl) {
    monday.signIn(this);
    String path = "/boards/1111/app_automations/2222?nodeId=2&fieldKey=account";
    TokenDraft draft =
        monday
            .tokens()
            .authorization(authorizationUrl, monday.origin().resolve(path))
            .account(accountId())
            .user(id);
    String separator = authorizationUrl.getRawQuery() == null ? "?" : "&";
    return URI.create(
        authorizationUrl
            + separator
            + "token="
            + monday.forEndpoint(draft, authorizationUrl).sign());
  }

  /**
   * Opens a view of the app: a board, item or dashboard view, or any other feature that monday.com
   * shows in a frame. From then on this user is signed in at monday.com's consent screen.
   *
   * <p>In a real browser, the page at the returned URL shows the view in a frame, and is at another
   * site than the view unless both are on localhost. To {@code monday.get('sessionToken')} of
   * monday-sdk-js in the view, it responds with a new session token for each call, as monday.com
   * does. It responds to every other call with an error. The frame has no {@code sandbox}
   * attribute, shows only pages of the view's origin, and adds no parameters to the view's URL:
   * what monday.com does there is not documented. A test without a real browser takes {@link
   * #sessionToken()} and sends it as the view does.
   *
   * @param viewUrl the view's full URL
   * @return the URL of a page of the fake monday.com, to open in a browser
   * @throws IllegalArgumentException if {@code viewUrl} has no host
   */
  public URI openView(URI viewUrl) {
    return monday.openView(this, viewUrl);
  }

  /**
   * Runs a custom action: sends a POST to its run URL.
   *
   * @param runUrl the action's run URL
   * @param inputFields the values of the action's fields
   * @return the app's reply
   */
  public AppReply runAction(URI runUrl, Map<String, ?> inputFields) {
    return send(runUrl, actionBody(inputFields));
  }

  String actionBody(Map<String, ?> inputFields) {
    Map<String, Object> payload = payload();
    payload.put("blockKind", "action");
    payload.put("inboundFieldValues", inputFields);
    payload.put("inputFields", inputFields);
    return requestBody(payload);
  }

  /**
   * Adds a recipe with a custom trigger: sends a POST to its subscribe URL.
   *
   * @param subscribeUrl the trigger's subscribe URL
   * @return the app's reply
   */
  public AppReply subscribe(URI subscribeUrl) {
    Map<String, Object> payload = payload();
    payload.put("subscriptionId", 73_501L);
    payload.put("webhookUrl", monday.origin() + "/automations/apps-events/73501");
    payload.put("inputFields", Json.object("boardId", 6_440_001_771L));
    return post(subscribeUrl, payload);
  }

  /**
   * Deletes a recipe with a custom trigger: sends a POST to its unsubscribe URL.
   *
   * @param unsubscribeUrl the trigger's unsubscribe URL
   * @param webhookId the {@code webhookId} of the app's reply to {@link #subscribe}
   * @return the app's reply
   */
  public AppReply unsubscribe(URI unsubscribeUrl, String webhookId) {
    return post(unsubscribeUrl, Json.object("webhookId", webhookId));
  }

  /**
   * Opens a dropdown field: sends a POST to its remote options URL.
   *
   * @param optionsUrl the field's remote options URL
   * @return the app's reply
   */
  public AppReply remoteOptions(URI optionsUrl) {
    Map<String, Object> payload = payload();
    payload.put("dependencyData", Map.of());
    payload.put("pageRequestData", Json.object("page", 1L));
    return post(optionsUrl, payload);
  }

  /**
   * Opens a credentials field: sends a POST to its credentials URL, which lists the credentials
   * that the user may choose.
   *
   * @param credentialsUrl the field's credentials URL
   * @return the app's reply
   */
  public AppReply credentials(URI credentialsUrl) {
    return post(credentialsUrl, payload());
  }

  /**
   * Deletes a credential in a credentials field: sends a POST to its delete URL. monday.com does
   * not document the body of this request; here the value is sent as {@code credentialsId}.
   *
   * @param deleteUrl the field's delete URL
   * @param value the {@code value} that the app listed for the credential
   * @return the app's reply
   */
  public AppReply deleteCredentials(URI deleteUrl, String value) {
    Map<String, Object> payload = payload();
    payload.put("credentialsId", value);
    return post(deleteUrl, payload);
  }

  /**
   * Maps an item to an entity of the app: sends a POST to its remote field definitions URL.
   *
   * @param definitionsUrl the remote field definitions URL
   * @return the app's reply
   */
  public AppReply fieldDefinitions(URI definitionsUrl) {
    Map<String, Object> payload = payload();
    payload.put("dependencyData", Map.of());
    return post(definitionsUrl, payload);
  }

  /**
   * Installs the app on the account, which makes tokens of the account work again, and sends the
   * lifecycle event.
   *
   * @param webhookUrl the app's lifecycle webhook
   * @return the app's reply
   */
  public AppReply install(URI webhookUrl) {
    account.setInstalled(true);
    return lifecycle(webhookUrl, "install");
  }

  /**
   * Uninstalls the app from the account, which revokes all tokens of the account, and sends the
   * lifecycle event.
   *
   * @param webhookUrl the app's lifecycle webhook
   * @return the app's reply
   */
  public AppReply uninstall(URI webhookUrl) {
    return uninstall().deliver(webhookUrl);
  }

  /**
   * Uninstalls the app from the account, which revokes all tokens of the account. monday.com
   * delivers the lifecycle event when the test says so.
   *
   * @return the event
   */
  public LifecycleEvent uninstall() {
    monday.uninstall(account);
    return event("uninstall");
  }

  /**
   * Sends a lifecycle event only, without a change of the account.
   *
   * @param webhookUrl the app's lifecycle webhook
   * @param type the event's type, such as {@code app_subscription_created}
   * @return the app's reply
   */
  public AppReply lifecycle(URI webhookUrl, String type) {
    return event(type).deliver(webhookUrl);
  }

  /**
   * A lifecycle event that occurs now, without a change of the account.
   *
   * @param type the event's type
   * @return the event, which the test delivers
   */
  public LifecycleEvent event(String type) {
    return new LifecycleEvent(monday, this, role, lifecycleBody(type));
  }

  /**
   * The session token that a view of the app gets from monday.com for this user. It has the secret
   * and the claims of a lifecycle event, so a user can send it to the app's lifecycle webhook.
   *
   * @return the token
   */
  public String sessionToken() {
    return withRole(monday.tokens().session(), role).sign();
  }

  TokenDraft withRole(TokenDraft draft, Role present) {
    return draft
        .account(accountId())
        .user(id)
        .claim("dat.slug", accountSlug())
        .claim("dat.is_admin", present == Role.ADMIN)
        .claim("dat.is_guest", present == Role.GUEST)
        .claim("dat.is_view_only", present == Role.VIEWER)
        .claim("dat.user_kind", present.userKind);
  }

  /**
   * The body of a lifecycle event of this user's account, with the current time.
   *
   * @param type the event's type
   * @return a JSON object
   */
  public String lifecycleBody(String type) {
    Map<String, Object> data =
        Json.object(
            "app_id",
            monday.app().appId(),
            "app_name",
            "Test app",
            "user_id",
            id,
            "user_email",
            email(),
            "user_name",
            name,
            "user_cluster",
            "software",
            "account_tier",
            "pro",
            "account_max_users",
            20L,
            "account_id",
            accountId(),
            "account_name",
            accountName(),
            "account_slug",
            accountSlug(),
            "version_data",
            Json.object("major", 1L, "minor", 2L, "patch", 0L, "type", "minor", "number", 3L),
            "timestamp",
            TIMESTAMP.format(monday.now().atOffset(ZoneOffset.UTC)),
            "user_country",
            "SE");
    return Json.write(Json.object("type", type, "data", data));
  }

  /**
   * Sends a feature lifecycle event, whose fields are all inside {@code data}.
   *
   * @param url the endpoint that is subscribed to the event
   * @param type the event's type
   * @return the app's reply
   */
  public AppReply featureEvent(URI url, String type) {
    TokenDraft draft = monday.tokens().featureLifecycle().account(accountId()).user(id);
    Map<String, Object> data =
        Json.object(
            "account_id",
            accountId(),
            "user_id",
            id,
            "payload",
            Map.of(),
            "back_to_url",
            monday.origin() + "/apps-ms/feature-events/1");
    return monday.postWith(
        url,
        Map.of(
            "Content-Type",
            "application/json",
            "Authorization",
            monday.forEndpoint(draft, url).sign(),
            "X-Apps-Event-Id",
            UUID.randomUUID().toString()),
        Json.write(Json.object("type", type, "data", data)));
  }

  /**
   * Sends an event of a board webhook that was created with this user's OAuth access token.
   *
   * @param url the webhook's URL
   * @return the app's reply
   */
  public AppReply boardEvent(URI url) {
    Map<String, Object> event =
        Json.object("type", "update_column_value", "boardId", 6_440_001_771L, "userId", id);
    TokenDraft draft = monday.tokens().boardWebhook(url).account(accountId()).user(id);
    return monday.post(
        url, monday.forEndpoint(draft, url).sign(), Json.write(Json.object("event", event)));
  }

  private Map<String, Object> payload() {
    return Json.object(
        "boardId", 6_440_001_771L, "recipeId", 30_271_543L, "integrationId", 327_000_608L);
  }

  private AppReply post(URI url, Map<String, Object> payload) {
    return send(url, requestBody(payload));
  }

  /** The body of a request, which stays the same when monday.com sends the request again. */
  private static String requestBody(Map<String, Object> payload) {
    Map<String, Object> metadata =
        Json.object(
            "actionUuid",
            UUID.randomUUID().toString(),
            "triggerUuid",
            UUID.randomUUID().toString());
    return Json.write(Json.object("payload", payload, "runtimeMetadata", metadata));
  }

  /** Sends a body with a token that is signed now. */
  AppReply send(URI url, String body) {
    return monday.post(url, requestToken(url), body);
  }

  String requestToken(URI url) {
    TokenDraft draft = monday.tokens().request(url).account(accountId()).user(id);
    return monday.forEndpoint(draft, url).sign();
  }

  @Override
  public String toString() {
    return name + " of " + account.slug() + " (user " + id + ", account " + account.id() + ")";
  }
}
