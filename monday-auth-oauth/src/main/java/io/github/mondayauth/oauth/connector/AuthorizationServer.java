package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.oauth.token.ClientAuthentication;
import io.github.mondayauth.oauth.token.EndedGrant;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints of an authorization server, and its other metadata (RFC 8414). {@code OAuthServer} is
 * its public facade. Immutable.
 */
public final class AuthorizationServer {
  private static final String HOST_PLACEHOLDER = "{host}";

  private final URI authorizationEndpoint;
  private final URI tokenEndpoint;
  private final @Nullable URI revocationEndpoint;
  private final AllowedHosts allowedHosts;
  private final ClientAuthentication clientAuthentication;
  private final String scopeSeparator;
  private final @Nullable String issuer;
  private final boolean issuerRequired;
  private final boolean grantedScopesIgnored;
  private final Set<String> tokenTypes;
  private final Set<EndedGrant> endedGrants;

  private AuthorizationServer(Draft draft) {
    authorizationEndpoint = draft.authorizationEndpoint;
    tokenEndpoint = draft.tokenEndpoint;
    revocationEndpoint = draft.revocationEndpoint;
    allowedHosts = draft.allowedHosts;
    clientAuthentication = draft.clientAuthentication;
    scopeSeparator = draft.scopeSeparator;
    issuer = draft.issuer;
    issuerRequired = draft.issuerRequired;
    grantedScopesIgnored = draft.grantedScopesIgnored;
    tokenTypes = Set.copyOf(draft.tokenTypes);
    endedGrants = Set.copyOf(draft.endedGrants);
  }

  /** A mutable copy, in which an option is changed. */
  private static final class Draft {
    private final URI authorizationEndpoint;
    private final URI tokenEndpoint;
    private @Nullable URI revocationEndpoint;
    private final AllowedHosts allowedHosts;
    private ClientAuthentication clientAuthentication = ClientAuthentication.POST;
    private String scopeSeparator = " ";
    private @Nullable String issuer;
    private boolean issuerRequired;
    private boolean grantedScopesIgnored;
    private Set<String> tokenTypes = Set.of();
    private final Set<EndedGrant> endedGrants = new HashSet<>();

    Draft(URI authorizationEndpoint, URI tokenEndpoint, AllowedHosts allowedHosts) {
      this.authorizationEndpoint = authorizationEndpoint;
      this.tokenEndpoint = tokenEndpoint;
      this.allowedHosts = allowedHosts;
    }

    Draft(AuthorizationServer server) {
      this(server.authorizationEndpoint, server.tokenEndpoint, server.allowedHosts);
      revocationEndpoint = server.revocationEndpoint;
      clientAuthentication = server.clientAuthentication;
      scopeSeparator = server.scopeSeparator;
      issuer = server.issuer;
      issuerRequired = server.issuerRequired;
      grantedScopesIgnored = server.grantedScopesIgnored;
      tokenTypes = new TreeSet<>(server.tokenTypes);
      endedGrants.addAll(server.endedGrants);
    }
  }

