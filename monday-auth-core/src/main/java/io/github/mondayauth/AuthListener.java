package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens, for metrics and audit. No event carries a secret, a token or a personal
 * detail beyond monday.com's ids. Every method does nothing by default.
 *
 * <p>Methods are called on the thread that does the work, must return quickly, and may be called by
 * several threads at once. What they throw is dropped: listening never changes an outcome.
 */
public interface AuthListener {
  /**
   * A token was verified.
   *
   * @param kind its kind
   * @param secretIndex which secret made its signature: 0 is the current one, 1 the first previous
   *     one, and so on. When a previous one has not matched for a while, it can go.
   */
  default void verified(TokenKind kind, int secretIndex) {}

  /**
   * A token was refused.
   *
   * @param kind the kind that was asked for
   * @param reason why
   */
  default void rejected(TokenKind kind, TokenRejectedException.Reason reason) {}

  /**
   * A credential was obtained and stored.
   *
   * @param owner whose it is
   * @param connection the connection's name
   */
  default void connected(Owner owner, String connection) {}

  /**
   * A credential was refreshed and stored.
   *
   * @param owner whose it is
   * @param connection the connection's name
   */
  default void refreshed(Owner owner, String connection) {}

  /**
   * A refresh did not succeed; the credential stays as it was.
   *
   * @param owner whose it is
   * @param connection the connection's name
   * @param reasonCode why, a short constant
   */
  default void refreshFailed(Owner owner, String connection, String reasonCode) {}

  /**
   * A credential can no longer be refreshed: the user has to connect again.
   *
   * @param owner whose it is
   * @param connection the connection's name
   */
  default void reauthorizationNeeded(Owner owner, String connection) {}

  /**
   * Everything of an account was deleted.
   *
   * @param account the account
   * @param records how many records were deleted
   */
  default void forgotten(MondayAccount account, int records) {}

  /**
   * A key could not be used or reloaded.
   *
   * @param reasonCode why, a short constant
   * @param keyId the key's id, or null if it is not known
   */
  default void keyTrouble(String reasonCode, @Nullable String keyId) {}
}
