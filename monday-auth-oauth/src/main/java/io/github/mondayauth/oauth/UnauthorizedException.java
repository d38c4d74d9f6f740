package io.github.mondayauth.oauth;

/**
 * Thrown by a {@link ServiceCall} if the service refuses the credential, usually with status 401.
 * It never leaves {@link Connections#call}.
 *
 * <p>Throw it only before the call has had an effect, because the call is then repeated. Do not
 * throw it for status 403, with which most services say that the user lacks a permission: another
 * access token does not change that.
 */
public final class UnauthorizedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception. */
  public UnauthorizedException() {
    super("the service refused the credential");
  }
}
