package io.github.mondayauth.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What happens on a fake server's consent screen: the page is shown and waits for a person, or the
 * decision is made at once and the browser is redirected without a page.
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
   * Shows the page; the default.
   *
   * @return the consent
   */
  public static Consent ask() {
    return ASK;
  }

  /**
   * Allows at once, as the user who is signed in.
   *
   * @return the consent
   */
  public static Consent allow() {
    return ALLOW;
  }

  /**
   * Allows at once, as whom the browser turns out to be signed in: somebody else, perhaps.
   *
   * @param userName the user's name at the server
   * @return the consent
   */
  public static Consent allowAs(String userName) {
    return new Consent("allow", userName);
  }

  /**
   * Denies at once.
   *
   * @return the consent
   */
  public static Consent deny() {
    return DENY;
  }
}
