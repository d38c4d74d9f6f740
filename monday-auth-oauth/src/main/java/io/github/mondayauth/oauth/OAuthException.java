package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.util.Locale;

/**
 * An authorization, or the work on a credential, did not succeed. {@link #reason()} says which kind
 * of failure it is. Neither the message nor the cause contains a token, a code, a secret or what a
 * provider wrote, but for an error code of the shape RFC 6749 gives it.
 *
 * <p>In the browser it arrives as {@link Step.Refused} with a page; thrown to a server endpoint,
 * {@link #reply()} is the answer: 503 for {@link Reason#UNAVAILABLE}, which monday.com retries, and
 * a 4xx that it does not retry for all else.
 */
public final class OAuthException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Reason {
    /** A parameter is missing, malformed or there twice. */
    PARAMETERS(400),
    /** The {@code state} is not one of ours, or was altered. */
    STATE(400),
    /** The user took longer than the 15 minutes a {@code state} is good for. */
    EXPIRED(400),
    /** The browser is not the one the flow was started in, or does not send its cookie. */
    BROWSER(403),
    /** The page was opened inside a frame, where browsers withhold the cookie. */
    FRAME(403),
    /** The flow was used before, and the connection is not there. */
    USED(409),
    /** The {@code state} belongs to another connection's callback. */
    CALLBACK(400),
    /** The {@code iss} parameter is missing or names another authorization server (RFC 9207). */
    ISSUER(400),
    /** The user, or the provider for him, said no on the consent screen. */
    DENIED(403),
    /** The application does not let this user connect the account's connection. */
    NOT_ALLOWED(403),
    /** The app was uninstalled, or installed anew, while the user was on the way. */
    UNINSTALLED(409),
    /** The monday.com token belongs to another user or account than the flow. */
    IDENTITY(403),
    /**
     * It cannot be found out whose token it is: the token does not say, and the app may not ask;
     * the scopes {@code me:read} and {@code account:read} are missing.
     */
    IDENTITY_UNKNOWN(500),
    /** Fewer scopes were granted than the connection requires. */
    SCOPES(403),
    /** The service did not accept the API key. */
    KEY_REFUSED(422),
    /** The provider refused the code or the refresh token. */
    GRANT(400),
    /** The provider refused the client id or the client secret: the set-up is wrong. */
    CLIENT(500),
    /** The provider's answer cannot be used: an error, no token, not JSON, too large. */
    PROVIDER(502),
    /** The provider cannot be reached, is overloaded or failed; later it may work. */
    UNAVAILABLE(503),
    /** monday.com refused to migrate a token of the legacy flow. */
    MIGRATION(409),
    /**
     * An uninstall that only an administrator may cause came in the name of another user, and no
     * stored token of the account was refused by monday.com: nothing was deleted.
     */
    UNPROVEN(403);

    private final int pageStatus;

    Reason(int pageStatus) {
      this.pageStatus = pageStatus;
    }

    /** The status of the page in the browser. */
    int pageStatus() {
      return pageStatus;
    }

    /** The reason as listeners and answers name it. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final boolean processed;

  OAuthException(Reason reason, String message) {
    this(reason, message, false);
  }

  OAuthException(Reason reason, String message, boolean processed) {
    super(message, null);
    this.reason = reason;
    this.processed = processed;
  }

  /** Whether the provider may have done what it was asked for although we have no use of it. */
  boolean mayHaveBeenProcessed() {
    return processed;
  }

  /**
   * What kind of failure it is.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  @Override
  public Reply reply() {
    int status = reason == Reason.UNAVAILABLE ? 503 : 422;
    return Reply.json(status, "{\"error\":\"" + reason.code() + "\"}");
  }
}
