package io.github.mondayauth.oauth.http;

import io.github.mondayauth.oauth.OAuthException.Reason;

/** A request got no usable response. The message contains no secrets. */
public final class NoResponseException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean mayHaveBeenProcessed;

  NoResponseException(Reason reason, String message, boolean mayHaveBeenProcessed) {
    super(message);
    this.reason = reason;
    this.mayHaveBeenProcessed = mayHaveBeenProcessed;
  }

  /** The failure in one line, without secrets. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** {@code PROVIDER} if the response was too large, otherwise {@code UNAVAILABLE}. */
  public Reason reason() {
    return reason;
  }

  /** Whether the server may have acted on the request: false only if no connection was made. */
  public boolean mayHaveBeenProcessed() {
    return mayHaveBeenProcessed;
  }
}
