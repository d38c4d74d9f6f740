package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Thrown when a verifier refuses a token, or the body that came with it.
 *
 * <p>The cause is the sender or this application's configuration. It is never temporary: the same
 * token is refused again. {@link #reason()} classifies the refusal. The message says what was
 * expected and found, without any value from the token. There is no stack trace, so that refusing a
 * forged token costs no more than accepting a genuine one.
 */
public final class TokenRejectedException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

  /** Why the token was refused. It survives serialization. */
  private final Reason reason;

  TokenRejectedException(Reason reason, String message) {
    super(message);
    this.reason = requireNonNull(reason);
  }

  /**
   * Why the token was refused.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * A reply with status 401 and an error body in monday.com's format that contains only the reason.
   * monday.com shows it to the user and does not retry the request.
   */
  @Override
  public Reply reply() {
    return Reply.error(
        401,
        4000,
        "Request not verified",
        "The app could not verify that this request came from monday.com. Reason: "
            + reason.code()
            + ".");
  }

  /** Why a token is refused. The project's docs/verification.md lists the causes and fixes. */
  public enum Reason {
    /** The header or parameter is absent or empty. */
    MISSING,
    /** The token or the body is longer than anything that monday.com sends. */
    TOO_LARGE,
    /** The token is not a compact JWS in canonical base64url with two strict JSON objects. */
    MALFORMED,
    /** The header names another algorithm than HS256, or none. */
    ALGORITHM,
    /** The header names a key, a content type or an extension, which monday.com never sends. */
    HEADER,
    /** None of the secrets for this kind of token made the signature. */
    SIGNATURE,
    /** The token has expired. */
    EXPIRED,
    /** The token was issued, or becomes valid, in the future: one of the clocks is wrong. */
    NOT_YET_VALID,
    /** The token is for another endpoint, or names no endpoint. */
    AUDIENCE,
    /** The token is authentic, but of another kind than this verifier accepts. */
    WRONG_KIND,
    /** A claim is missing or malformed. */
    CLAIMS,
    /** {@code backToUrl} is not an https URL of monday.com. */
    BACK_TO_URL,
    /** The token is for another app. */
    APP,
    /** The body has another form than expected, or names another account, app or user. */
    BODY;

    /** The reason as it appears in replies and other text: in lower case. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
