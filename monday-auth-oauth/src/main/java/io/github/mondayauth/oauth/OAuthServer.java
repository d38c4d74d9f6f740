package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.token.ClientAuthentication;
import java.net.URI;

/**
 * An OAuth 2.0 authorization server (RFC 6749): its endpoints, and its other metadata (RFC 8414).
 * Set what the service's documentation says. One value serves every application that is registered
 * with the server.
 *
 * <p>Endpoints must use https. Plain http to localhost is allowed together with {@link
 * io.github.mondayauth.MondayApp.Builder#insecureMonday}. Immutable and safe for use by several
 * threads. Each option method returns a new server.
 */
public final class OAuthServer {
  private final AuthorizationServer spec;

  private OAuthServer(AuthorizationServer spec) {
    this.spec = spec;
  }

  /**
   * A server with one host for all customers.
   *
   * @param authorizationEndpoint the endpoint where the user consents
   * @param tokenEndpoint the endpoint that exchanges codes and refresh tokens
   * @return a server that takes the client secret in the body, separates scopes by spaces, has no
   *     issuer identifier and no revocation endpoint
   * @throws IllegalArgumentException if an endpoint is not absolute or has a fragment
   */
  public static OAuthServer of(URI authorizationEndpoint, URI tokenEndpoint) {
    return new OAuthServer(AuthorizationServer.of(authorizationEndpoint, tokenEndpoint));
  }

  /**
   * A server with a host for each customer, which the user enters: a help desk with one subdomain
   * per company, or a self-hosted service. The host is stored with the credential.
   *
   * @param authorizationPath the path of the authorization endpoint, starting with a slash
   * @param tokenPath the path of the token endpoint, starting with a slash
   * @param allowedHosts the hosts that a user may enter: {@code gitlab.example.com}, {@code
   *     gitlab.example.com:8443}, or {@code *.zendesk.com} for every host with exactly one more
   *     label; no IP addresses. Allow only hosts that belong to the service, because codes and the
   *     client secret are sent to them. If customers run software of their own on such hosts, set
   *     {@link #issuer} and {@link #requireIssuer}.
   * @return a server with the defaults of {@link #of}
   * @throws IllegalArgumentException if a path or host is malformed, or no host is given
   */
  public static OAuthServer perHost(
      String authorizationPath, String tokenPath, String... allowedHosts) {
    return new OAuthServer(AuthorizationServer.perHost(authorizationPath, tokenPath, allowedHosts));
  }

  /**
   * The revocation endpoint (RFC 7009). Default: none, so that tokens cannot be revoked.
   *
   * @param endpoint the endpoint; for a server with a host for each customer, only its path
   * @return a new server
   * @throws IllegalArgumentException if it is malformed
   */
  public OAuthServer revocationEndpoint(URI endpoint) {
    return new OAuthServer(spec.withRevocationEndpoint(endpoint));
  }

  /**
   * Sends client id and client secret in the {@code Authorization} header ({@code
   * client_secret_basic}, RFC 6749 section 2.3.1). Default: in the body ({@code
   * client_secret_post}).
   *
   * @return a new server
   */
  public OAuthServer clientSecretBasic() {
    return new OAuthServer(spec.withClientAuthentication(ClientAuthentication.BASIC));
  }

  /**
   * The separator of scopes in the authorization request. Default: a space.
   *
   * @param separator the separator, such as {@code ","}
   * @return a new server
   */
  public OAuthServer scopeSeparator(String separator) {
    return new OAuthServer(spec.withScopeSeparator(separator));
  }

  /**
   * The server's issuer identifier, which the parameter {@code iss} of a callback must equal (RFC
   * 9207). Default: {@code iss} is not checked.
   *
   * @param identifier the issuer identifier, compared character by character; for a server with a
   *     host for each customer, <code>{host}</code> stands for that host
   * @return a new server
   * @throws IllegalArgumentException if it contains <code>{host}</code> and the server has one host
   */
  public OAuthServer issuer(String identifier) {
    return new OAuthServer(spec.withIssuer(identifier));
  }

  /**
   * Refuses callbacks without {@code iss}, for a server that always sends it ({@code
   * authorization_response_iss_parameter_supported}, RFC 9207 section 3). Default: {@code iss} is
   * checked if it is present.
   *
   * @return a new server
   * @throws IllegalStateException if no {@link #issuer} is set
   */
  public OAuthServer requireIssuer() {
    return new OAuthServer(spec.withIssuerRequired());
  }

  /**
   * Disregards the scopes that the server lists as granted, for a server that lists them under
   * other names than those requested. Default: a grant with fewer scopes than requested is refused.
   *
   * @return a new server
   */
  public OAuthServer ignoreGrantedScopes() {
    return new OAuthServer(spec.withGrantedScopesIgnored());
  }

  /**
   * Accepts a further {@code token_type}, in any case. Default: only {@code bearer}, in any case,
   * or no type.
   *
   * @param type the type, such as {@code bot}
   * @return a new server
   */
  public OAuthServer allowTokenType(String type) {
    return new OAuthServer(spec.withTokenType(type));
  }

  /**
   * An error response to a refresh token by which this server says that the grant has ended, so
   * that the user has to reconnect. Default: {@code invalid_grant} with any status below 500, and
   * the codes that GitHub and Slack send with status 200.
   *
   * @param status the status of the response: 200, or 400 to 499
   * @param word the value of one of its fields, compared character by character: an error code, as
   *     in {@code grantEndedBy(400, "BAD_REFRESH_TOKEN")} for HubSpot, or a description, as in
   *     {@code grantEndedBy(403, "refresh_token is invalid")} for Atlassian
   * @return a new server
   * @throws IllegalArgumentException if the status is another one, or the word is blank
   */
  public OAuthServer grantEndedBy(int status, String word) {
    return new OAuthServer(spec.withEndedGrant(status, word));
  }

  AuthorizationServer spec() {
    return spec;
  }

  /** Shows the token endpoint. */
  @Override
  public String toString() {
    return spec.toString();
  }
}
