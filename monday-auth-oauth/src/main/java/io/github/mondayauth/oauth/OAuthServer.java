package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.ServerMetadata;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.ClientAuthentication;
import io.github.mondayauth.oauth.token.ErrorWord.Meaning;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 authorization server (RFC 6749): its endpoints, its other metadata (RFC 8414), and
 * how it differs from the RFCs. {@link Providers} describes well-known servers. For another one,
 * set what its documentation says. One value serves every application that is registered with the
 * server.
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
   * A server with other hosts in each region, of which the user chooses one. Add the regions with
   * {@link #region}. The region is stored with the credential.
   *
   * @param authorizationEndpoint the authorization endpoint, in which <code>{region}</code> stands
   *     for what differs, as in <code>https://app{region}.intercom.com/oauth</code>
   * @param tokenEndpoint the token endpoint, also with <code>{region}</code>
   * @return a server with the defaults of {@link #of}
   * @throws IllegalArgumentException if an endpoint is malformed or has no <code>{region}</code>
   */
  public static OAuthServer perRegion(String authorizationEndpoint, String tokenEndpoint) {
    return new OAuthServer(AuthorizationServer.perRegion(authorizationEndpoint, tokenEndpoint));
  }

  /**
   * Adds a region.
   *
   * @param name the region's name, which is stored: 1 to 32 of a to z, 0 to 9 and hyphen
   * @param title the region's name on the form, such as {@code Europe}
   * @param value what stands for <code>{region}</code> in addresses, such as {@code .eu}; may be
   *     empty
   * @return a new server
   * @throws IllegalArgumentException if the server is not {@link #perRegion}, or the name or value
   *     is malformed, or another region has the name
   */
  public OAuthServer region(String name, String title, String value) {
    return new OAuthServer(spec.withRegion(name, title, value));
  }

  /**
   * The server described by its metadata document, which is fetched now, once: {@code
   * /.well-known/oauth-authorization-server} (RFC 8414), or else {@code
   * /.well-known/openid-configuration} (OpenID Connect Discovery 1.0). Call it at start-up.
   *
   * @param issuer the issuer identifier, such as {@code https://accounts.example.com}
   * @return a server with the document's endpoints and issuer, and with client authentication by
   *     {@code client_secret_basic} only if the document does not list {@code client_secret_post}
   * @throws OAuthException with {@link OAuthException.Reason#UNAVAILABLE} if there is no response,
   *     or one with status 429 or 5xx; with {@link OAuthException.Reason#ISSUER} if the document
   *     names another issuer; and with {@link OAuthException.Reason#PROVIDER} if there is no such
   *     document, it does not offer the authorization code flow with PKCE and S256, or one of its
   *     endpoints is not an https address
   * @throws IllegalArgumentException if the issuer is not an https address without query and
   *     fragment
   */
  public static OAuthServer discover(URI issuer) {
    return discover(issuer, HttpTransport.standard());
  }

  /**
   * Like {@link #discover(URI)}, through another transport.
   *
   * @param issuer the issuer identifier
   * @param transport sends the requests
   * @return a server
   * @throws OAuthException as {@link #discover(URI)} does
   * @throws IllegalArgumentException as {@link #discover(URI)} does
   */
  public static OAuthServer discover(URI issuer, HttpTransport transport) {
    return new OAuthServer(
        new ServerMetadata(new GuardedTransport(transport, false)).discover(issuer));
  }

  /**
   * The service's name on pages and in notifications, unless the connector sets another {@link
   * OAuthConnector#title}.
   *
   * @param text 1 to 60 characters
   * @return a new server
   */
  public OAuthServer title(String text) {
    return new OAuthServer(spec.withTitle(text));
  }

  /**
   * Exchanges refresh tokens at another endpoint than codes, without the parameter {@code
   * grant_type}. Default: at the token endpoint.
   *
   * @param endpoint the endpoint; for a server with a host for each customer or region, only its
   *     path
   * @return a new server
   * @throws IllegalArgumentException if it is malformed
   */
  public OAuthServer refreshEndpoint(URI endpoint) {
    return new OAuthServer(spec.withRefreshEndpoint(endpoint));
  }

  /**
   * The revocation endpoint (RFC 7009). Default: none, so that tokens cannot be revoked.
   *
   * @param endpoint the endpoint; for a server with a host for each customer or region, only its
   *     path
   * @return a new server
   * @throws IllegalArgumentException if it is malformed
   */
  public OAuthServer revocationEndpoint(URI endpoint) {
    return new OAuthServer(spec.withRevocationEndpoint(endpoint));
  }

  /**
   * Revokes a token with a request of the service's own kind, in which <code>{token}</code> stands
   * for the token. Default: the request of RFC 7009.
   *
   * @param request the request
   * @return a new server
   * @throws IllegalArgumentException if a value decides to which host it goes, other than the
   *     customer's host, the region, or an address that {@link #keepAddress} has checked
   */
  public OAuthServer revocation(ServiceRequest request) {
    return new OAuthServer(spec.withRevocationRequest(request.template()));
  }

  /**
   * Revokes the refresh token of a credential, which ends the credential at this service, and its
   * access token only if there is no refresh token. Default: both tokens.
   *
   * @return a new server
   */
  public OAuthServer revokesRefreshTokens() {
    return new OAuthServer(spec.withRevocationOf(true, false));
  }

  /**
   * Revokes only the access token of a credential, which ends the credential at this service.
   * Default: both tokens.
   *
   * @return a new server
   */
  public OAuthServer revokesAccessTokens() {
    return new OAuthServer(spec.withRevocationOf(false, true));
  }

  /**
   * The page of the service on which users remove applications, for a service that revokes no
   * tokens. The library does not request it; show it to users who disconnect.
   *
   * @param page the page
   * @return a new server
   * @throws IllegalArgumentException if it is not absolute
   */
  public OAuthServer settingsPage(URI page) {
    return new OAuthServer(spec.withSettingsPage(page));
  }

  /**
   * The page of the service on which users remove applications.
   *
   * @return the page, or null if it is not known
   */
  public @Nullable URI settingsPage() {
    return spec.settingsPage();
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
   * Sends the parameters of token and revocation requests as a JSON object. Default: as a form, as
   * RFC 6749 requires.
   *
   * @return a new server
   */
  public OAuthServer jsonTokenRequests() {
    return new OAuthServer(spec.withJson());
  }

  /**
   * Adds a header to every token request, such as a version of the service's API, or replaces one
   * with the same name, ignoring case. The headers that the library sets take precedence.
   *
   * @param name the header's name
   * @param value its value
   * @return a new server
   * @throws IllegalArgumentException if the name is not a header name of RFC 9110, or the value
   *     contains anything but printable ASCII
   */
  public OAuthServer tokenRequestHeader(String name, String value) {
    return new OAuthServer(spec.withTokenRequestHeader(name, value));
  }

  /**
   * Leaves out PKCE (RFC 7636), which protects against an attacker who injects a stolen code. Call
   * it only for a server that refuses requests with PKCE; a server that does not know it ignores
   * it. Default: PKCE with S256.
   *
   * @return a new server
   */
  public OAuthServer insecureWithoutPkce() {
    return new OAuthServer(spec.withoutPkce());
  }

  /**
   * Adds a parameter to every authorization request, such as {@code access_type}. A connector can
   * set another value with {@link OAuthConnector#parameter}.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new server
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthServer parameter(String name, String value) {
    return new OAuthServer(spec.withAuthorizationParameter(name, value));
  }

  /**
   * Adds a parameter to every token request.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new server
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthServer tokenParameter(String name, String value) {
    return new OAuthServer(spec.withTokenParameter(name, value));
  }

  /**
   * Adds a parameter to the token requests that exchange a code, and to no others.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new server
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthServer codeParameter(String name, String value) {
    return new OAuthServer(spec.withCodeParameter(name, value));
  }

  /**
   * Adds scopes to those that a connector requests, such as {@code offline_access}. They need not
   * be among the granted scopes.
   *
   * @param names the scopes
   * @return a new server
   * @throws IllegalArgumentException if one contains a space or another character that RFC 6749
   *     section 3.3 excludes
   */
  public OAuthServer addScopes(String... names) {
    return new OAuthServer(spec.withScopes(names));
  }

  /**
   * The parameter of the authorization request that names the scopes. Default: {@code scope}.
   *
   * @param name the parameter's name
   * @return a new server
   */
  public OAuthServer scopeParameter(String name) {
    return new OAuthServer(spec.withScopeParameter(name));
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
   * Disregards the scopes that the server lists as granted, for a server that lists them under
   * other names than those requested. Default: a grant with fewer scopes than requested is refused.
   * Where the names are known, call {@link #scopeIncludes} instead.
   *
   * @return a new server
   */
  public OAuthServer ignoreGrantedScopes() {
    return new OAuthServer(spec.withGrantedScopesIgnored());
  }

  /**
   * A scope that permits what other scopes do, for a server that then lists only this one as
   * granted. Default: each requested scope must be listed.
   *
   * @param granted the scope that the server lists, such as {@code repo}
   * @param included the scopes that it includes, such as {@code repo:status}; a {@code *} in both
   *     stands for the same text, as in {@code scopeIncludes("write_*", "read_*")}
   * @return a new server
   * @throws IllegalArgumentException if a scope is malformed, or has a {@code *} that the granted
   *     one lacks
   */
  public OAuthServer scopeIncludes(String granted, String... included) {
    return new OAuthServer(spec.withImpliedScopes(granted, included));
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
   * Keeps a parameter of the callback as an attribute of the credential, if it is there. Unlike the
   * token response, a callback comes through the user's browser, so that the user can change the
   * value.
   *
   * @param name the parameter's name
   * @return a new server
   * @throws IllegalArgumentException if the library sets this parameter itself, or {@link
   *     #keepAddress} checks a field of this name
   */
  public OAuthServer keepCallbackParameter(String name) {
    return new OAuthServer(spec.withCallbackParameter(name, false));
  }

  /**
   * Like {@link #keepCallbackParameter}, and refuses callbacks without the parameter.
   *
   * @param name the parameter's name
   * @return a new server
   * @throws IllegalArgumentException as {@link #keepCallbackParameter} does
   */
  public OAuthServer requireCallbackParameter(String name) {
    return new OAuthServer(spec.withCallbackParameter(name, true));
  }

  /**
   * Refuses callbacks in which a parameter is not the customer's host, for a server with a host for
   * each customer.
   *
   * @param name the parameter's name, such as Shopify's {@code shop}
   * @return a new server
   * @throws IllegalArgumentException if the server has one host
   */
  public OAuthServer requireCallbackHost(String name) {
    return new OAuthServer(spec.withCallbackHost(name));
  }

  /**
   * Refuses callbacks in which a parameter is not the HMAC-SHA256, in hexadecimal, of all other
   * parameters, form-encoded in the order of their names and keyed with the client secret, as <a
   * href="https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant">Shopify</a>
   * does it.
   *
   * @param name the parameter's name, such as {@code hmac}
   * @return a new server
   */
  public OAuthServer requireCallbackHmac(String name) {
    return new OAuthServer(spec.withCallbackHmac(name));
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
   * Reads the tokens in the response to a code from an object inside the response, and nowhere
   * else. A response to a refresh token may have them at the top level. Default: at the top level.
   *
   * @param path the object's path, as for {@link #keepField}
   * @return a new server
   * @throws IllegalArgumentException if the path is malformed
   */
  public OAuthServer tokensIn(String path) {
    return new OAuthServer(spec.withTokensIn(path));
  }

  /**
   * Keeps a field of token responses as an attribute of the credential. The attribute's name is the
   * path.
   *
   * @param path the names of the fields that lead to the value, separated by dots, as in {@code
   *     team.id}. In an array, a number is an index, {@code *} is the only element, and {@code
   *     *name} the only one whose field {@code name} is true. A string, number or boolean is kept
   *     as text, an object or array as JSON
   * @return a new server
   * @throws IllegalArgumentException if the path is malformed
   */
  public OAuthServer keepField(String path) {
    return new OAuthServer(spec.withKeptField(path));
  }

  /**
   * Like {@link #keepField}, for the base address of the service's API, to which access tokens will
   * be sent. A token response with another address is refused. The library checks the address again
   * before it sends a request there, because {@link OAuthConnector#onConnected} may replace it.
   *
   * @param path the field's path
   * @param allowedHosts the hosts that belong to the service, as for {@link #perHost}
   * @return a new server
   * @throws IllegalArgumentException if the path or a host is malformed, no host is given, or a
   *     callback parameter or a {@link #lookUp} has the same name
   */
  public OAuthServer keepAddress(String path, String... allowedHosts) {
    return new OAuthServer(spec.withKeptAddress(path, allowedHosts));
  }

  /**
   * Adds an attribute to every credential, such as the base address of the service's API.
   *
   * @param name the attribute's name
   * @param value its value, in which <code>{host}</code> and <code>{region}</code> stand for the
   *     customer's
   * @return a new server
   */
  public OAuthServer attribute(String name, String value) {
    return new OAuthServer(spec.withAttribute(name, value));
  }

  /**
   * Names the connected account by a field of the token response.
   *
   * @param paths the paths of fields, as for {@link #keepField}; the first one that is there counts
   * @return a new server
   * @throws IllegalArgumentException if a path is malformed
   */
  public OAuthServer accountLabel(String... paths) {
    return new OAuthServer(spec.withLabel(paths));
  }

  /**
   * Names the connected account by a field of another response. The request is sent once, after a
   * user has connected; if it fails, the account has no name.
   *
   * @param request the request
   * @param paths the paths of fields, as for {@link #keepField}; the first one that is there counts
   * @return a new server
   * @throws IllegalArgumentException if a path is malformed, or a value decides to which host the
   *     request goes, as for {@link #revocation}
   */
  public OAuthServer accountLabel(ServiceRequest request, String... paths) {
    return new OAuthServer(spec.withLabel(request.template(), paths));
  }

  /**
   * Looks up an attribute of the credential with a request that is sent once, after a user has
   * connected and before the credential is stored. If the request fails, or its response contains
   * none of the attributes that are looked up with it, nothing is stored and the user may start
   * again. Several attributes and the {@link #accountLabel} may come from equal requests, which are
   * sent as one. All such attributes have room for 4,000 bytes; one that does not fit is left out.
   *
   * @param request the request
   * @param attribute the attribute's name
   * @param path the field's path, as for {@link #keepField}
   * @return a new server
   * @throws IllegalArgumentException if the path is malformed, {@link #keepAddress} checks a field
   *     with the attribute's name, or a value decides to which host the request goes, as for {@link
   *     #revocation}
   */
  public OAuthServer lookUp(ServiceRequest request, String attribute, String path) {
    return new OAuthServer(spec.withLookup(request.template(), attribute, path));
  }

  /**
   * An error response to a refresh token by which this server says that the grant has ended, so
   * that the user has to reconnect. Default: {@code invalid_grant} with any status below 500 except
   * redirects, 408, 409, 425 and 429, and the codes that GitHub and Slack send with status 200.
   *
   * <p>A later declaration of the same status, path and value replaces an earlier one, including
   * one made with {@link #clientRefusedBy} or {@link #unavailableBy}. If a response matches
   * several, {@code unavailableBy} takes precedence over {@code clientRefusedBy}, and that over
   * {@code grantEndedBy}.
   *
   * @param status the status of the response: 200, or 400 to 499
   * @param path the path of the field that says it, as for {@link #keepField}
   * @param value the field's value, compared character by character, as in {@code grantEndedBy(403,
   *     "error_description", "refresh_token is invalid")} for Atlassian
   * @return a new server
   * @throws IllegalArgumentException if the status is another one, the path is malformed, or the
   *     value is blank
   */
  public OAuthServer grantEndedBy(int status, String path, String value) {
    return new OAuthServer(spec.withErrorWord(Meaning.GRANT_ENDED, status, path, value));
  }

  /**
   * An error response of the token endpoint by which this server refuses the client id or client
   * secret, which only the developer can correct: users are never asked to reconnect. Default:
   * {@code invalid_client}, and the codes of GitHub and Slack. If several declarations match, the
   * order described at {@link #grantEndedBy} applies.
   *
   * @param status the status of the response: 200, or 400 to 499
   * @param path the path of the field that says it, as for {@link #keepField}
   * @param value the field's value, compared character by character
   * @return a new server
   * @throws IllegalArgumentException if the status is another one, the path is malformed, or the
   *     value is blank
   */
  public OAuthServer clientRefusedBy(int status, String path, String value) {
    return new OAuthServer(spec.withErrorWord(Meaning.CLIENT_REFUSED, status, path, value));
  }

  /**
   * An error response of the token endpoint after which a later request may succeed. Default: 408,
   * 409, 425, 429, any 5xx, any redirect, any other response except 401 that is neither JSON nor a
   * form, and codes such as {@code temporarily_unavailable}. If several declarations match, the
   * order described at {@link #grantEndedBy} applies.
   *
   * @param status the status of the response: 200, or 400 to 499
   * @param path the path of the field that says it, as for {@link #keepField}
   * @param value the field's value, compared character by character
   * @return a new server
   * @throws IllegalArgumentException if the status is another one, the path is malformed, or the
   *     value is blank
   */
  public OAuthServer unavailableBy(int status, String path, String value) {
    return new OAuthServer(spec.withErrorWord(Meaning.UNAVAILABLE, status, path, value));
  }

  /**
   * The lifetime of access tokens whose response does not name it: neither in {@code expires_in}
   * nor, for a JWT, in {@code exp}. After a refresh, the lifetime of the token before is assumed.
   * Default: unknown, so that the token is refreshed only when the application reports that the
   * service refused it.
   *
   * @param lifetime a positive duration
   * @return a new server
   * @throws IllegalArgumentException if it is not positive, or longer than 100 years
   */
  public OAuthServer assumedLifetime(Duration lifetime) {
    return new OAuthServer(spec.withAssumedLifetime(lifetime));
  }

  /**
   * How long a refresh token is valid if it is not used. Default: unknown.
   *
   * @param lifetime a positive duration, counted from the last refresh
   * @return a new server
   * @throws IllegalArgumentException if it is not positive, or longer than 100 years
   */
  public OAuthServer refreshTokenLifetime(Duration lifetime) {
    return new OAuthServer(spec.withRefreshLifetime(lifetime));
  }

  /**
   * The field of token responses that says, in seconds, how long the refresh token is valid, or
   * when it expires, in seconds since the epoch. Default: none. If a response lacks it, {@link
   * #refreshTokenLifetime(Duration)} counts. Without that, the expiry of a token that stays is
   * kept, and that of a new one is unknown.
   *
   * @param path the field's path, as for {@link #keepField}
   * @return a new server
   * @throws IllegalArgumentException if the path is malformed
   */
  public OAuthServer refreshTokenLifetime(String path) {
    return new OAuthServer(spec.withRefreshLifetimeField(path));
  }

  /**
   * How long after its use this server still accepts a refresh token, so that a response that got
   * lost can be requested again. If the connection breaks during a refresh, the library then sends
   * the request once more at once, and it tries again within this time whatever the server's {@code
   * Retry-After}. Default: not at all. The library then sends the refresh token again only after a
   * pause, because there is no other.
   *
   * @param window a positive duration; 100 years for a server that does not rotate refresh tokens
   * @return a new server
   * @throws IllegalArgumentException if it is not positive, or longer than 100 years
   */
  public OAuthServer refreshTokenReuse(Duration window) {
    return new OAuthServer(spec.withReuseWindow(window));
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
