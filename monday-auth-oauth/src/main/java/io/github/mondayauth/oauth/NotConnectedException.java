package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Reply;
import java.net.URI;

/**
 * There is no usable credential, and the user has to connect. This is a normal condition, not an
 * error of the application: send {@link #reply()}, with which monday.com notifies the user.
 */
public final class NotConnectedException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** Why there is no usable credential. */
  public enum Reason {
    /**
     * The owner never connected or has disconnected, the app was uninstalled, or the credential
     * belongs to a customer's host that is no longer allowed.
     */
    NEVER_CONNECTED,
    /** The provider refused the refresh token: the grant was revoked or has expired. */
    GRANT_ENDED,
    /**
     * A refresh was interrupted by a crash or pause, or its response was lost or could not be read.
     * Then the provider did not accept the refresh token again, or revoked the grant because it was
     * used twice.
     */
    INTERRUPTED_REFRESH,
    /**
     * The provider has refused to refresh the credential at least five times over at least an hour,
     * without saying that the grant has ended. The library tries again every hour.
     */
    REFRESH_REFUSED,
    /**
     * The service refused the credential, and there is no refresh token. For an account-wide
     * credential, the connector's own check refused it too.
     */
    REJECTED
  }

  private final transient Owner owner;
  private final String connection;
  private final String title;
  private final Reason reason;

  /**
   * Creates an exception.
   *
   * @param owner whose credential was requested
   * @param connection the connection's name
   * @param title the service's name in notifications
   * @param reason why there is no usable credential
   */
  public NotConnectedException(Owner owner, String connection, String title, Reason reason) {
    super(connection + " is not connected for " + owner + ": " + reason, null);
    this.owner = owner;
    this.connection = connection;
    this.title = title;
    this.reason = reason;
  }

  /**
   * The connection that is missing.
   *
   * @return the connection's name
   */
  public String connection() {
    return connection;
  }

  /**
   * The service's name in notifications.
   *
   * @return the title of the connector
   */
  public String title() {
    return title;
  }

  /**
   * The owner whose credential was requested: the account for a connection of the whole account,
   * otherwise the user.
   *
   * @return the owner
   */
  public Owner owner() {
    return owner;
  }

  /**
   * Why there is no usable credential.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Whether there is a credential that is no longer usable.
   *
   * @return false for {@link Reason#NEVER_CONNECTED}
   */
  public boolean wasConnected() {
    return reason != Reason.NEVER_CONNECTED;
  }

  /**
   * A connect link with which the user makes this connection, for the application's own message. It
   * is limited to this connection; set how long it is valid with {@link ConnectLink#validFor}.
   *
   * @param connections the connections from which this exception came, with the same profile
   * @param returnTo where the browser returns in the end, as in {@link Connections#link(MondayUser,
   *     URI)}
   * @return a link with defaults; {@link ConnectLink#toUri()} completes it
   * @throws IllegalStateException if the owner is an account: choose the user who is to connect,
   *     and call {@link Connections#link(MondayUser, URI)}; or as that method does
   * @throws IllegalArgumentException as {@link Connections#link(MondayUser, URI)} does
   */
  public ConnectLink link(Connections connections, URI returnTo) {
    if (owner instanceof MondayUser user) {
      return connections.link(user, returnTo).only(connection);
    }
    throw new IllegalStateException(
        connection
            + ": expected a connection of a user, found one of the whole account. Choose the user"
            + " who is to connect it, and call connections.link(user, returnTo)");
  }

  /**
   * The reply to monday.com: status 400, which monday.com does not retry, with a notification that
   * asks the user to connect.
   */
  @Override
  public Reply reply() {
    String verb = wasConnected() ? "reconnect" : "connect";
    return Reply.notifyUser(
        (wasConnected() ? "Reconnect " : "Connect ") + title,
        "This automation cannot run without access to "
            + title
            + ". Open the automation and "
            + verb
            + " the account.");
  }
}
