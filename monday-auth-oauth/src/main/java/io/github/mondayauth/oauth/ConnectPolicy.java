package io.github.mondayauth.oauth;

import io.github.mondayauth.oauth.connector.ConnectRule;

/**
 * Which users may make, and make again, a connection of the whole account, by their role in the
 * monday.com account. Pass it to {@code perAccount} of a connector.
 *
 * <p>The library queries the role from monday.com's API, as the user: with the access token of the
 * user's own connection to monday.com. {@link Connector#monday} is therefore required, with the
 * scope {@code me:read}, and every user connects it first. The role is queried at each step, the
 * last time just before the connection is stored, and never cached. A user whose role cannot be
 * queried may not connect.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ConnectPolicy {
  private final ConnectRule rule;

  private ConnectPolicy(ConnectRule rule) {
    this.rule = rule;
  }

  /**
   * Administrators of the account.
   *
   * @return the policy
   */
  public static ConnectPolicy admins() {
    return new ConnectPolicy(ConnectRule.Role.ADMINS);
  }

  /**
   * All users of the account except guests and viewers.
   *
   * @return the policy
   */
  public static ConnectPolicy members() {
    return new ConnectPolicy(ConnectRule.Role.MEMBERS);
  }

  ConnectRule rule() {
    return rule;
  }

  /** Shows the role. */
  @Override
  public String toString() {
    return "ConnectPolicy[" + rule + "]";
  }
}
