package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.Secret;
import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.ClientRegistration;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.Revocation;
import io.github.mondayauth.oauth.token.ScopeRules;
import io.github.mondayauth.oauth.token.Scopes;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.token.TokenRequestFormat;
import io.github.mondayauth.oauth.token.TokenResponseFormat;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * monday.com. {@code MondayConnector} is its public facade, which the application configures before
 * it names its app; {@link #boundTo} then adds what only the app knows. Immutable.
 */
public final class MondaySpec implements ConsentSpec {
  /** The name of monday.com's connection. */
  public static final String NAME = "monday";

  /** The scopes with which monday.com's API says whose access token it is. */
  private static final Set<String> IDENTITY_SCOPES = Set.of("me:read", "account:read");

  private static final String MONDAY_SUFFIX = ".monday.com";

  /** How the authorization request names the account. */
  private enum AccountHint {
    NONE,
    PREFERRED,
    FORCED
  }

  /** The app's client registration with monday.com, and where monday.com is. */
  private record Registration(String clientId, Secret clientSecret, MondayHosts hosts) {}

  private final ConnectorOptions options;
  private final Set<String> scopes;
  private final @Nullable Registration registration;
  private final boolean identityScopesRequired;
  private final boolean legacy;
  private final boolean installIfNeeded;
  private final AccountHint accountHint;
  private final @Nullable Long appVersion;
  private final @Nullable Duration refreshUnusedAfter;

  private MondaySpec(Draft draft) {
    options = draft.options;
    scopes = draft.scopes;
    registration = draft.registration;
    identityScopesRequired = draft.identityScopesRequired;
    legacy = draft.legacy;
    installIfNeeded = draft.installIfNeeded;
    accountHint = draft.accountHint;
    appVersion = draft.appVersion;
    refreshUnusedAfter = draft.refreshUnusedAfter;
  }

  /** A mutable copy, in which an option is changed. */
  private static final class Draft {
    private ConnectorOptions options;
    private final Set<String> scopes;
    private @Nullable Registration registration;
    private boolean identityScopesRequired = true;
    private boolean legacy;
    private boolean installIfNeeded;
    private AccountHint accountHint = AccountHint.NONE;
    private @Nullable Long appVersion;
    private @Nullable Duration refreshUnusedAfter;

    Draft(ConnectorOptions options, Set<String> scopes) {
      this.options = options;
      this.scopes = scopes;
    }

    Draft(MondaySpec spec) {
      this(spec.options, spec.scopes);
      registration = spec.registration;
      identityScopesRequired = spec.identityScopesRequired;
      legacy = spec.legacy;
      installIfNeeded = spec.installIfNeeded;
      accountHint = spec.accountHint;
      appVersion = spec.appVersion;
      refreshUnusedAfter = spec.refreshUnusedAfter;
    }
  }

  private MondaySpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new MondaySpec(draft);
  }

  /**
   * A connector with the default options.
   *
   * @throws IllegalArgumentException if a scope is malformed
   */
  public static MondaySpec of(String... scopes) {
    ConnectorOptions options = ConnectorOptions.of(NAME).withTitle("monday.com");
    return new MondaySpec(new Draft(options, Scopes.checked(List.of(scopes))));
  }

  /** The same connector, for an app: what the other methods of {@link ConsentSpec} need. */
  public MondaySpec boundTo(String clientId, Secret clientSecret, MondayHosts hosts) {
    return with(draft -> draft.registration = new Registration(clientId, clientSecret, hosts));
  }

  private Registration registration() {
    if (registration == null) {
      throw new IllegalStateException("monday.com's connector: expected one bound to an app");
    }
    return registration;
  }

  /** Does not require the scopes that identify the user. */
  public MondaySpec withoutIdentityScopes() {
    return with(draft -> draft.identityScopesRequired = false);
  }

  /** Uses the token endpoint from before OAuth 2.1. */
  public MondaySpec withLegacy() {
    return with(draft -> draft.legacy = true);
  }

  /** Sends the user through the installation of the app if it is not installed. */
  public MondaySpec withInstallIfNeeded() {
    return with(draft -> draft.installIfNeeded = true);
  }

  /**
   * Uses one version of the app.
   *
   * @throws IllegalArgumentException if the id is not positive
   */
  public MondaySpec withAppVersion(long id) {
    if (id <= 0) {
      throw new IllegalArgumentException(
          "the id of an app version: expected a positive number, found " + id);
    }
    return with(draft -> draft.appVersion = id);
  }

  /** Suggests the account that {@code backToUrl} names. */
  public MondaySpec withPreferredAccount() {
    return with(draft -> draft.accountHint = AccountHint.PREFERRED);
  }

  /** Allows only the account that {@code backToUrl} names. */
  public MondaySpec withForcedAccount() {
    return with(draft -> draft.accountHint = AccountHint.FORCED);
  }

  /** Shares one credential in the whole account, which only some users may connect. */
  public MondaySpec withPerAccount(ConnectRule rule) {
    ConnectorOptions changed = options.withPerAccount(rule);
    return with(draft -> draft.options = changed);
  }

  /**
   * Lets maintenance refresh grants that nobody has used for this long.
   *
   * @throws IllegalArgumentException if it is shorter than an hour or longer than 100 years
   */
  public MondaySpec withRefreshUnusedAfter(Duration age) {
    Duration checked = ConsentSpec.checkedAge(age);
    return with(draft -> draft.refreshUnusedAfter = checked);
  }

  /** Lets users skip it. */
  public MondaySpec withOptional() {
    ConnectorOptions changed = options.withOptional();
    return with(draft -> draft.options = changed);
  }

  @Override
  public ConnectorOptions options() {
    return options;
  }

  @Override
  public boolean provesUser() {
    return true;
  }

  @Override
  public void checkScopes() {
    if (identityScopesRequired && !scopes.containsAll(IDENTITY_SCOPES)) {
      throw new IllegalArgumentException(
          "Connector.monday: expected the scopes me:read and account:read, which identify the"
              + " user, found "
              + scopes
              + ". Add them here and in the Developer Center, or call withoutIdentityScopes()");
    }
  }

  @Override
  public boolean requests(String scope) {
    return scopes.isEmpty() || scopes.contains(scope);
  }

  @Override
  public boolean hasProfiles() {
    return false;
  }

  @Override
  public Entry entry() {
    return Entry.NOTHING;
  }

  @Override
  public boolean serves(Grant grant) {
    return true;
  }

  @Override
  public boolean covers(Grant grant) {
    return grant.covers(scopes, ScopeRules.EXACT);
  }

  @Override
  public TokenEndpoint tokenEndpoint(String host) {
    Registration app = registration();
    MondayHosts hosts = app.hosts();
    URI tokenUri = legacy ? hosts.legacyTokenUri() : hosts.tokenUri();
    return new TokenEndpoint(
        tokenUri,
        tokenUri,
        "",
        new ClientRegistration(app.clientId(), app.clientSecret()),
        TokenRequestFormat.ofMonday(),
        TokenResponseFormat.PLAIN,
        scopes,
        Duration.ZERO,
        Revocation.at(legacy ? null : hosts.revokeUri()),
        List.of());
  }

  @Override
  public URI authorizationEndpoint(String host, URI backToUrl) {
    URI endpoint = authorizeUri();
    String slug = slug(backToUrl);
    return accountHint == AccountHint.PREFERRED && !slug.isEmpty()
        ? URI.create("https://" + slug + MONDAY_SUFFIX + endpoint.getPath())
        : endpoint;
  }

  @Override
  public Map<String, String> authorizationParameters(String host, URI backToUrl) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", registration().clientId());
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(" ", scopes));
    }
    if (appVersion != null) {
      parameters.put("app_version_id", appVersion.toString());
    }
    if (installIfNeeded) {
      parameters.put("force_install_if_needed", "true");
    }
    String slug = slug(backToUrl);
    if (accountHint == AccountHint.FORCED && !slug.isEmpty()) {
      parameters.put("subdomain", slug);
    }
    return parameters;
  }

  private URI authorizeUri() {
    MondayHosts hosts = registration().hosts();
    return hosts.authorizeUri();
  }

  /** The account's subdomain, or empty if {@code backToUrl} has none. */
  private static String slug(URI backToUrl) {
    String host = String.valueOf(backToUrl.getHost());
    if (!host.endsWith(MONDAY_SUFFIX)) {
      return "";
    }
    String slug = host.substring(0, host.length() - MONDAY_SUFFIX.length());
    boolean account = slug.matches("[a-z0-9][a-z0-9-]{0,62}");
    return account && !slug.equals("auth") && !slug.equals("www") ? slug : "";
  }

  @Override
  public void checkIssuer(String host, @Nullable String iss) {
    // monday.com documents two issuers, which have the same origin.
    String origin = authorizeUri().resolve("/").toString();
    if (iss != null && !(iss + "/").startsWith(origin)) {
      throw new OAuthException(
          Reason.ISSUER, name() + ": iss names another authorization server than " + origin);
    }
  }

  /**
   * monday.com lists {@code unauthorized_client} without a meaning. It cannot be the client
   * registration alone, since monday.com sent the user to this app, or the user is one of an
   * account that has it.
   */
  @Override
  public boolean isNotInstalled(String error) {
    return error.equals("unauthorized_client");
  }

  @Override
  public boolean revocationEndsOneToken() {
    return false;
  }

  @Override
  public Optional<Duration> refreshUnusedAfter() {
    return Optional.ofNullable(refreshUnusedAfter);
  }

  /** Checks nothing: the endpoints are the library's own. */
  @Override
  public void checkEndpoints(GuardedTransport transport) {}

  /** Shows the name. */
  @Override
  public String toString() {
    return NAME;
  }
}
