package io.github.mondayauth.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How a fake server's consent screen behaves: it shows a page and waits for the user, or it decides
 * immediately and redirects the browser without showing a page.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Consent {
  private static final Consent ASK = new Consent(null, null);
  private static final Consent ALLOW = new Consent("allow", null);
  private static final Consent DENY = new Consent("deny", null);

  final @Nullable String decision;
  final @Nullable String user;

  private Consent(@Nullable String decision, @Nullable String user) {
    this.decision = decision;
    this.user = user;
  }

  /**
   * Shows the consent page. This is the default.
   *
   * @return the consent
   */
  public static Consent ask() {
    return ASK;
  }

  /**
   * Allows immediately, as the user who is signed in.
   *
   * @return the consent
   */
  public static Consent allow() {
    return ALLOW;
  }

  /**
   * Allows immediately, as the given user. Use it to test what happens if a different user than the
   * expected one consents.
   *
   * @param userName the user's name at the fake server; a name that the server does not have fails
   *     when the consent screen is opened
   * @return the consent
   */
  public static Consent allowAs(String userName) {
    return new Consent("allow", userName);
  }

  /**
   * Denies immediately.
   *
   * @return the consent
   */
  public static Consent deny() {
    return DENY;
  }
}
