package io.github.mondayauth.oauth.flow;

import java.net.URI;

/**
 * Paths and options of the browser flow.
 *
 * @param baseUri the application's public address, without a trailing slash
 * @param authorizePath the path of the authorization URL
 * @param callbackPath the path under which each connection has its callback
 * @param confirmationRequired whether users who have not been identified by monday.com confirm on a
 *     page before they connect another service
 */
public record FlowConfig(
    URI baseUri, String authorizePath, String callbackPath, boolean confirmationRequired) {

  /** The callback of a connection, which is also its redirect URI. */
  URI callbackUri(String connection) {
    return URI.create(baseUri + callbackPath + "/" + connection);
  }

  FlowCookie.Strength cookieStrength() {
    boolean https = "https".equalsIgnoreCase(baseUri.getScheme());
    return https ? FlowCookie.Strength.HOST_PREFIX : FlowCookie.Strength.LOCALHOST;
  }
}
