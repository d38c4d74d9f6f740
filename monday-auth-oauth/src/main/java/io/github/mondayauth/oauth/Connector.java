package io.github.mondayauth.oauth;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.connector.ApiKeySpec;
import io.github.mondayauth.oauth.connector.MondaySpec;
import io.github.mondayauth.oauth.connector.OAuthSpec;

/**
 * A service that users connect: monday.com, a service with OAuth, or one with API keys. {@link
 * Connections} takes users through all connectors that are missing, monday.com first and the others
 * in the order in which they are given.
 *
 * <p>Immutable and safe for use by several threads. Each option method returns a new connector.
 */
public sealed interface Connector permits MondayConnector, OAuthConnector, ApiKeyConnector {
  /**
   * The connection's name. It is the last segment of the callback path, the argument of {@link
   * Connections#credential}, and part of the key under which credentials are stored. If you change
   * it, all users have to reconnect.
   *
   * @return 1 to 32 characters of a to z, 0 to 9 and hyphen; {@code monday} for monday.com
   */
  String name();

  /**
   * monday.com with OAuth 2.1, using the client id and client secret of the app. The scopes {@code
   * me:read} and {@code account:read} are required, because they let {@link Connections} determine
   * whose access token it received; see {@link MondayConnector#withoutIdentityScopes()}.
   *
   * @param scopes the scopes to request, such as {@code me:read}, {@code account:read} and {@code
   *     boards:read}; none requests all scopes that are configured in the Developer Center
   * @return a connector named {@code monday}
   * @throws IllegalArgumentException if a scope contains a space or another character that RFC 6749
   *     section 3.3 excludes
   */
  static MondayConnector monday(String... scopes) {
    return new MondayConnector(MondaySpec.of(scopes));
  }

  /**
   * A service with OAuth 2.0, at which the application is registered as a confidential client.
   *
   * @param name the connection's name
   * @param server the service's authorization server
   * @param clientId the client id that the service issued to the application
   * @param clientSecret the client secret that the service issued to the application
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or reserved for monday.com, or the
   *     client id is blank
   */
  static OAuthConnector oauth(
      String name, OAuthServer server, String clientId, Secret clientSecret) {
    return new OAuthConnector(OAuthSpec.of(name, server.spec(), clientId, clientSecret));
  }

  /**
   * A service with OAuth 2.0, at which the application is registered as a public client: it has no
   * client secret and relies on PKCE (RFC 7636).
   *
   * @param name the connection's name
   * @param server the service's authorization server
   * @param clientId the client id that the service issued to the application
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or reserved for monday.com, or the
   *     client id is blank
   */
  static OAuthConnector oauth(String name, OAuthServer server, String clientId) {
    return new OAuthConnector(OAuthSpec.of(name, server.spec(), clientId, null));
  }

  /**
   * A service with API keys. The user enters the key into a form that {@link Connections} shows.
   *
   * @param name the connection's name
   * @param label the service's word for the key, such as {@code API token}
   * @return a connector
   * @throws IllegalArgumentException if the name is malformed or reserved for monday.com
   */
  static ApiKeyConnector apiKey(String name, String label) {
    return new ApiKeyConnector(ApiKeySpec.of(name, label));
  }
}
