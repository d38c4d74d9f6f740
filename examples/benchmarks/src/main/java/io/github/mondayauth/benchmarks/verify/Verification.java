package io.github.mondayauth.benchmarks.verify;

/**
 * One way to verify a request token, built once and used for every request: signature under HS256,
 * expiry and audience, unless it says otherwise.
 */
@FunctionalInterface
public interface Verification {
  /**
   * Verifies a token and reads account id, user id and short-lived token.
   *
   * @param token the compact JWT
   * @return {@link Found#sum}
   * @throws Exception if the token is refused; what it throws is its own
   */
  long verify(String token) throws Exception;
}
