package io.github.mondayauth;

/**
 * Whose credential or token it is: one user of an account, or the account as a whole.
 *
 * <p>Claims hand owners out; they can also be made from stored ids, for work that starts in a queue
 * or at a third party's webhook.
 */
public sealed interface Owner permits MondayUser, MondayAccount {
  /**
   * The account, which for {@link MondayAccount} is itself.
   *
   * @return the account everything of this owner belongs to
   */
  MondayAccount account();
}
