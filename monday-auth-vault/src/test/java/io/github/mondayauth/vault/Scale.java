package io.github.mondayauth.vault;

/** How much a test does: little in every build, much in the long one. */
public final class Scale {
  private static final boolean FULL = "full".equals(System.getProperty("test.scale"));

  private Scale() {}

  public static int of(int quick, int full) {
    return FULL ? full : quick;
  }
}
