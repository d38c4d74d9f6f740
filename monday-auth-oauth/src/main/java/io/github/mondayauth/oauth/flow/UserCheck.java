package io.github.mondayauth.oauth.flow;

/**
 * What has shown, in a flow, that the browser is that of the user whom the authorization token
 * names. A later constant is stronger than an earlier one.
 */
public enum UserCheck {
  /** Nothing: somebody else may have sent the user a link. */
  NONE,
  /** The user recognized their own e-mail address on the confirmation page. */
  CONFIRMED,
  /** The user completed monday.com's leg. */
  PROVEN;

  boolean isAtLeast(UserCheck required) {
    return compareTo(required) >= 0;
  }

  UserCheck or(UserCheck other) {
    return isAtLeast(other) ? this : other;
  }
}
