package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * What every exception of this library extends: unchecked, and complete with the answer to give.
 *
 * <p>A web framework's one catch for this type can send {@link #reply()} as it is. The status
 * matters, because monday.com repeats an action for 30 minutes after a 5xx and never after a 4xx:
 *
 * <table>
 *   <caption>What to answer</caption>
 *   <tr><th>What happened</th><th>Status</th><th>monday.com</th></tr>
 *   <tr><td>{@link TokenRejectedException}: not verified</td><td>401</td>
 *       <td>shows an error, does not repeat</td></tr>
 *   <tr><td>no credential, or none that works any more</td><td>400, severity 4000</td>
 *       <td>asks the user to connect again, does not repeat</td></tr>
 *   <tr><td>a store, a key ring or a provider that may be back soon</td><td>503</td>
 *       <td>repeats an action once a minute, for 30 minutes</td></tr>
 * </table>
 *
 * <p>Messages and causes never contain a token, a secret, a claim's value or a response body.
 */
public abstract class MondayAuthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * For the subclasses.
   *
   * @param message what was expected and what was found, without secrets
   * @param cause what led to it, whose message is as free of secrets, or null
   */
  protected MondayAuthException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Without a stack trace, for what anybody on the network can cause. */
  MondayAuthException(String message) {
    super(message, null, false, false);
  }

  /**
   * The answer to the request that led here.
   *
   * @return a complete answer: for a server endpoint one that monday.com understands and, where the
   *     cause lasts, does not retry
   */
  public abstract Reply reply();
}
