package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.ClientAuthentication;
import io.github.mondayauth.oauth.token.ErrorWord;
import io.github.mondayauth.oauth.token.FieldPath;
import io.github.mondayauth.oauth.token.KeptField;
import io.github.mondayauth.oauth.token.Lookup;
import io.github.mondayauth.oauth.token.RequestTemplate;
import io.github.mondayauth.oauth.token.Revocation;
import io.github.mondayauth.oauth.token.ScopeRules;
import io.github.mondayauth.oauth.token.Scopes;
import io.github.mondayauth.oauth.token.TokenRequestFormat;
import io.github.mondayauth.oauth.token.TokenResponseFormat;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints of an authorization server, its other metadata (RFC 8414), and how it differs from the
 * RFCs. {@code OAuthServer} is its public facade. Immutable.
 */
public final class AuthorizationServer {
  private static final String HOST = "{host}";
  private static final String REGION = "{region}";

  private final Options options;

  private AuthorizationServer(Options options) {
    this.options = options;
  }

  /** All options. Mutable, but never changed once a server has them. */
  private static final class Options {
    /** The endpoints, in which {@code {host}} or {@code {region}} may stand for a part. */
    private final String authorizationEndpoint;

    private final String tokenEndpoint;
    private final AllowedHosts allowedHosts;
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private @Nullable String refreshEndpoint;
    private @Nullable String revocationEndpoint;
    private @Nullable RequestTemplate revocationRequest;
    private boolean refreshTokenRevoked = true;
    private boolean accessTokenRevoked = true;
    private @Nullable URI settingsPage;
    private @Nullable String title;
    private ClientAuthentication clientAuthentication = ClientAuthentication.POST;
    private boolean json;
    private boolean pkce = true;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> authorizationParameters = new LinkedHashMap<>();
    private final Map<String, String> tokenParameters = new LinkedHashMap<>();
    private final Map<String, String> codeParameters = new LinkedHashMap<>();
    private final Set<String> scopes = new LinkedHashSet<>();
    private String scopeParameter = "scope";
    private String scopeSeparator = " ";
    private ScopeRules scopeRules = ScopeRules.EXACT;
    private @Nullable String issuer;
    private boolean issuerRequired;
    private CallbackRules callbackRules = CallbackRules.NONE;
    private final Set<String> tokenTypes = new HashSet<>();
    private FieldPath tokensIn = FieldPath.ROOT;
    private final List<KeptField> keptFields = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private List<FieldPath> labels = List.of();
    private final Set<ErrorWord> errorWords = new HashSet<>();
    private @Nullable Duration assumedLifetime;
    private @Nullable Duration refreshLifetime;
    private @Nullable FieldPath refreshLifetimeField;
    private Duration reuseWindow = Duration.ZERO;
    private List<Lookup> lookups = List.of();

    Options(String authorizationEndpoint, String tokenEndpoint, AllowedHosts allowedHosts) {
      this.authorizationEndpoint = authorizationEndpoint;
      this.tokenEndpoint = tokenEndpoint;
      this.allowedHosts = allowedHosts;
    }

    Options(Options copied) {
      this(copied.authorizationEndpoint, copied.tokenEndpoint, copied.allowedHosts);
      regions.putAll(copied.regions);
      refreshEndpoint = copied.refreshEndpoint;
      revocationEndpoint = copied.revocationEndpoint;
      revocationRequest = copied.revocationRequest;
      refreshTokenRevoked = copied.refreshTokenRevoked;
      accessTokenRevoked = copied.accessTokenRevoked;
      settingsPage = copied.settingsPage;
      title = copied.title;
      clientAuthentication = copied.clientAuthentication;
      json = copied.json;
      pkce = copied.pkce;
      headers.putAll(copied.headers);
      authorizationParameters.putAll(copied.authorizationParameters);
      tokenParameters.putAll(copied.tokenParameters);
      codeParameters.putAll(copied.codeParameters);
      scopes.addAll(copied.scopes);
      scopeParameter = copied.scopeParameter;
      scopeSeparator = copied.scopeSeparator;
      scopeRules = copied.scopeRules;
      issuer = copied.issuer;
      issuerRequired = copied.issuerRequired;
      callbackRules = copied.callbackRules;
      tokenTypes.addAll(copied.tokenTypes);
      tokensIn = copied.tokensIn;
      keptFields.addAll(copied.keptFields);
      attributes.putAll(copied.attributes);
      labels = copied.labels;
      errorWords.addAll(copied.errorWords);
      assumedLifetime = copied.assumedLifetime;
      refreshLifetime = copied.refreshLifetime;
      refreshLifetimeField = copied.refreshLifetimeField;
      reuseWindow = copied.reuseWindow;
      lookups = copied.lookups;
    }

