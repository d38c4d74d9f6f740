package io.github.mondayauth.aws;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;

/**
 * Thrown when a secret cannot be read. The message says which, and never contains a secret.
 * Immutable, and safe for use by several threads.
 */
public final class AwsSecretException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** The kind of failure. */
  public enum Reason {
    /** There is no such secret, parameter or file, or no such field in it. */
    MISSING,
    /** The function may not read it, or may not use the key that encrypts it. */
    DENIED,
    /** It is not text, is blank, or is not a JSON object although a field was requested. */
    INVALID,
    /** The service did not respond in time, limits the rate of calls, or failed. Try again. */
    UNAVAILABLE
  }

  /** The reason; an enum survives serialization. */
  private final Reason reason;

  AwsSecretException(Reason reason, String message) {
    super(reason + ": " + message, null);
    this.reason = reason;
  }

  /**
   * The kind of failure.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * A reply that lets monday.com try again: 503.
   *
   * @return the reply, whose body names no secret
   */
  @Override
  public Reply reply() {
    return Reply.json(503, "{\"error\":\"secret_unavailable\"}");
  }
}
