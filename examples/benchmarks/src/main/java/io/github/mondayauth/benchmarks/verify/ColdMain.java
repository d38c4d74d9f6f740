package io.github.mondayauth.benchmarks.verify;

/** Verifies one token and exits. */
final class ColdMain {
  private ColdMain() {}

  /** Verifies a token; the arguments are the subject's name and the token. */
  public static void main(String[] arguments) throws Exception {
    if (Verifications.named(arguments[0]).verify(arguments[1]) == 0) {
      throw new IllegalStateException("Expected the claims of the token, found none");
    }
  }
}