    /** Nothing that was not checked may replace an address to which access tokens are sent. */
    void checkAddresses() {
      Set<String> unchecked = new LinkedHashSet<>(callbackRules.parameters().keySet());
      lookups.forEach(lookup -> unchecked.addAll(lookup.attributes().keySet()));
      for (String name : unchecked) {
        if (KeptField.hasAddress(keptFields, name)) {
          throw new IllegalArgumentException(
              "a callback parameter or a lookup: expected another name than that of the address "
                  + name
                  + ", which keepAddress checks");
        }
      }
    }
  }

  /**
   * A region of a service, which the user chooses.
   *
   * @param title its name on the form
   * @param value what stands for {@code {region}} in addresses
   */
  private record Region(String title, String value) {}

  private AuthorizationServer with(Consumer<Options> change) {
    Options changed = new Options(options);
    change.accept(changed);
    changed.checkAddresses();
    return new AuthorizationServer(changed);
  }

  /**
   * A server with one host for all customers.
   *
   * @throws IllegalArgumentException if an endpoint is not absolute or has a fragment
   */
  public static AuthorizationServer of(URI authorizationEndpoint, URI tokenEndpoint) {
    return new AuthorizationServer(
        new Options(
            absolute(authorizationEndpoint).toString(),
            absolute(tokenEndpoint).toString(),
            AllowedHosts.NONE));
  }

  /**
   * A server with a host for each customer.
   *
   * @throws IllegalArgumentException if a path or host is malformed, or no host is allowed
   */
  public static AuthorizationServer perHost(
      String authorizationPath, String tokenPath, String... allowedHosts) {
    AllowedHosts hosts = AllowedHosts.of(allowedHosts);
    String origin = "https://" + HOST;
    return new AuthorizationServer(
        new Options(origin + path(authorizationPath), origin + path(tokenPath), hosts));
  }

  /**
   * A server with hosts for each region. It needs at least one {@link #withRegion region}.
   *
   * @throws IllegalArgumentException if an endpoint has no place for the region, or is malformed
   */
  public static AuthorizationServer perRegion(String authorizationEndpoint, String tokenEndpoint) {
    for (String endpoint : List.of(authorizationEndpoint, tokenEndpoint)) {
      if (!endpoint.contains(REGION)) {
        throw new IllegalArgumentException(
            "an endpoint: expected " + REGION + " in its address, found " + endpoint);
      }
      absolute(URI.create(endpoint.replace(REGION, "x")));
    }
    return new AuthorizationServer(
        new Options(authorizationEndpoint, tokenEndpoint, AllowedHosts.NONE));
  }

  /**
   * Adds a region.
   *
   * @throws IllegalArgumentException if there is no place for it, its name is malformed or used, or
   *     an endpoint is malformed with it
   */
  public AuthorizationServer withRegion(String name, String title, String value) {
    if (!isRegional()) {
      throw new IllegalArgumentException(
          "region: expected endpoints with " + REGION + ", found none");
    }
    if (!name.matches("[a-z0-9][a-z0-9-]{0,31}") || options.regions.containsKey(name)) {
      throw new IllegalArgumentException(
          "the name of a region: expected 1 to 32 of a-z, 0-9 and -, and no other region of this"
              + " name, found "
              + name);
    }
    if (!value.matches("[a-z0-9.-]{0,60}")) {
      throw new IllegalArgumentException(
          "what stands for a region: expected at most 60 of a-z, 0-9, . and -, found " + value);
    }
    Region region = new Region(requireNonNull(title), value);
    absolute(URI.create(filled(options.authorizationEndpoint, region)));
    absolute(URI.create(filled(options.tokenEndpoint, region)));
    return with(draft -> draft.regions.put(name, region));
  }

  private boolean isRegional() {
    return options.tokenEndpoint.contains(REGION);
  }

  /**
   * Exchanges refresh tokens at another endpoint than codes.
   *
   * @param endpoint the endpoint, or only its path if there is a host for each customer or region
   * @throws IllegalArgumentException if it is malformed
   */
  public AuthorizationServer withRefreshEndpoint(URI endpoint) {
    String template = template(endpoint);
    return with(draft -> draft.refreshEndpoint = template);
  }

