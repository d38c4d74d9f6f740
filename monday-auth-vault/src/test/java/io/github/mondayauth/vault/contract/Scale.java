package io.github.mondayauth.vault.contract;

/**
 * How much a test does: few rounds in every build, many in the long one. The system property {@code
 * test.scale} is {@code quick} or {@code full}; default: quick.
 */
public final class Scale {
  private static final boolean FULL = "full".equals(System.getProperty("test.scale"));

  private Scale() {}

  /** Chooses a count. */
  public static int of(int quick, int full) {
    return FULL ? full : quick;
  }
}
