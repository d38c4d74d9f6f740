package io.github.mondayauth.oauth.token;

import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.http.NoResponseException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A token request returned no usable token. The message contains no secrets. */
public final class TokenEndpointException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean mayHaveBeenProcessed;
  private final boolean grantEnded;
  private final boolean responseLost;
  private final boolean errorNamed;
  private final boolean hostUnavailable;
  private final @Nullable Duration retryAfter;

  TokenEndpointException(Reason reason, String message, boolean mayHaveBeenProcessed) {
    this(reason, message, mayHaveBeenProcessed, false, false, false, false, null);
  }

  /** No response arrived. */
  TokenEndpointException(NoResponseException e) {
    this(
        e.reason(),
        e.getMessage(),
        e.mayHaveBeenProcessed(),
        false,
        e.reason() == Reason.UNAVAILABLE && e.mayHaveBeenProcessed(),
        false,
        e.reason() == Reason.UNAVAILABLE,
        null);
  }

  TokenEndpointException(
      Reason reason,
      String message,
      boolean mayHaveBeenProcessed,
      boolean grantEnded,
      boolean errorNamed,
      boolean hostUnavailable,
      @Nullable Duration retryAfter) {
    this(
        reason,
        message,
        mayHaveBeenProcessed,
        grantEnded,
        false,
        errorNamed,
        hostUnavailable,
        retryAfter);
  }

  private TokenEndpointException(
      Reason reason,
      String message,
      boolean mayHaveBeenProcessed,
      boolean grantEnded,
      boolean responseLost,
      boolean errorNamed,
      boolean hostUnavailable,
      @Nullable Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.mayHaveBeenProcessed = mayHaveBeenProcessed;
    this.grantEnded = grantEnded;
    this.responseLost = responseLost;
    this.errorNamed = errorNamed;
    this.hostUnavailable = hostUnavailable;
    this.retryAfter = retryAfter;
  }

  /**
   * This failure with another reason, for a request that used up nothing.
   *
   * @param meaning the other reason
   * @param ended whether the failure says that the grant has ended
   */
  TokenEndpointException unprocessed(Reason meaning, boolean ended) {
    return new TokenEndpointException(
        meaning, getMessage(), false, ended, responseLost, errorNamed, hostUnavailable, retryAfter);
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

  /**
   * Whether the response names the error, with an error code or in the provider's own words. If it
   * does not, only its status speaks for the reason.
   */
  public boolean isErrorNamed() {
    return errorNamed;
  }

  /** Whether no response arrived, although the provider may have processed the request. */
  public boolean isResponseLost() {
    return responseLost;
  }

  /**
   * Whether any other request to the host would fail too: no response arrived, or the response says
   * that the server is overloaded or down.
   */
  public boolean isHostUnavailable() {
    return hostUnavailable;
  }

  /** Whether the provider may have used up the code or refresh token that was sent. */
  public boolean mayHaveBeenProcessed() {
    return mayHaveBeenProcessed;
  }

  /** Whether the provider said that the grant has ended, by an error code that it has for this. */
  public boolean isGrantEnded() {
    return grantEnded;
  }

  /**
   * Whether the provider responded, but not with a token, and neither its availability nor the
   * client registration is the reason.
   */
  public boolean isRefusal() {
    return reason == Reason.PROVIDER || reason == Reason.GRANT;
  }

  /** The value of {@code Retry-After}, or null if the response has none. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The same failure as an exception of the public API. */
  public OAuthException toOAuthException() {
    return toOAuthException(retryAfter);
  }

  /** The same failure as an exception of the public API, with the time of the next attempt. */
  public OAuthException toOAuthException(@Nullable Duration nextAttempt) {
    return new OAuthException(reason, getMessage(), nextAttempt);
  }
}