  /**
   * Sets the revocation endpoint.
   *
   * @param endpoint the endpoint, or only its path if there is a host for each customer or region
   * @throws IllegalArgumentException if it is malformed
   */
  public AuthorizationServer withRevocationEndpoint(URI endpoint) {
    String template = template(endpoint);
    return with(draft -> draft.revocationEndpoint = template);
  }

  private String template(URI endpoint) {
    if (options.allowedHosts.isEmpty() && !isRegional()) {
      return absolute(endpoint).toString();
    }
    String token = options.tokenEndpoint;
    return token.substring(0, token.indexOf('/', "https://".length())) + path(endpoint.toString());
  }

  /**
   * Revokes tokens with a request of the service's own kind.
   *
   * @throws IllegalArgumentException if the request may go anywhere
   */
  public AuthorizationServer withRevocationRequest(RequestTemplate request) {
    checkOrigin(request);
    return with(draft -> draft.revocationRequest = request);
  }

  /** Sets which tokens are revoked. */
  public AuthorizationServer withRevocationOf(boolean refreshToken, boolean accessToken) {
    return with(
        draft -> {
          draft.refreshTokenRevoked = refreshToken;
          draft.accessTokenRevoked = accessToken;
        });
  }

  /** Only the customer's host, a region, and addresses that were checked decide where it goes. */
  private void checkOrigin(RequestTemplate request) {
    for (String name : request.placeholdersOfOrigin()) {
      boolean isHost = name.equals("host") && !options.allowedHosts.isEmpty();
      boolean isRegion = name.equals("region") && isRegional();
      if (!isHost && !isRegion && !KeptField.hasAddress(options.keptFields, name)) {
        throw new IllegalArgumentException(
            "the host of "
                + request
                + ": expected a name, {host}, {region}, or a field of keepAddress(…), found {"
                + name
                + "}. Call keepAddress first.");
      }
    }
  }

  /** Sets the page of the service on which users remove applications. */
  public AuthorizationServer withSettingsPage(URI page) {
    return with(draft -> draft.settingsPage = absolute(page));
  }

  /** Sets the title that connectors have unless they set another one. */
  public AuthorizationServer withTitle(String text) {
    return with(draft -> draft.title = text);
  }

  /** Sets how the client authenticates. */
  public AuthorizationServer withClientAuthentication(ClientAuthentication method) {
    return with(draft -> draft.clientAuthentication = method);
  }

  /** Sends token requests as JSON. */
  public AuthorizationServer withJson() {
    return with(draft -> draft.json = true);
  }

  /** Leaves out PKCE. */
  public AuthorizationServer withoutPkce() {
    return with(draft -> draft.pkce = false);
  }

  /**
   * Adds a header to every token request.
   *
   * @throws IllegalArgumentException if the name is not a header name of RFC 9110, or the value
   *     contains anything but printable ASCII
   */
  public AuthorizationServer withTokenRequestHeader(String name, String value) {
    GuardedTransport.checkHeader(name, value);
    return with(draft -> draft.headers.put(name, value));
  }

  /**
   * Adds a parameter to the authorization request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public AuthorizationServer withAuthorizationParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.authorizationParameters.put(name, value));
  }

  /**
   * Adds a parameter to every token request.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public AuthorizationServer withTokenParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.tokenParameters.put(name, value));
  }

  /**
   * Adds a parameter to the exchange of a code.
   *
   * @throws IllegalArgumentException if the library sets this parameter
   */
  public AuthorizationServer withCodeParameter(String name, String value) {
    ReservedParameters.check(name, value);
    return with(draft -> draft.codeParameters.put(name, value));
  }

  /** Adds scopes that every connector requests, and that need not be listed as granted. */
  public AuthorizationServer withScopes(String... names) {
    Set<String> checked = Scopes.checked(List.of(names));
    return with(draft -> draft.scopes.addAll(checked));
  }

  /** Sets the parameter of the authorization request that names the scopes. */
  public AuthorizationServer withScopeParameter(String name) {
    requireNonNull(name);
    return with(draft -> draft.scopeParameter = name);
  }

  /** Sets the separator of scopes in the authorization request. */
  public AuthorizationServer withScopeSeparator(String separator) {
    requireNonNull(separator);
    return with(draft -> draft.scopeSeparator = separator);
  }

