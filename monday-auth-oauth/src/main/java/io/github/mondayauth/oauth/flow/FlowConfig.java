package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.connector.ConnectorSpec;
import java.net.URI;
import java.util.List;

/**
 * Paths and options of the browser flow.
 *
 * @param baseUris the application's public addresses, without a trailing slash
 * @param authorizePath the path of the authorization URL
 * @param callbackPath the path under which each connection has its callback
 * @param requiredCheck what has to show that the browser is the user's before they connect a
 *     service other than monday.com
 */
public record FlowConfig(
    List<URI> baseUris, String authorizePath, String callbackPath, UserCheck requiredCheck) {

  /**
   * What has to show, in this flow, that the browser is the user's. A connect link says nothing
   * about who opens it, so only monday.com's leg can.
   */
  UserCheck requiredCheck(FlowState.Origin origin) {
    return origin.isFromLink() ? UserCheck.PROVEN : requiredCheck;
  }

  /** Whether the flow has not yet shown what this connection requires. */
  boolean lacksCheck(
      ConnectorSpec connector, FlowState.Origin origin, FlowState.Progress progress) {
    return !connector.provesUser() && !progress.check().isAtLeast(requiredCheck(origin));
  }

  /**
   * The callback of a connection, which is also its redirect URI.
   *
   * @param baseUri the address of the application that the flow uses
   */
  URI callbackUri(URI baseUri, String connection) {
    return URI.create(baseUri + callbackPath + "/" + connection);
  }

  FlowCookie.Strength cookieStrength() {
    // All addresses have the same scheme.
    boolean https = "https".equalsIgnoreCase(baseUris.get(0).getScheme());
    return https ? FlowCookie.Strength.HOST_PREFIX : FlowCookie.Strength.LOCALHOST;
  }
}
