package io.github.mondayauth.oauth.token;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.util.Locale;

/** A token request returned no usable token. The message contains no secrets. */
public final class TokenEndpointException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean mayHaveBeenProcessed;

  TokenEndpointException(Reason reason, String message, boolean mayHaveBeenProcessed) {
    super(message);
    this.reason = reason;
    this.mayHaveBeenProcessed = mayHaveBeenProcessed;
  }

  /** The failure in one line, without secrets. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }

  /** The reason as events and replies name it. */
  public String reasonCode() {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** Whether the provider may have used up the code or refresh token that was sent. */
  public boolean mayHaveBeenProcessed() {
    return mayHaveBeenProcessed;
  }

  /** The same failure as an exception of the public API. */
  public OAuthException toOAuthException() {
    return new OAuthException(reason, getMessage());
  }
}
