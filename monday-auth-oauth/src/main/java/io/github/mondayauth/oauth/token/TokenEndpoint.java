package io.github.mondayauth.oauth;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token endpoint, and how the application speaks to it.
 *
 * @param tokenEndpoint where codes and refresh tokens are exchanged
 * @param revocationEndpoint where tokens are revoked, or null
 * @param clientId the application's client id there
 * @param clientSecret its secret, or null for a public client
 * @param basic whether the secret goes into the {@code Authorization} header
 * @param json whether parameters are sent as JSON, as monday.com documents it
 * @param parameters further parameters of token requests
 * @param tokenTypes token types that are accepted beside {@code bearer}
 * @param requested the scopes that are asked for
 * @param kept members of the answer that become attributes
 */
record Provider(
    URI tokenEndpoint,
    @Nullable URI revocationEndpoint,
    String clientId,
    @Nullable Secret clientSecret,
    boolean basic,
    boolean json,
    Map<String, String> parameters,
    Set<String> tokenTypes,
    Set<String> requested,
    Set<String> kept) {

  /**
   * The provider of an OAuth connector, or null for API keys.
   *
   * @throws OAuthException if the host is not one of the connector's any more
   */
  static @Nullable Provider of(Setup setup, Connector connector, String host) {
    if (connector instanceof MondayConnector monday) {
      return ofMonday(setup, monday);
    }
    return connector instanceof OAuthConnector oauth ? ofService(oauth, host) : null;
  }

  private static Provider ofMonday(Setup setup, MondayConnector monday) {
    return new Provider(
        monday.isLegacy() ? setup.hosts().legacyTokenUri() : setup.hosts().tokenUri(),
        monday.isLegacy() ? null : setup.hosts().revokeUri(),
        setup.settings().clientId(),
        setup.settings().clientSecrets().get(0),
        false,
        true,
        Map.of(),
        Set.of(),
        monday.scopes(),
        Set.of());
  }

  private static Provider ofService(OAuthConnector oauth, String host) {
    OAuthServer server = oauth.server();
    if (!server.serves(host)) {
      throw new OAuthException(
          Reason.NOT_ALLOWED, "the host is not one of those allowed for " + oauth.name());
    }
    return new Provider(
        server.tokenEndpoint(host),
        server.revocationEndpoint(host),
        oauth.clientId(),
        oauth.clientSecret(),
        server.habits().basic(),
        false,
        oauth.wishes().tokenParameters(),
        server.habits().tokenTypes(),
        oauth.wishes().scopes(),
        oauth.wishes().kept());
  }
}