  /** Disregards the scopes that the server lists as granted. */
  public AuthorizationServer withGrantedScopesIgnored() {
    return with(draft -> draft.scopeRules = draft.scopeRules.ignoringGranted());
  }

  /**
   * Adds a scope that permits what others do.
   *
   * @throws IllegalArgumentException if a scope is malformed
   */
  public AuthorizationServer withImpliedScopes(String granted, String... required) {
    return with(draft -> draft.scopeRules = draft.scopeRules.withImplied(granted, required));
  }

  /**
   * Sets the issuer identifier, in which {@code {host}} stands for the customer's host.
   *
   * @throws IllegalArgumentException if it has this placeholder and the service has one host
   */
  public AuthorizationServer withIssuer(String identifier) {
    if (identifier.contains(HOST) && options.allowedHosts.isEmpty()) {
      throw new IllegalArgumentException(
          "an issuer identifier: expected "
              + HOST
              + " only for a server with a host for each customer, found "
              + identifier);
    }
    return with(draft -> draft.issuer = identifier);
  }

  /**
   * Refuses callbacks without {@code iss}.
   *
   * @throws IllegalStateException if no issuer identifier is set
   */
  public AuthorizationServer withIssuerRequired() {
    if (options.issuer == null) {
      throw new IllegalStateException(
          "requireIssuer: expected an issuer identifier, found none. Call issuer(…) first.");
    }
    return with(draft -> draft.issuerRequired = true);
  }

  /**
   * Keeps a parameter of the callback as an attribute.
   *
   * @param required whether callbacks without it are refused
   * @throws IllegalArgumentException if the library sets this parameter, or it has the name of an
   *     address
   */
  public AuthorizationServer withCallbackParameter(String name, boolean required) {
    return with(draft -> draft.callbackRules = draft.callbackRules.withParameter(name, required));
  }

  /**
   * Refuses callbacks whose parameter is not the customer's host.
   *
   * @throws IllegalArgumentException if the service has one host
   */
  public AuthorizationServer withCallbackHost(String parameter) {
    if (options.allowedHosts.isEmpty()) {
      throw new IllegalArgumentException(
          "the callback's host: expected a server with a host for each customer, found one host");
    }
    return with(draft -> draft.callbackRules = draft.callbackRules.withHost(parameter));
  }

  /** Refuses callbacks without a message authentication code in this parameter. */
  public AuthorizationServer withCallbackHmac(String parameter) {
    return with(draft -> draft.callbackRules = draft.callbackRules.withHmac(parameter));
  }

  /** Accepts a token type in addition to {@code bearer}. */
  public AuthorizationServer withTokenType(String type) {
    return with(draft -> draft.tokenTypes.add(type.toLowerCase(Locale.ROOT)));
  }

  /** Reads the tokens in the response to a code from this object. */
  public AuthorizationServer withTokensIn(String path) {
    FieldPath object = new FieldPath(path);
    return with(draft -> draft.tokensIn = object);
  }

  /** Keeps a field of token responses as an attribute of the credential. */
  public AuthorizationServer withKeptField(String path) {
    KeptField field = KeptField.of(path);
    return with(draft -> draft.keptFields.add(field));
  }

  /**
   * Keeps a field of token responses that is the base address of an API, and refuses a response
   * whose address is not allowed.
   *
   * @throws IllegalArgumentException if a host is malformed, or no host is allowed, or a callback
   *     parameter or a lookup has the same name
   */
  public AuthorizationServer withKeptAddress(String path, String... allowed) {
    KeptAddress address = new KeptAddress(AllowedHosts.of(allowed));
    KeptField field = new KeptField(new FieldPath(path), true, address);
    return with(draft -> draft.keptFields.add(field));
  }

  /** Adds an attribute that every credential has. */
  public AuthorizationServer withAttribute(String name, String value) {
    return with(draft -> draft.attributes.put(requireNonNull(name), requireNonNull(value)));
  }

  /** Reads the label of the connected account from the first of these fields that is there. */
  public AuthorizationServer withLabel(String... paths) {
    List<FieldPath> fields = List.of(paths).stream().map(FieldPath::new).toList();
    return with(draft -> draft.labels = fields);
  }

  /**
   * Requests the label of the connected account.
   *
   * @throws IllegalArgumentException if the request may go anywhere
   */
  public AuthorizationServer withLabel(RequestTemplate request, String... paths) {
    checkOrigin(request);
    List<FieldPath> fields = List.of(paths).stream().map(FieldPath::new).toList();
    Lookup lookup = new Lookup(request, Map.of(), fields);
    return with(draft -> draft.lookups = Lookup.merged(draft.lookups, lookup));
  }

