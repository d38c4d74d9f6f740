package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.http.GuardedTransport;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.oauth.token.TokenEndpoint;
import io.github.mondayauth.oauth.web.QueryParameters;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Configuration of a connector whose users give consent on a screen of the service. */
public sealed interface ConsentSpec extends ConnectorSpec permits MondaySpec, OAuthSpec {
  /**
   * The token endpoint.
   *
   * @param host the customer's host, or empty if the service has one host
   * @throws OAuthException with {@code HOST_NOT_ALLOWED} if the host is no longer allowed
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
   * @param host the customer's host, or empty if the service has one host
   * @param backToUrl the user's final destination, which names the monday.com account
   * @return the parameters in the order in which they are sent
   */
  Map<String, String> authorizationParameters(String host, URI backToUrl);

  /** Whether the authorization request has a code challenge (RFC 7636). */
  default boolean usesPkce() {
    return true;
  }

  /**
   * Checks what the provider adds to a callback that contains a code.
   *
   * @param host the customer's host, or empty if the service has one host
   * @return the attributes that the callback adds to the credential
   * @throws OAuthException with {@code PARAMETERS} if something is missing, and with {@code
   *     CALLBACK} if the callback is not from the provider, or from another host
   */
  default Map<String, String> callbackAttributes(String host, QueryParameters callback) {
    return Map.of();
  }

  /**
   * Whether an error of the authorization endpoint says that the app is not installed in the user's
   * account, as only monday.com's can.
   *
   * @param error the error code
   */
  default boolean isNotInstalled(String error) {
    return false;
  }

  /**
   * Runs the application's call after a user connected, which may throw any exception.
   *
   * @return the attributes that it adds to the credential
   */
  default Map<String, String> onConnected(Grant grant) {
    return Map.of();
  }

  /**
   * Checks the issuer identification in a callback (RFC 9207).
   *
   * @param host the customer's host, or empty if the service has one host
   * @param iss the parameter {@code iss}, or null if it is absent
   * @throws OAuthException with {@code ISSUER} if it is required and absent, or not this server's
   */
  void checkIssuer(String host, @Nullable String iss);

  /**
   * Compares the configured endpoints with the metadata document of the server.
   *
   * @param document the document of {@link #issuer}
   * @return the field of the document that names another endpoint, or empty if there is none
   */
  default Optional<String> differenceFrom(ServerMetadata.Document document) {
    return Optional.empty();
  }

  /**
   * The issuer identifier, under which the server may have a metadata document; empty if none is
   * configured, or there is one for each customer.
   */
  default Optional<URI> issuer() {
    return Optional.empty();
  }

  /** Whether revoking a token leaves other tokens of the same user valid. */
  boolean revocationEndsOneToken();

  /**
   * The customer's host that a user entered, or the region that they chose.
   *
   * @return the host as it is stored, or empty if it is not allowed
   */
  default Optional<String> hostOf(String entered) {
    return Optional.empty();
  }

  /**
   * The end of every host that a user may enter, such as {@code .example.com}, which they need not
   * enter; empty if the hosts end differently.
   */
  default String hostSuffix() {
    return "";
  }

  /** The regions that a user may choose, by name, with their titles; empty if there are none. */
  default Map<String, String> regions() {
    return Map.of();
  }

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

  /**
   * How old a grant is when maintenance refreshes it although nobody uses it, or empty if it never
   * does.
   */
  Optional<Duration> refreshUnusedAfter();

  /**
   * Checks a value for {@link #refreshUnusedAfter}.
   *
   * @throws IllegalArgumentException if it is shorter than an hour or longer than 100 years
   */
  static Duration checkedAge(Duration age) {
    if (age.compareTo(Duration.ofHours(1)) < 0 || age.compareTo(OAuthSpec.HUNDRED_YEARS) > 0) {
      throw new IllegalArgumentException(
          "refreshUnusedAfter: expected a duration from one hour to 100 years, found " + age);
    }
    return age;
  }
}