  private AuthorizationServer with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new AuthorizationServer(draft);
  }

  /**
   * A server with one host for all customers.
   *
   * @throws IllegalArgumentException if an endpoint is not absolute or has a fragment
   */
  public static AuthorizationServer of(URI authorizationEndpoint, URI tokenEndpoint) {
    return new AuthorizationServer(
        new Draft(absolute(authorizationEndpoint), absolute(tokenEndpoint), AllowedHosts.NONE));
  }

  /**
   * A server with a host for each customer.
   *
   * @throws IllegalArgumentException if a path or host is malformed, or no host is allowed
   */
  public static AuthorizationServer perHost(
      String authorizationPath, String tokenPath, String... allowedHosts) {
    AllowedHosts hosts = AllowedHosts.of(allowedHosts);
    return new AuthorizationServer(new Draft(path(authorizationPath), path(tokenPath), hosts));
  }

  /**
   * Sets the revocation endpoint.
   *
   * @param endpoint the endpoint, or only its path if there is a host for each customer
   * @throws IllegalArgumentException if it is malformed
   */
  public AuthorizationServer withRevocationEndpoint(URI endpoint) {
    URI checked = allowedHosts.isEmpty() ? absolute(endpoint) : path(endpoint.toString());
    return with(draft -> draft.revocationEndpoint = checked);
  }

  /** Sets how the client authenticates. */
  public AuthorizationServer withClientAuthentication(ClientAuthentication method) {
    return with(draft -> draft.clientAuthentication = method);
  }

  /** Sets the separator of scopes in the authorization request. */
  public AuthorizationServer withScopeSeparator(String separator) {
    requireNonNull(separator);
    return with(draft -> draft.scopeSeparator = separator);
  }

  /**
   * Sets the issuer identifier, in which {@code {host}} stands for the customer's host.
   *
   * @throws IllegalArgumentException if it has this placeholder and the service has one host
   */
  public AuthorizationServer withIssuer(String identifier) {
    if (identifier.contains(HOST_PLACEHOLDER) && allowedHosts.isEmpty()) {
      throw new IllegalArgumentException(
          "an issuer identifier: expected "
              + HOST_PLACEHOLDER
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
    if (issuer == null) {
      throw new IllegalStateException(
          "requireIssuer: expected an issuer identifier, found none. Call issuer(…) first.");
    }
    return with(draft -> draft.issuerRequired = true);
  }

  /** Disregards the scopes that the server lists as granted. */
  public AuthorizationServer withGrantedScopesIgnored() {
    return with(draft -> draft.grantedScopesIgnored = true);
  }

  /** Accepts a token type in addition to {@code bearer}. */
  public AuthorizationServer withTokenType(String type) {
    return with(draft -> draft.tokenTypes.add(type.toLowerCase(Locale.ROOT)));
  }

  /**
   * Adds an error response that says that a grant has ended.
   *
   * @throws IllegalArgumentException if the status is not 200 or 4xx, or the word is blank
   */
  public AuthorizationServer withEndedGrant(int status, String word) {
    if (status != 200 && status / 100 != 4) {
      throw new IllegalArgumentException(
          "the status of an ended grant: expected 200 or 400 to 499, found " + status);
    }
    if (word.isBlank()) {
      throw new IllegalArgumentException("the word of an ended grant is blank");
    }
    return with(draft -> draft.endedGrants.add(new EndedGrant(status, word)));
  }

  URI authorizationEndpoint(String host) {
    return at(host, authorizationEndpoint);
  }

  URI tokenEndpoint(String host) {
    return at(host, tokenEndpoint);
  }

  @Nullable URI revocationEndpoint(String host) {
    return revocationEndpoint == null ? null : at(host, revocationEndpoint);
  }

  private static URI at(String host, URI endpoint) {
    return host.isEmpty() ? endpoint : URI.create("https://" + host + endpoint);
  }

  /** Whether a customer's host is allowed. An empty host stands for a service with one host. */
  boolean serves(String host) {
    return allowedHosts.isEmpty()
        ? host.isEmpty()
        : allowedHosts.match(host).filter(host::equals).isPresent();
  }

  AllowedHosts allowedHosts() {
    return allowedHosts;
  }

  ClientAuthentication clientAuthentication() {
    return clientAuthentication;
  }

  String scopeSeparator() {
    return scopeSeparator;
  }

  /**
   * Whether a callback with this {@code iss}, or without any, may be from this server.
   *
   * @param host the customer's host, or empty if the service has one host
   */
  boolean acceptsIssuer(String host, @Nullable String iss) {
    if (iss == null) {
      return !issuerRequired;
    }
    return issuer == null || iss.equals(issuer.replace(HOST_PLACEHOLDER, host));
  }

  boolean grantedScopesIgnored() {
    return grantedScopesIgnored;
  }

  Set<String> tokenTypes() {
    return tokenTypes;
  }

  Set<EndedGrant> endedGrants() {
    return endedGrants;
  }

  private static URI absolute(URI endpoint) {
    if (!endpoint.isAbsolute() || endpoint.getHost() == null || endpoint.getFragment() != null) {
      throw new IllegalArgumentException(
          "an endpoint: expected a URI with scheme and host and without fragment, found "
              + endpoint);
    }
    return endpoint;
  }

  private static URI path(String path) {
    URI uri = URI.create(path);
    if (!path.startsWith("/") || uri.getAuthority() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          "the path of an endpoint: expected to start with one / and to have no fragment, found "
              + path);
    }
    return uri;
  }

  /** Shows the token endpoint. */
  @Override
  public String toString() {
    return "OAuthServer[" + tokenEndpoint + "]";
  }
}
