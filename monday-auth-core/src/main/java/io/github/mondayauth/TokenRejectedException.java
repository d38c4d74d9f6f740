package io.github.mondayauth;

import static java.util.Objects.requireNonNull;

/**
 * A token from outside was not accepted. Always the caller's fault or a setting's, never passing:
 * the same token will be refused again.
 *
 * <p>{@link #reason()} says why, the message what was expected and found, without the token or any
 * value in it. It has no stack trace, so that a forged token costs no more than a good one.
 */
public final class TokenRejectedException extends MondayAuthException {
  private static final long serialVersionUID = 1L;

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
   * Status 401, which monday.com shows to the user and does not repeat, with a body in the shape of
   * monday.com's errors that names the reason and nothing else.
   */
  @Override
  public Reply reply() {
    return Reply.error(
        401,
        4000,
        "Request not verified",
        "The app could not verify that this request is monday.com's. Reason: " + reason + ".");
  }

  /** Why a token is refused; the causes and cures are in the project's docs/verification.md. */
  public enum Reason {
    /** There is no token: no header, no parameter, or an empty one. */
    MISSING,
    /** The token or the body is longer than anything monday.com sends. */
    TOO_LARGE,
    /** Not a compact JWS in canonical base64url around two strict JSON objects. */
    MALFORMED,
    /** The header does not say HS256. */
    ALGORITHM,
    /** The header names a key or asks for processing, which monday.com's tokens never do. */
    HEADER,
    /** None of the secrets for this kind of token made the signature. */
    SIGNATURE,
    /** The token's time is over. */
    EXPIRED,
    /** Issued or valid only in the future; one of the clocks is wrong. */
    NOT_YET_VALID,
    /** Made for another endpoint, or not saying for which. */
    AUDIENCE,
    /** Authentic, but another kind of token than this endpoint takes. */
    WRONG_KIND,
    /** A claim is missing, or has a form monday.com does not use. */
    CLAIMS,
    /** {@code backToUrl} is not an https address of monday.com. */
    BACK_TO_URL,
    /** Made for another app. */
    APP,
    /** The body is not an event, or tells of another account or app than its token. */
    BODY,
    /** An uninstall whose token names no app: it might be a browser's session token. */
    UNPROVEN
  }
}
