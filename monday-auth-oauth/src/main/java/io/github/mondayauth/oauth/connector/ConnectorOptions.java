package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Options that every connector has.
 *
 * @param name the connection's name
 * @param title the service's name on pages and in notifications
 * @param connectRule who may connect the one credential of the whole account, or null if each user
 *     connects their own
 * @param optional whether users may skip the connection
 */
public record ConnectorOptions(
    String name, String title, @Nullable ConnectRule connectRule, boolean optional) {
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
  }

  /** Whether the whole account shares one credential. */
  public boolean perAccount() {
    return connectRule != null;
  }

  /** The defaults: titled by its name, connected by each user, required. */
  static ConnectorOptions of(String name) {
    String title =
        name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    return new ConnectorOptions(name, title, null, false);
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
    return new ConnectorOptions(name, text, connectRule, optional);
  }

  ConnectorOptions withPerAccount(ConnectRule rule) {
    return new ConnectorOptions(name, title, requireNonNull(rule), optional);
  }

  ConnectorOptions withOptional() {
    return new ConnectorOptions(name, title, connectRule, true);
  }
}
