package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.connector.ConnectorSpec;

/**
 * The application does not let this user make a connection. The page names the connection, which
 * may be another one than that of the request, so this exception carries its title.
 */
final class NotAllowedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String connection;
  private final String title;

  NotAllowedException(ConnectorSpec connector) {
    this.connection = connector.name();
    this.title = connector.title();
  }

  String title() {
    return title;
  }

  OAuthException toOAuthException() {
    return new OAuthException(
        Reason.NOT_ALLOWED,
        connection + " is not connected for this account, and this user may not connect it");
  }
}
