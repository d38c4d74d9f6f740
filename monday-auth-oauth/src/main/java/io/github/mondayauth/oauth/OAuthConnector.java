package io.github.mondayauth.oauth;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.connector.ConnectRule;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A service with OAuth 2.0 as a connection: the application's registration at an {@link
 * OAuthServer}, and what it requests. Immutable and safe for use by several threads.
 */
public final class OAuthConnector implements Connector {
  private final OAuthSpec spec;

  OAuthConnector(OAuthSpec spec) {
    this.spec = spec;
  }

  /**
   * The scopes to request. A stored credential that lacks one of them counts as not connected, if
   * its scopes are known. Default: none, so that the service chooses.
   *
   * @param names the scopes
   * @return a new connector
   * @throws IllegalArgumentException if one contains a space or another character that RFC 6749
   *     section 3.3 excludes
   */
  public OAuthConnector scopes(String... names) {
    return new OAuthConnector(spec.withScopes(names));
  }

  /**
   * Adds a parameter to the authorization request, such as {@code audience} or {@code prompt}.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new connector
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthConnector parameter(String name, String value) {
    return new OAuthConnector(spec.withAuthorizationParameter(name, value));
  }

  /**
   * Adds a parameter to every token request, such as {@code resource}.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new connector
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthConnector tokenParameter(String name, String value) {
    return new OAuthConnector(spec.withTokenParameter(name, value));
  }

  /**
   * Adds a parameter to the token requests that exchange a code, and to no others.
   *
   * @param name the parameter's name; not one that RFC 6749 or RFC 7636 defines
   * @param value its value
   * @return a new connector
   * @throws IllegalArgumentException if the library sets this parameter itself
   */
  public OAuthConnector codeParameter(String name, String value) {
    return new OAuthConnector(spec.withCodeParameter(name, value));
  }

  /**
   * Keeps a field of the token response as an attribute of the credential, such as {@code
   * instance_url}.
   *
   * @param path the field's path, as for {@link OAuthServer#keepField}
   * @return a new connector
   * @throws IllegalArgumentException if the path is malformed
   */
  public OAuthConnector keepField(String path) {
    return new OAuthConnector(spec.withKeptField(path));
  }

  /**
   * Calls the application after a user has connected and before the credential is stored, for what
   * the application needs later and the {@linkplain OAuthServer#lookUp server's lookups} cannot
   * say, such as which of several sites to use. If the call throws an exception, nothing is stored,
   * and the user may try again. A refresh does not repeat it. Set a timeout in your call.
   *
   * @param call takes the new credential, and returns attributes to add to it, of at most 3,000
   *     bytes in all
   * @return a new connector
   */
  public OAuthConnector onConnected(Function<Credential, Map<String, String>> call) {
    requireNonNull(call);
    return new OAuthConnector(
        spec.withOnConnected(grant -> call.apply(Credential.of(null, grant))));
  }

  /**
   * The application's registration with the server of one customer or region, for a service that
   * customers run themselves. Default: the registration that was given to {@link
   * Connector#oauth(String, OAuthServer, String, Secret)}, for every host.
   *
   * @param host a host or region that the server allows
   * @param clientId the client id that was issued there
   * @param clientSecret the client secret that was issued there
   * @return a new connector
   * @throws IllegalArgumentException if the client id is blank, or the host is not allowed
   */
  public OAuthConnector clientOn(String host, String clientId, Secret clientSecret) {
    return new OAuthConnector(spec.withClientOn(host, clientId, clientSecret));
  }

  /**
   * Declares that revoking a token leaves the user's other tokens valid. The library then revokes
   * tokens that it obtained but cannot use. Default: the library discards them, because revoking
   * one could end the user's whole grant.
   *
   * @return a new connector
   */
  public OAuthConnector revocationEndsOneToken() {
    return new OAuthConnector(spec.withRevocationEndingOneToken());
  }

  /**
   * The service's name on pages and in notifications. Default: the connection's name with a capital
   * first letter.
   *
   * @param text 1 to 60 characters
   * @return a new connector
   * @throws IllegalArgumentException if it is blank or longer
   */
  public OAuthConnector title(String text) {
    return new OAuthConnector(spec.withTitle(text));
  }

  /**
   * Stores one credential for the whole account, which users with a certain role may connect.
   * Recommended if the automations of a shared board run for everyone. A stored one is replaced
   * only if it no longer works, or by {@link Connections#reconnect}. One without a refresh token
   * stays in use after a service has refused it with status 401, since the reason may be what a
   * single user did. Other users see a page that says whom to ask. Default: one credential for each
   * user.
   *
   * @param policy who may connect it
   * @return a new connector
   */
  public OAuthConnector perAccount(ConnectPolicy policy) {
    return new OAuthConnector(spec.withPerAccount(policy.rule()));
  }

  /**
   * Like {@link #perAccount(ConnectPolicy)}, for users whom the application chooses.
   *
   * @param mayConnect whether a user may connect it; called when the connection begins and again
   *     before it is stored. A user for whom it throws an exception may not
   * @return a new connector
   */
  public OAuthConnector perAccount(Predicate<MondayUser> mayConnect) {
    return new OAuthConnector(
        spec.withPerAccount(new ConnectRule.Chosen(requireNonNull(mayConnect))));
  }

  /**
   * Lets {@link Connections.Admin#maintain()} refresh credentials that nobody has used for half of
   * the time after which their refresh token expires from disuse, where that is known: from the
   * token response, or from {@link OAuthServer#refreshTokenLifetime(java.time.Duration)}. Other
   * credentials are not refreshed. If a service states the time only in its first response, declare
   * it with {@link OAuthServer#refreshTokenLifetime(java.time.Duration)}: otherwise, the credential
   * is no longer refreshed after its refresh token was replaced. Default: unused credentials are
   * not refreshed.
   *
   * @return a new connector
   */
  public OAuthConnector refreshUnused() {
    return new OAuthConnector(spec.withRefreshUnusedAfter(OAuthSpec.HUNDRED_YEARS));
  }

  /**
   * Lets {@link Connections.Admin#maintain()} refresh credentials that nobody has used for this
   * long, for services whose refresh tokens expire from disuse, or for half of the time that {@link
   * #refreshUnused} determines, whichever is shorter. Choose about half of the time that the
   * service allows. Default: unused credentials are not refreshed.
   *
   * @param age the time since the last refresh, from one hour to 100 years
   * @return a new connector
   * @throws IllegalArgumentException if it is outside this range
   */
  public OAuthConnector refreshUnusedAfter(Duration age) {
    return new OAuthConnector(spec.withRefreshUnusedAfter(age));
  }

  /**
   * Lets users skip this connection. Default: required.
   *
   * @return a new connector
   */
  public OAuthConnector optional() {
    return new OAuthConnector(spec.withOptional());
  }

  @Override
  public String name() {
    return spec.name();
  }

  OAuthSpec spec() {
    return spec;
  }

  /** Shows the name. */
  @Override
  public String toString() {
    return name();
  }
}
