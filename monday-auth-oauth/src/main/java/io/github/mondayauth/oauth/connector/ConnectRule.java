package io.github.mondayauth.oauth.connector;

import io.github.mondayauth.MondayUser;
import java.util.function.Predicate;

/**
 * Which users may connect a connection of the whole account. {@code ConnectPolicy} is the public
 * facade of its roles.
 */
public sealed interface ConnectRule {
  /** Users by their role in the monday.com account. */
  enum Role implements ConnectRule {
    /** Administrators. */
    ADMINS,
    /** Everyone but guests and viewers. */
    MEMBERS
  }

  /**
   * Users by the application's own decision.
   *
   * @param users whether a user may connect
   */
  record Chosen(Predicate<MondayUser> users) implements ConnectRule {}
}
