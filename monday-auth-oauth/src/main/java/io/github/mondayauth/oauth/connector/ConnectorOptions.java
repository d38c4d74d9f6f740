package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayUser;
import java.util.function.Predicate;

/**
 * Options that every connector has.
 *
 * @param name the connection's name
 * @param title the service's name on pages and in notifications
 * @param perAccount whether the whole account shares one credential
 * @param mayConnect the users who may connect; only called for connections of the whole account
 * @param optional whether users may skip the connection
 */
public record ConnectorOptions(
    String name,
    String title,
    boolean perAccount,
    Predicate<MondayUser> mayConnect,
    boolean optional) {
  private static final String NAME = "[a-z0-9][a-z0-9-]{0,31}";

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public ConnectorOptions {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "the name of a connection: expected 1 to 32 of a-z, 0-9 and -, not starting with -, found"
              + " "
              + name);
    }
    requireNonNull(mayConnect);
  }

  /** The defaults: titled by its name, connected by each user, required. */
  static ConnectorOptions of(String name) {
    String title =
        name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return new ConnectorOptions(name, title, false, user -> true, false);
  }

  /** The defaults, for any service other than monday.com, whose name is reserved. */
  static ConnectorOptions ofService(String name) {
    if (name.equals(MondaySpec.NAME)) {
      throw new IllegalArgumentException(
          "the name " + name + " is reserved for monday.com. Choose another name.");
    }
    return of(name);
  }

  ConnectorOptions withTitle(String text) {
    if (text.isBlank() || text.length() > 60) {
      throw new IllegalArgumentException(
          "a title: expected 1 to 60 characters, not all blank, found " + text.length());
    }
    return new ConnectorOptions(name, text, perAccount, mayConnect, optional);
  }

  ConnectorOptions withPerAccount(Predicate<MondayUser> users) {
    return new ConnectorOptions(name, title, true, users, optional);
  }

  ConnectorOptions withOptional() {
    return new ConnectorOptions(name, title, perAccount, mayConnect, true);
  }
}
