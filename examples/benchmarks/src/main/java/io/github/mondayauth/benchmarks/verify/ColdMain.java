package io.github.mondayauth.benchmarks.verify;

/** Verifies one token; the arguments are the subject and the token. */
final class ColdMain {
  private ColdMain() {}

  /** Fails unless the token is accepted. */
  public static void main(String[] arguments) throws Exception {
    if (Verifications.named(arguments[0]).verify(arguments[1]) == 0) {
      throw new IllegalStateException("nothing was read");
    }
  }
}
