package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.connector.ConnectorSpec;
import java.net.URI;

/**
 * Paths and options of the browser flow.
 *
 * @param baseUri the application's public address, without a trailing slash
 * @param authorizePath the path of the authorization URL
 * @param callbackPath the path under which each connection has its callback
 * @param requiredCheck what has to show that the browser is the user's before they connect a
 *     service other than monday.com
 */
public record FlowConfig(
    URI baseUri, String authorizePath, String callbackPath, UserCheck requiredCheck) {

  /** Whether the flow has not yet shown what this connection requires. */
  boolean lacksCheck(ConnectorSpec connector, FlowState.Progress progress) {
    return !connector.provesUser() && !progress.check().isAtLeast(requiredCheck);
  }

  /** The callback of a connection, which is also its redirect URI. */
  URI callbackUri(String connection) {
    return URI.create(baseUri + callbackPath + "/" + connection);
  }

  FlowCookie.Strength cookieStrength() {
    boolean https = "https".equalsIgnoreCase(baseUri.getScheme());
    return https ? FlowCookie.Strength.HOST_PREFIX : FlowCookie.Strength.LOCALHOST;
  }
}
