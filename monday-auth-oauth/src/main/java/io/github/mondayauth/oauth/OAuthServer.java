package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 authorization server as its documentation describes it: where its endpoints are and
 * what its habits are (RFC 6749). One value serves every application that is registered with it.
 *
 * <p>Endpoints use https; http on localhost is accepted together with {@link
 * io.github.mondayauth.MondayApp.Builder#insecureMonday}. Immutable and safe for use by several
 * threads; each method that changes something returns a new server.
 */
public final class OAuthServer {
  private final URI authorizationEndpoint;
  private final URI tokenEndpoint;
  private final @Nullable URI revocationEndpoint;
  private final List<String> allowedHosts;
  private final Habits habits;

  private OAuthServer(
      URI authorizationEndpoint,
      URI tokenEndpoint,
      @Nullable URI revocationEndpoint,
      List<String> allowedHosts,
      Habits habits) {
    this.authorizationEndpoint = authorizationEndpoint;
    this.tokenEndpoint = tokenEndpoint;
    this.revocationEndpoint = revocationEndpoint;
    this.allowedHosts = allowedHosts;
    this.habits = habits;
  }

  /**
   * A server with one address for all customers.
   *
   * @param authorizationEndpoint where the user consents
   * @param tokenEndpoint where codes and refresh tokens are exchanged
   * @return a server that takes the client secret in the body, separates scopes by spaces, names no
   *     issuer and offers no revocation
   * @throws IllegalArgumentException if an endpoint is not absolute or has a fragment
   */
  public static OAuthServer of(URI authorizationEndpoint, URI tokenEndpoint) {
    return new OAuthServer(
        absolute(authorizationEndpoint), absolute(tokenEndpoint), null, List.of(), Habits.USUAL);
  }

  /**
   * A server with a host for each customer, which the user enters: a help desk with an address per
   * company, a self-hosted service. The host is part of the credential.
   *
   * @param authorizationPath the path where the user consents, starting with a slash
   * @param tokenPath the path where codes and refresh tokens are exchanged, starting with a slash
   * @param allowedHosts the hosts a user may enter: {@code gitlab.example.com}, or {@code
   *     *.zendesk.com} for every host of one more label; never a host of others, since the client
   *     secret is sent there
   * @return a server with the defaults of {@link #of}
   * @throws IllegalArgumentException if a path or host is malformed, or no host is allowed
   */
  public static OAuthServer perHost(
      String authorizationPath, String tokenPath, String... allowedHosts) {
    if (allowedHosts.length == 0) {
      throw new IllegalArgumentException("at least one allowed host expected");
    }
    return new OAuthServer(
        path(authorizationPath),
        path(tokenPath),
        null,
        List.of(allowedHosts).stream().map(CustomerHost::pattern).toList(),
        Habits.USUAL);
  }

  /**
   * Where tokens are revoked (RFC 7009). Default: nowhere.
   *
   * @param endpoint the endpoint; for a server with a host for each customer its path
   * @return a new server
   * @throws IllegalArgumentException if it is malformed
   */
  public OAuthServer revocationEndpoint(URI endpoint) {
    URI checked = isPerHost() ? path(endpoint.toString()) : absolute(endpoint);
    return new OAuthServer(authorizationEndpoint, tokenEndpoint, checked, allowedHosts, habits);
  }

  /**
   * Takes client id and client secret in the {@code Authorization} header ({@code
   * client_secret_basic}, RFC 6749 section 2.3.1). Default: in the body ({@code
   * client_secret_post}).
   *
   * @return a new server
   */
  public OAuthServer clientSecretBasic() {
    return with(habits.withBasic());
  }

  /**
   * Separates scopes by something else than a space.
   *
   * @param separator the separator, as {@code ","}
   * @return a new server
   */
  public OAuthServer scopeSeparator(String separator) {
    return with(habits.withSeparator(requireNonNull(separator)));
  }

  /**
   * The server's issuer identifier: an {@code iss} parameter in the callback must equal it (RFC
   * 9207). Default: {@code iss} is not checked.
   *
   * @param identifier the issuer, compared character by character
   * @return a new server
   */
  public OAuthServer issuer(String identifier) {
    return with(habits.withIssuer(requireNonNull(identifier), habits.issuerPromised()));
  }

  /**
   * Refuses a callback without {@code iss}, for a server that always sends it ({@code
   * authorization_response_iss_parameter_supported}, RFC 9207 section 3). Default: {@code iss} is
   * checked if it is present.
   *
   * @return a new server
   * @throws IllegalStateException if no {@link #issuer} is set
   */
  public OAuthServer requireIssuer() {
    String issuer = habits.issuer();
    if (issuer == null) {
      throw new IllegalStateException("requireIssuer: set the issuer first, with issuer(…)");
    }
    return with(habits.withIssuer(issuer, true));
  }

  /**
   * Does not compare the scopes the server names with those it was asked for, since it gives them
   * other names. Default: fewer scopes than required is a refusal.
   *
   * @return a new server
   */
  public OAuthServer ignoreGrantedScopes() {
    return with(habits.withScopesIgnored());
  }

  /**
   * Accepts a further {@code token_type}. Default: {@code bearer} in any case, or none.
   *
   * @param type the type, as {@code bot}
   * @return a new server
   */
  public OAuthServer allowTokenType(String type) {
    return with(habits.withTokenType(type.toLowerCase(Locale.ROOT)));
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

  boolean isPerHost() {
    return !allowedHosts.isEmpty();
  }

  /** Whether a host that was entered once is still allowed; the empty one is that of all others. */
  boolean serves(String host) {
    return allowedHosts.isEmpty()
        ? host.isEmpty()
        : CustomerHost.allowed(host, allowedHosts).filter(host::equals).isPresent();
  }

  List<String> allowedHosts() {
    return allowedHosts;
  }

  Habits habits() {
    return habits;
  }

  private static URI at(String host, URI endpoint) {
    return host.isEmpty() ? endpoint : URI.create("https://" + host + endpoint);
  }

  private OAuthServer with(Habits changed) {
    return new OAuthServer(
        authorizationEndpoint, tokenEndpoint, revocationEndpoint, allowedHosts, changed);
  }

  private static URI absolute(URI endpoint) {
    if (!endpoint.isAbsolute() || endpoint.getHost() == null || endpoint.getFragment() != null) {
      throw new IllegalArgumentException(
          "an endpoint has a scheme and a host and no fragment, found " + endpoint);
    }
    return endpoint;
  }

  private static URI path(String path) {
    URI uri = URI.create(path);
    if (!path.startsWith("/") || uri.getAuthority() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("an endpoint's path starts with /, found " + path);
    }
    return uri;
  }

  /** Shows the token endpoint. */
  @Override
  public String toString() {
    return "OAuthServer[" + tokenEndpoint + "]";
  }
}