  /**
   * Requests an attribute of a new credential.
   *
   * @throws IllegalArgumentException if the request may go anywhere, or the attribute has the name
   *     of an address
   */
  public AuthorizationServer withLookup(RequestTemplate request, String attribute, String path) {
    checkOrigin(request);
    Lookup lookup = new Lookup(request, Map.of(attribute, new FieldPath(path)), List.of());
    return with(draft -> draft.lookups = Lookup.merged(draft.lookups, lookup));
  }

  /**
   * Adds an error response in the provider's own words. It replaces the same response with another
   * meaning.
   *
   * @throws IllegalArgumentException if the status is not 200 or 4xx, or the value is blank
   */
  public AuthorizationServer withErrorWord(
      ErrorWord.Meaning meaning, int status, String path, String value) {
    ErrorWord word = new ErrorWord(meaning, status, new FieldPath(path), value);
    return with(
        draft -> {
          draft.errorWords.removeIf(word::isSameResponse);
          draft.errorWords.add(word);
        });
  }

  /**
   * Sets the lifetime of an access token whose response names none.
   *
   * @throws IllegalArgumentException if it is not positive or implausible
   */
  public AuthorizationServer withAssumedLifetime(Duration lifetime) {
    checkLifetime(lifetime);
    return with(draft -> draft.assumedLifetime = lifetime);
  }

  /**
   * Sets the lifetime of a refresh token that is not used.
   *
   * @throws IllegalArgumentException if it is not positive or implausible
   */
  public AuthorizationServer withRefreshLifetime(Duration lifetime) {
    checkLifetime(lifetime);
    return with(draft -> draft.refreshLifetime = lifetime);
  }

  /**
   * Sets the field that says when the refresh token expires, as {@code expires_in} does for the
   * access token.
   */
  public AuthorizationServer withRefreshLifetimeField(String path) {
    FieldPath field = new FieldPath(path);
    return with(draft -> draft.refreshLifetimeField = field);
  }

  /**
   * Sets how long after its use a refresh token may be sent again.
   *
   * @throws IllegalArgumentException if it is not positive or implausible
   */
  public AuthorizationServer withReuseWindow(Duration window) {
    checkLifetime(window);
    return with(draft -> draft.reuseWindow = window);
  }

  private static void checkLifetime(Duration lifetime) {
    if (lifetime.isNegative()
        || lifetime.isZero()
        || lifetime.compareTo(OAuthSpec.HUNDRED_YEARS) > 0) {
      throw new IllegalArgumentException(
          "a lifetime: expected a positive duration of at most 100 years, found " + lifetime);
    }
  }

  URI authorizationEndpoint(String host) {
    return at(host, options.authorizationEndpoint);
  }

  URI tokenEndpoint(String host) {
    return at(host, options.tokenEndpoint);
  }

  URI refreshEndpoint(String host) {
    String endpoint = options.refreshEndpoint;
    return at(host, endpoint == null ? options.tokenEndpoint : endpoint);
  }

  Revocation revocation(String host) {
    String endpoint = options.revocationEndpoint;
    RequestTemplate request = options.revocationRequest;
    return new Revocation(
        endpoint == null ? null : at(host, endpoint),
        request == null ? null : regional(request, host),
        options.refreshTokenRevoked,
        options.accessTokenRevoked);
  }

  List<Lookup> lookups(String host) {
    return options.lookups.stream()
        .map(
            lookup ->
                new Lookup(regional(lookup.request(), host), lookup.attributes(), lookup.labels()))
        .toList();
  }

  private RequestTemplate regional(RequestTemplate request, String host) {
    Region region = options.regions.get(host);
    return region == null ? request : request.withUri(filled(request.uri(), region));
  }

  private URI at(String host, String template) {
    Region region = options.regions.get(host);
    return URI.create(region == null ? template.replace(HOST, host) : filled(template, region));
  }

  private static String filled(String template, Region region) {
    return template.replace(REGION, region.value());
  }

  /** Whether a customer's host or region is allowed; empty stands for a service with one host. */
  boolean serves(String host) {
    if (isRegional()) {
      return options.regions.containsKey(host);
    }
    return options.allowedHosts.isEmpty()
        ? host.isEmpty()
        : options.allowedHosts.match(host).filter(host::equals).isPresent();
  }

