package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.ClientRegistration;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.KeptField;
import io.github.mondayauth.oauth.token.Scopes;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A service with OAuth 2.0: the application's client registration, and what it requests. {@code
 * OAuthConnector} is its public facade. Immutable.
 */
public final class OAuthSpec implements ConsentSpec {
  /** The longest duration of an option: longer than any credential is kept. */
  public static final Duration HUNDRED_YEARS = Duration.ofDays(36_500);

  private final ConnectorOptions options;
  private final AuthorizationServer server;
  private final ClientRegistration client;
  private final Map<String, ClientRegistration> clientsByHost;
  private final Set<String> scopes;
  private final Map<String, String> authorizationParameters;
  private final Map<String, String> tokenParameters;
  private final Map<String, String> codeParameters;
  private final List<KeptField> keptFields;
  private final Function<Grant, Map<String, String>> onConnected;
  private final boolean revocationEndsOneToken;
  private final @Nullable Duration refreshUnusedAfter;

  private OAuthSpec(Draft draft) {
    options = draft.options;
    server = draft.server;
    client = draft.client;
    clientsByHost = Collections.unmodifiableMap(draft.clientsByHost);
    scopes = draft.scopes;
    authorizationParameters = Collections.unmodifiableMap(draft.authorizationParameters);
    tokenParameters = Collections.unmodifiableMap(draft.tokenParameters);
    codeParameters = Collections.unmodifiableMap(draft.codeParameters);
    keptFields = Collections.unmodifiableList(draft.keptFields);
    onConnected = draft.onConnected;
    revocationEndsOneToken = draft.revocationEndsOneToken;
    refreshUnusedAfter = draft.refreshUnusedAfter;
  }

  /** A mutable copy, in which an option is changed. */
  private static final class Draft {
    private ConnectorOptions options;
    private final AuthorizationServer server;
    private final ClientRegistration client;
    private final Map<String, ClientRegistration> clientsByHost = new LinkedHashMap<>();
    private Set<String> scopes = Set.of();
    private final Map<String, String> authorizationParameters = new LinkedHashMap<>();
    private final Map<String, String> tokenParameters = new LinkedHashMap<>();
    private final Map<String, String> codeParameters = new LinkedHashMap<>();
    private final List<KeptField> keptFields = new ArrayList<>();
    private Function<Grant, Map<String, String>> onConnected = grant -> Map.of();
    private boolean revocationEndsOneToken;
    private @Nullable Duration refreshUnusedAfter;

    Draft(ConnectorOptions options, AuthorizationServer server, ClientRegistration client) {
      this.options = options;
      this.server = server;
      this.client = client;
    }

    Draft(OAuthSpec spec) {
      this(spec.options, spec.server, spec.client);
      clientsByHost.putAll(spec.clientsByHost);
      scopes = spec.scopes;
      authorizationParameters.putAll(spec.authorizationParameters);
      tokenParameters.putAll(spec.tokenParameters);
      codeParameters.putAll(spec.codeParameters);
      keptFields.addAll(spec.keptFields);
      onConnected = spec.onConnected;
      revocationEndsOneToken = spec.revocationEndsOneToken;
      refreshUnusedAfter = spec.refreshUnusedAfter;
    }
  }

