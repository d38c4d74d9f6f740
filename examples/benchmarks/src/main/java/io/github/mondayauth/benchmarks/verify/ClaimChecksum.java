package io.github.mondayauth.benchmarks.verify;

/** Combines the claims that an application reads from a request token. */
final class ClaimChecksum {
  private ClaimChecksum() {}

  /** Returns a number that depends on all three claims, so that every subject has to read them. */
  static long of(long accountId, long userId, String shortLivedToken) {
    return accountId ^ userId ^ shortLivedToken.length();
  }
}