  AllowedHosts allowedHosts() {
    return options.allowedHosts;
  }

  /** The titles of the regions by name, in the order in which they were added. */
  Map<String, String> regions() {
    Map<String, String> titles = new LinkedHashMap<>();
    options.regions.forEach((name, region) -> titles.put(name, region.title()));
    return titles;
  }

  /**
   * Checks that there is a region if the endpoints have a place for one.
   *
   * @throws IllegalArgumentException if there is none
   */
  void checkRegions() {
    if (isRegional() && options.regions.isEmpty()) {
      throw new IllegalArgumentException(
          "endpoints with " + REGION + ": expected at least one region, found none");
    }
  }

  /** How token requests are sent, with further parameters of the application. */
  TokenRequestFormat requestFormat(
      Map<String, String> tokenParameters, Map<String, String> codeParameters) {
    return new TokenRequestFormat(
        options.clientAuthentication,
        options.json,
        options.pkce,
        options.headers,
        merged(options.tokenParameters, tokenParameters),
        merged(options.codeParameters, codeParameters));
  }

  /** How token responses are read, with further fields that the application keeps. */
  TokenResponseFormat responseFormat(String host, List<KeptField> more) {
    List<KeptField> kept = new ArrayList<>(options.keptFields);
    for (KeptField field : more) {
      if (kept.stream().noneMatch(earlier -> earlier.path().equals(field.path()))) {
        kept.add(field);
      }
    }
    Region region = options.regions.get(host);
    Map<String, String> attributes = new LinkedHashMap<>();
    options.attributes.forEach(
        (name, value) ->
            attributes.put(
                name, region == null ? value.replace(HOST, host) : filled(value, region)));
    return new TokenResponseFormat(
        options.tokenTypes,
        options.tokensIn,
        kept,
        attributes,
        options.labels,
        options.errorWords,
        options.assumedLifetime,
        options.refreshLifetime,
        options.refreshLifetimeField);
  }

  /** The parameters of the authorization request, with those of the application. */
  Map<String, String> authorizationParameters(Map<String, String> more) {
    return merged(options.authorizationParameters, more);
  }

  private static Map<String, String> merged(Map<String, String> first, Map<String, String> then) {
    Map<String, String> merged = new LinkedHashMap<>(first);
    merged.putAll(then);
    return merged;
  }

  /** The scopes to request: those of the application, and then those of the server. */
  Set<String> scopes(Set<String> ofApplication) {
    Set<String> all = new LinkedHashSet<>(ofApplication);
    all.addAll(options.scopes);
    return all;
  }

  String scopeParameter() {
    return options.scopeParameter;
  }

  String scopeSeparator() {
    return options.scopeSeparator;
  }

  ScopeRules scopeRules() {
    return options.scopeRules;
  }

  /**
   * Whether a callback with this {@code iss}, or without any, may be from this server.
   *
   * @param host the customer's host, or empty if the service has one host
   */
  boolean acceptsIssuer(String host, @Nullable String iss) {
    if (iss == null) {
      return !options.issuerRequired;
    }
    String issuer = options.issuer;
    return issuer == null || iss.equals(issuer.replace(HOST, host));
  }

  /** The issuer identifier, or empty if it is unknown. */
  Optional<URI> issuer() {
    return Optional.ofNullable(options.issuer).map(URI::create);
  }

  CallbackRules callbackRules() {
    return options.callbackRules;
  }

  boolean usesPkce() {
    return options.pkce;
  }

  Duration reuseWindow() {
    return options.reuseWindow;
  }

  /** The page of the service on which users remove applications, or null if it is unknown. */
  public @Nullable URI settingsPage() {
    return options.settingsPage;
  }

  /** The service's name, or null if it is unknown. */
  @Nullable String title() {
    return options.title;
  }

  private static URI absolute(URI endpoint) {
    if (!endpoint.isAbsolute() || endpoint.getHost() == null || endpoint.getFragment() != null) {
      throw new IllegalArgumentException(
          "an endpoint: expected a URI with scheme and host and without fragment, found "
              + endpoint);
    }
    return endpoint;
  }

  private static String path(String path) {
    URI uri = URI.create(path);
    if (!path.startsWith("/") || uri.getAuthority() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "the path of an endpoint: expected to start with one / and to have no fragment, found "
              + path);
    }
    return path;
  }

  /** Shows the token endpoint. */
  @Override
  public String toString() {
    return "OAuthServer[" + options.tokenEndpoint + "]";
  }
}
