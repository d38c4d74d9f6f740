package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Configuration of a connector whose users give consent on a screen of the service. */
public sealed interface ConsentSpec extends ConnectorSpec permits MondaySpec, OAuthSpec {
  /**
   * The token endpoint.
   *
   * @param host the customer's host, or empty if the service has one host
   * @throws OAuthException with {@code NOT_ALLOWED} if the host is no longer allowed
   */
  TokenEndpoint tokenEndpoint(String host);

  /**
   * The authorization endpoint, where the consent screen is.
   *
   * @param host the customer's host, or empty if the service has one host
   * @param backToUrl the user's final destination, which names the monday.com account
   */
  URI authorizationEndpoint(String host, URI backToUrl);

  /**
   * The parameters of the authorization request that depend on the connector: {@code client_id},
   * {@code scope}, and parameters that the service or the application adds.
   *
   * @param backToUrl the user's final destination, which names the monday.com account
   * @return the parameters in the order in which they are sent
   */
  Map<String, String> authorizationParameters(URI backToUrl);

  /**
   * Checks the issuer identification in a callback (RFC 9207).
   *
   * @param host the customer's host, or empty if the service has one host
   * @param iss the parameter {@code iss}, or null if it is absent
   * @throws OAuthException with {@code ISSUER} if it is required and absent, or not this server's
   */
  void checkIssuer(String host, @Nullable String iss);

  /** Whether revoking a token leaves other tokens of the same user valid. */
  boolean revocationEndsOneToken();

  /** The hosts that a user may enter; none if the service has one host. */
  AllowedHosts allowedHosts();

  /**
   * Checks that the endpoints may receive secrets.
   *
   * @throws IllegalArgumentException if one does not use https
   */
  void checkEndpoints(GuardedTransport transport);

  @Override
  default Optional<ConsentSpec> consent() {
    return Optional.of(this);
  }
}
