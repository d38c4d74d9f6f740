package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Reply;

/**
 * There is no usable credential, and only the user can change that by connecting. Nothing is wrong
 * with the application: answer with {@link #reply()}, which makes monday.com tell the user.
 */
public final class NotConnectedException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** Why there is none. */
  public enum Reason {
    /**
     * The owner never connected, disconnected, the app was uninstalled, or the customer's host they
     * connected at is not allowed any more.
     */
    NEVER_CONNECTED,
    /** The provider refused the refresh token: the grant was revoked or has ended. */
    GRANT_ENDED,
    /**
     * A refresh was interrupted by a crash or a pause before its answer was stored, and the
     * provider does not accept the refresh token again, or ended the grant when it came twice.
     */
    INTERRUPTED_REFRESH,
    /** The service refused the credential, and there is nothing to renew it with. */
    REJECTED
  }

  private final transient Owner owner;
  private final String connection;
  private final String title;
  private final Reason reason;

  NotConnectedException(Owner owner, String connection, String title, Reason reason) {
    super(connection + " is not connected for " + owner + ": " + reason, null);
    this.owner = owner;
    this.connection = connection;
    this.title = title;
    this.reason = reason;
  }

  /**
   * What is not connected.
   *
   * @return the connection's name
   */
  public String connection() {
    return connection;
  }

  /**
   * For whom it was looked up: for a connection of the whole account, the account.
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
   * Whether there once was a credential, which has ended.
   *
   * @return false if the owner never connected, disconnected, or the app was uninstalled
   */
  public boolean wasConnected() {
    return reason != Reason.NEVER_CONNECTED;
  }

  /**
   * The answer to monday.com: a 4xx that is not retried, with a notification that asks the user to
   * connect.
   */
  @Override
  public Reply reply() {
    String verb = wasConnected() ? "Reconnect " : "Connect ";
    return Reply.notifyUser(
        verb + title,
        verb
            + title
            + " to let this automation run: open the automation and connect the account again.");
  }
}
