package io.github.mondayauth;

import org.jspecify.annotations.Nullable;

/**
 * What every exception of this library extends: unchecked, and complete with the answer to give.
 *
 * <p>A web framework's one catch for this type can send {@link #reply()} as it is. Messages and
 * causes never contain a token, a secret, a claim's value or a response body.
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

  /**
   * The answer to the request that led here.
   *
   * @return a complete answer: for a server endpoint one that monday.com understands and, where the
   *     cause lasts, does not retry
   */
  public abstract Reply reply();
}
