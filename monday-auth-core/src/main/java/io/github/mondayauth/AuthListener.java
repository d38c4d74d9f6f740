package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Receives events, for metrics and audit logs. An event contains no secret and no token, and no
 * personal data other than monday.com's ids. Every method is a no-op by default.
 *
 * <p>The library calls a method on the thread that does the work, so it should return quickly.
 * Several threads may call it at the same time. Exceptions that it throws are logged with their
 * class and discarded, so a listener cannot change an outcome.
 *
 * <p>A {@code reasonCode} is a short constant in lower case, such as {@code key_unknown}. It has
 * few values, which makes it suitable as a metric's tag.
 */
public interface AuthListener {
  /**
   * Returns a listener that passes each event on to several listeners in their order, even if one
   * of them throws.
   *
   * @param listeners the listeners. They are iterated over at every event, possibly by several
   *     threads at the same time, so that an implementation may look them up at the first event.
   * @return a listener, as safe for use by several threads as {@code listeners} is
   */
  static AuthListener all(Iterable<? extends AuthListener> listeners) {
    return GuardedAuthListener.all(requireNonNull(listeners));
  }

  /**
   * Called when a token is accepted.
   *
   * @param kind the kind of token
   * @param secretIndex the secret that signed it: 0 for the current secret, 1 for the first
   *     previous one, and so on. A previous secret that no longer occurs can be removed from the
   *     configuration.
   */
  default void verified(TokenKind kind, int secretIndex) {}

  /**
   * Called when a token is refused.
   *
   * @param kind the kind of token that the verifier accepts
   * @param reason why it was refused
   */
  default void rejected(TokenKind kind, TokenRejectedException.Reason reason) {}

  /**
   * Called when a new credential has been stored.
   *
   * @param owner the user or account that the credential belongs to
   * @param connection the connection's name
   * @param connectedBy the user who connected, also if the credential is the account's, or null if
   *     a credential of the account was imported
   */
  default void connected(Owner owner, String connection, @Nullable MondayUser connectedBy) {}

  /**
   * Called after {@link #connected} if a user connected, the access token expires, and the provider
   * returned no refresh token, so that the user has to reconnect whenever it has expired. If you
   * expect a refresh token, request it as the provider wants it: with a scope such as {@code
   * offline_access}, or a parameter such as Google's {@code access_type=offline}.
   *
   * @param owner the user or account that the credential belongs to
   * @param connection the connection's name
   */
  default void refreshTokenMissing(Owner owner, String connection) {}

  /**
   * Called when a credential has been refreshed and stored.
   *
   * @param owner the user or account that the credential belongs to
   * @param connection the connection's name
   */
  default void refreshed(Owner owner, String connection) {}

  /**
   * Called when a refresh failed. The stored credential is unchanged.
   *
   * @param owner the user or account that the credential belongs to
   * @param connection the connection's name
   * @param reasonCode why it failed
   */
  default void refreshFailed(Owner owner, String connection, String reasonCode) {}

  /**
   * Called when a credential can no longer be refreshed, so that the user has to reconnect.
   *
   * @param owner the user or account that the credential belongs to
   * @param connection the connection's name
   */
  default void reauthorizationNeeded(Owner owner, String connection) {}

  /**
   * Called when an account's records have been deleted because the app was uninstalled: all of them
   * or, if monday.com delivered the uninstall after users had connected again, the earlier ones. If
   * the deletion was interrupted, this method is called again for the rest.
   *
   * @param account the account
   * @param records the number of deleted records, including one that may have been deleted when the
   *     store failed
   */
  default void forgotten(MondayAccount account, int records) {}

  /**
   * Called when an uninstall was claimed: it may be genuine, or forged by a user who may not
   * uninstall the app. Nothing was deleted. Find out whether the account still uses the app.
   *
   * @param account the account
   */
  default void uninstallClaimed(MondayAccount account) {}

  /**
   * Called when tokens that the library obtained and did not keep may still be valid at the
   * provider. Either they could not be stored, because the app was uninstalled or the credential
   * was removed in the meantime, and the provider did not confirm their revocation. Or they cannot
   * or must not be stored, and revoking them could end another credential of the user. Or an
   * uninstall or {@code disconnect} failed after it had deleted them, or may have. The result of
   * the call that failed does not count them; that of a later call may.
   *
   * @param owner the user or account for whom they were obtained
   * @param connection the connection's name
   */
  default void unrevoked(Owner owner, String connection) {}

  /**
   * Called when a key could not be used, or when a key ring could not be reloaded.
   *
   * @param reasonCode why it failed
   * @param keyId the key's id, or null if it is unknown
   */
  default void keyFailed(String reasonCode, @Nullable String keyId) {}
}
