package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of every exception of this library. It is unchecked and carries a complete reply.
 *
 * <p>An application can catch this type in one place and send {@link #reply()} unchanged. The
 * status matters, because monday.com retries an action for 30 minutes after a 5xx status and never
 * after a 4xx:
 *
 * <table>
 *   <caption>Replies</caption>
 *   <tr><th>What happened</th><th>Status</th><th>What monday.com does</th></tr>
 *   <tr><td>{@link TokenRejectedException}: the request was not verified</td><td>401</td>
 *       <td>shows an error and does not retry</td></tr>
 *   <tr><td>there is no credential, or it no longer works</td><td>400, severity 4000</td>
 *       <td>tells the user to reconnect and does not retry</td></tr>
 *   <tr><td>a store, a key ring or a provider failed and may recover</td><td>503</td>
 *       <td>retries an action once a minute for 30 minutes</td></tr>
 * </table>
 *
 * <p>Messages and causes never contain a token, a secret, a claim's value or a response body.
 */
public abstract class MondayAuthException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was expected and what was found, without secrets
   * @param cause the cause, whose message must not contain secrets either, or null
   */
  protected MondayAuthException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Creates an exception without a stack trace, for refusals that any sender can provoke. */
  MondayAuthException(String message) {
    super(message, null, false, false);
  }

  /**
   * The reply to the request that caused this exception.
   *
   * @return a complete reply. Sent by a server endpoint, it has monday.com's error format, and a
   *     status that makes monday.com retry only if that can succeed.
   */
  public abstract Reply reply();
}
