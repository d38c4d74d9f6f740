package io.github.mondayauth.oauth.flow;

/**
 * What has shown, in a flow, that the browser is that of the user whom the authorization token
 * names. A later constant is stronger than an earlier one.
 */
public enum UserCheck {
  /** Nothing: somebody else may have sent the user a link. */
  NONE(0),
  /** The user recognized their own email address on the confirmation page. */
  CONFIRMED(1),
  /** The user completed monday.com's leg. */
  PROVEN(2);

  private final int number;

  UserCheck(int number) {
    this.number = number;
  }

  /** The number that a state carries. */
  int number() {
    return number;
  }

  /**
   * The check with a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  static UserCheck numbered(int number) {
    for (UserCheck check : values()) {
      if (check.number == number) {
        return check;
      }
    }
    throw new IllegalArgumentException("check: expected 0, 1 or 2, found " + number);
  }

  boolean isAtLeast(UserCheck required) {
    return compareTo(required) >= 0;
  }

  UserCheck or(UserCheck other) {
    return isAtLeast(other) ? this : other;
  }
}
