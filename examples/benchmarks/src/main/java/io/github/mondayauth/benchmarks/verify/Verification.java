package io.github.mondayauth.benchmarks.verify;

/**
 * A way to verify a request token, which is created once and used for every request. Unless stated
 * otherwise, it checks the HS256 signature, the expiry and the audience.
 */
@FunctionalInterface
public interface Verification {
  /**
   * Verifies a token, and reads the account id, the user id and the short-lived token.
   *
   * @param token the compact JWT
   * @return {@link ClaimChecksum#of}
   * @throws Exception if the token is refused; its type depends on the subject
   */
  long verify(String token) throws Exception;
}
