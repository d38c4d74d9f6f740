package io.github.mondayauth.benchmarks.verify;

/** What an application reads from a request token. */
final class Found {
  private Found() {}

  /** One number made of all three, so that all are read. */
  static long sum(long accountId, long userId, String shortLivedToken) {
    return accountId ^ userId ^ shortLivedToken.length();
  }
}
