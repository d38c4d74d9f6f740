package io.github.mondayauth;

/**
 * The owner of a credential: one user of an account, or the account as a whole.
 *
 * <p>Verified claims provide owners. An application can also create one from stored ids, for work
 * that starts in a queue or at a third party's webhook. Implementations are immutable and safe for
 * use by several threads.
 */
public sealed interface Owner permits MondayUser, MondayAccount {
  /**
   * The account that this owner belongs to; for a {@link MondayAccount}, the account itself.
   *
   * @return the account
   */
  MondayAccount account();
}
