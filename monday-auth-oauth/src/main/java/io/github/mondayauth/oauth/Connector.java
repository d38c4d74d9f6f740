package io.github.mondayauth.oauth;

import io.github.mondayauth.Secret;

/**
 * One service an application connects its users with: monday.com, a service with OAuth, or one with
 * API keys. {@link Connections} asks for all connectors that are missing, monday.com's first, the
 * others in the order they are given.
 *
 * <p>Immutable and safe for use by several threads; each method that changes something returns a
 * new connector.
 */
public sealed interface Connector permits MondayConnector, OAuthConnector, ApiKeyConnector {
  /**
   * Its name: the last part of the callback's path, the argument of {@link Connections#credential},
   * and part of the key under which credentials are stored. Changing it disconnects everybody.
   *
   * @return 1 to 32 characters of a to z, 0 to 9 and hyphen; {@code monday} for monday.com
   */
  String name();

  /**
   * monday.com by OAuth 2.1, with the client id and client secret of the app.
   *
   * @param scopes the scopes to ask for, such as {@code boards:read}; none asks for all that are
   *     configured in the Developer Center
   * @return a connector named {@code monday}
   */
  static MondayConnector monday(String... scopes) {
    return MondayConnector.of(scopes);
  }

  /**
   * A service with OAuth 2.0, with which the application is registered as a confidential client.
   *
   * @param name the connection's name
   * @param server the service's endpoints and habits
   * @param clientId the client id it gave the application
   * @param clientSecret the client secret it gave the application
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or taken by monday.com
   */
  static OAuthConnector oauth(
      String name, OAuthServer server, String clientId, Secret clientSecret) {
    return OAuthConnector.of(name, server, clientId, clientSecret);
  }

  /**
   * A service with OAuth 2.0, with which the application is registered as a public client: it has
   * no secret, and PKCE takes its place.
   *
   * @param name the connection's name
   * @param server the service's endpoints and habits
   * @param clientId the client id it gave the application
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or taken by monday.com
   */
  static OAuthConnector oauth(String name, OAuthServer server, String clientId) {
    return OAuthConnector.of(name, server, clientId, null);
  }

  /**
   * A service whose users have an API key, entered in a form that {@link Connections} shows.
   *
   * @param name the connection's name
   * @param label what the service calls the key, as {@code API token}
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or taken by monday.com
   */
  static ApiKeyConnector apiKey(String name, String label) {
    return ApiKeyConnector.of(name, label);
  }
}