  private OAuthSpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new OAuthSpec(draft);
  }

  /**
   * A connector with the default options.
   *
   * @param clientSecret the client secret, or null for a public client
   * @throws IllegalArgumentException if the name is malformed or reserved, the client id is blank,
   *     or the server needs a region and has none
   */
  public static OAuthSpec of(
      String name, AuthorizationServer server, String clientId, @Nullable Secret clientSecret) {
    ConnectorOptions options = ConnectorOptions.ofService(name);
    String title = server.title();
    server.checkRegions();
    return new OAuthSpec(
        new Draft(
            title == null ? options : options.withTitle(title),
            server,
            client(name, clientId, clientSecret)));
  }

  private static ClientRegistration client(String name, String id, @Nullable Secret secret) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("the client id of " + name + " is blank");
    }
    return new ClientRegistration(id, secret);
  }

  /**
   * Sets the registration with the server on one host.
   *
   * @throws IllegalArgumentException if the client id is blank, or the host is not one of those
   *     that the server allows
   */
  public OAuthSpec withClientOn(String host, String clientId, Secret clientSecret) {
    ClientRegistration registered = client(name(), clientId, requireNonNull(clientSecret));
    if (!server.serves(host)) {
      throw new IllegalArgumentException(
          name() + ": expected a host or region that the server allows, found " + host);
    }
    return with(draft -> draft.clientsByHost.put(host, registered));
  }

  /** Sets the scopes to request. */
  public OAuthSpec withScopes(String... names) {
    Set<String> checked = Scopes.checked(List.of(names));
    return with(draft -> draft.scopes = checked);
  }

  /**
   * Adds a parameter to the authorization request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public OAuthSpec withAuthorizationParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.authorizationParameters.put(name, value));
  }

  /**
   * Adds a parameter to every token request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public OAuthSpec withTokenParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.tokenParameters.put(name, value));
  }

  /**
   * Adds a parameter to the exchange of a code.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public OAuthSpec withCodeParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.codeParameters.put(name, value));
  }

  /** Keeps a field of token responses as an attribute of the credential. */
  public OAuthSpec withKeptField(String path) {
    KeptField field = KeptField.of(path);
    return with(draft -> draft.keptFields.add(field));
  }

  /** Sets the application's call after a user connected, which returns attributes to keep. */
  public OAuthSpec withOnConnected(Function<Grant, Map<String, String>> call) {
    return with(draft -> draft.onConnected = requireNonNull(call));
  }

  /** Declares that revoking a token leaves other tokens of the same user valid. */
  public OAuthSpec withRevocationEndingOneToken() {
    return with(draft -> draft.revocationEndsOneToken = true);
  }

  /** Sets the title. */
  public OAuthSpec withTitle(String text) {
    ConnectorOptions changed = options.withTitle(text);
    return with(draft -> draft.options = changed);
  }

  /** Shares one credential in the whole account, which only some users may connect. */
  public OAuthSpec withPerAccount(ConnectRule rule) {
    ConnectorOptions changed = options.withPerAccount(rule);
    return with(draft -> draft.options = changed);
  }

  /**
   * Lets maintenance refresh grants that nobody has used for this long.
   *
   * @throws IllegalArgumentException if it is shorter than an hour or longer than 100 years
   */
  public OAuthSpec withRefreshUnusedAfter(Duration age) {
    Duration checked = ConsentSpec.checkedAge(age);
    return with(draft -> draft.refreshUnusedAfter = checked);
  }

  /** Lets users skip it. */
  public OAuthSpec withOptional() {
    ConnectorOptions changed = options.withOptional();
    return with(draft -> draft.options = changed);
  }

  @Override
  public ConnectorOptions options() {
    return options;
  }

  @Override
  public boolean provesUser() {
    return false;
  }

  @Override
  public boolean hasProfiles() {
    return true;
  }

  @Override
  public Entry entry() {
    if (!server.regions().isEmpty()) {
      return Entry.REGION;
    }
    return server.allowedHosts().isEmpty() ? Entry.NOTHING : Entry.HOST;
  }

  @Override
  public boolean serves(Grant grant) {
    return server.serves(grant.host());
  }

  @Override
  public boolean covers(Grant grant) {
    return grant.covers(scopes, server.scopeRules());
  }

  @Override
  public TokenEndpoint tokenEndpoint(String host) {
    if (!server.serves(host)) {
      throw new OAuthException(
          Reason.HOST_NOT_ALLOWED,
          name() + ": the customer's host is not one of the allowed hosts");
    }
    return new TokenEndpoint(
        server.tokenEndpoint(host),
        server.refreshEndpoint(host),
        host,
        client(host),
        server.requestFormat(tokenParameters, codeParameters),
        server.responseFormat(host, keptFields),
        server.scopes(scopes),
        server.reuseWindow(),
        server.revocation(host),
        server.lookups(host));
  }

  private ClientRegistration client(String host) {
    return clientsByHost.getOrDefault(host, client);
  }

  @Override
  public URI authorizationEndpoint(String host, URI backToUrl) {
    return server.authorizationEndpoint(host);
  }

  @Override
  public Map<String, String> authorizationParameters(String host, URI backToUrl) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", client(host).id());
    Set<String> requested = server.scopes(scopes);
    if (!requested.isEmpty()) {
      parameters.put(server.scopeParameter(), String.join(server.scopeSeparator(), requested));
    }
    parameters.putAll(server.authorizationParameters(authorizationParameters));
    return parameters;
  }

  @Override
  public boolean usesPkce() {
    return server.usesPkce();
  }

  @Override
  public Map<String, String> callbackAttributes(String host, QueryParameters callback) {
    return server.callbackRules().check(name(), callback, host, client(host).secret());
  }

  @Override
  public Map<String, String> onConnected(Grant grant) {
    return onConnected.apply(grant);
  }

  @Override
  public void checkIssuer(String host, @Nullable String iss) {
    if (!server.acceptsIssuer(host, iss)) {
      throw new OAuthException(
          Reason.ISSUER,
          name() + ": iss " + (iss == null ? "is missing" : "names another authorization server"));
    }
  }

  @Override
  public Optional<URI> issuer() {
    return entry() == Entry.NOTHING ? server.issuer() : Optional.empty();
  }

  @Override
  public Optional<String> differenceFrom(ServerMetadata.Document document) {
    AuthorizationServer found = document.server();
    if (!found.authorizationEndpoint("").equals(server.authorizationEndpoint(""))) {
      return Optional.of("authorization_endpoint");
    }
    return found.tokenEndpoint("").equals(server.tokenEndpoint(""))
        ? Optional.empty()
        : Optional.of("token_endpoint");
  }

  @Override
  public boolean revocationEndsOneToken() {
    return revocationEndsOneToken;
  }

  @Override
  public Optional<String> hostOf(String entered) {
    return server.regions().containsKey(entered)
        ? Optional.of(entered)
        : server.allowedHosts().match(entered);
  }

  @Override
  public String hostSuffix() {
    return server.allowedHosts().suffix();
  }

  @Override
  public Map<String, String> regions() {
    return server.regions();
  }

  @Override
  public Optional<Duration> refreshUnusedAfter() {
    return Optional.ofNullable(refreshUnusedAfter);
  }

  /** Checks nothing if there is a host for each customer: those endpoints always use https. */
  @Override
  public void checkEndpoints(GuardedTransport transport) {
    Set<String> places = server.regions().isEmpty() ? Set.of("") : server.regions().keySet();
    for (String place : server.allowedHosts().isEmpty() ? places : Set.<String>of()) {
      transport.check(server.authorizationEndpoint(place));
      transport.check(server.tokenEndpoint(place));
      transport.check(server.refreshEndpoint(place));
      URI revocation = server.revocation(place).endpoint();
      if (revocation != null) {
        transport.check(revocation);
      }
    }
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
