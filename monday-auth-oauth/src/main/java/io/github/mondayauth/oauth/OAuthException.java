package io.github.mondayauth.oauth;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authorization failed, or an operation on a credential failed. {@link #reason()} says how.
 * Message and cause contain no tokens, codes, secrets or text from a provider, except for an error
 * code in the syntax of RFC 6749.
 *
 * <p>In the browser flow, this exception is the cause of a {@link Step.Refused}, which has a page.
 * If it is thrown to a server endpoint, send {@link #reply()}. Its status is 503 for {@link
 * Reason#UNAVAILABLE}, so that monday.com retries, and otherwise 422, which monday.com does not
 * retry.
 */
public final class OAuthException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** The kind of failure. */
  public enum Reason {
    /** A parameter is missing or malformed, or appears more than once. */
    PARAMETERS,
    /** This application did not create the {@code state}, or it was altered. */
    STATE,
    /**
     * This application did not make the connect link, the link was altered, or the client secret, a
     * connection or the return URL with which it was made is no longer configured.
     */
    LINK,
    /**
     * The user took longer than the 15 minutes for which a {@code state} is valid, or opened a
     * connect link after its time.
     */
    EXPIRED,
    /** The browser is not the one in which the user started, or it did not send the cookie. */
    BROWSER,
    /** The page was opened inside a frame, where browsers withhold the cookie. */
    FRAME,
    /** The {@code state} was used before, and the connection was not made. */
    USED,
    /** The {@code state} belongs to the callback of another connection. */
    CALLBACK,
    /** The parameter {@code iss} is missing or names another authorization server (RFC 9207). */
    ISSUER,
    /** The user or the provider declined on the consent screen. */
    DENIED,
    /** The application does not let this user connect the account's connection. */
    NOT_ALLOWED,
    /**
     * The user's role in the monday.com account is unknown, so that the policy of the account's
     * connection cannot admit them: monday.com is not available, the user's monday.com connection
     * no longer works, or it lacks the scope {@code me:read}. Or the application's own policy threw
     * an exception.
     */
    ROLE_UNKNOWN,
    /** The host of the customer at the service is not, or no longer, one of the allowed hosts. */
    HOST_NOT_ALLOWED,
    /**
     * The app was uninstalled or reinstalled while the user was connecting, or after a connect link
     * was made, or monday.com says that it is not installed in the user's account. Or a link cannot
     * be made, because no user of the account has begun to connect since the app was installed.
     */
    UNINSTALLED,
    /**
     * The monday.com access token belongs to another user or account than the one who started, or
     * for whom the connect link was made.
     */
    IDENTITY,
    /**
     * The user to whom the monday.com access token belongs is unknown: the token does not say it,
     * and the app lacks the scopes {@code me:read} and {@code account:read} to query it. Or the
     * confirmation page cannot show the user's email address, because the authorization token has
     * no short-lived token or the app lacks the scope {@code me:read}.
     */
    IDENTITY_UNKNOWN,
    /** The provider granted fewer scopes than the connection requires. */
    SCOPES,
    /**
     * The service did not accept the API key. Or the application called {@link Connections#renew}
     * because the service refused a credential of the whole account that cannot be refreshed, and
     * no check of the connector refuses it too.
     */
    KEY_REFUSED,
    /** The provider refused the code or the refresh token. */
    GRANT,
    /** The provider refused the client id or client secret: the configuration is wrong. */
    CLIENT,
    /**
     * The provider's response is unusable: an error, no token, too large, or, from monday.com's
     * API, no JSON. Or the service refused a credential that had just been renewed.
     */
    PROVIDER,
    /**
     * The provider is unreachable, overloaded or failing, or its token endpoint responded with a
     * redirect or without JSON, as a proxy does. A later attempt may succeed.
     */
    UNAVAILABLE,
    /** monday.com refused to migrate a legacy token. */
    MIGRATION
  }

  private final Reason reason;
  private final @Nullable Duration retryAfter;

  /**
   * Creates an exception.
   *
   * @param reason the kind of failure
   * @param message what was expected and what was found, without secrets
   */
  public OAuthException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates an exception for an operation that may succeed later.
   *
   * @param reason the kind of failure
   * @param message what was expected and what was found, without secrets
   * @param retryAfter when it may succeed, or null if that is unknown
   */
  public OAuthException(Reason reason, String message, @Nullable Duration retryAfter) {
    super(message, null);
    this.reason = reason;
    this.retryAfter = retryAfter;
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
   * How long to wait before another attempt.
   *
   * @return the duration, or null if it is unknown
   */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The reply to a server endpoint; with {@code Retry-After} if its status is 503. */
  @Override
  public Reply reply() {
    int status = reason == Reason.UNAVAILABLE ? 503 : 422;
    String code = reason.name().toLowerCase(Locale.ROOT);
    Reply reply = Reply.json(status, "{\"error\":\"" + code + "\"}");
    if (status != 503 || retryAfter == null) {
      return reply;
    }
    Map<String, String> headers = new LinkedHashMap<>(reply.headers());
    headers.put("Retry-After", Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
    return Reply.of(status, headers, reply.cookies(), reply.body());
  }
}
