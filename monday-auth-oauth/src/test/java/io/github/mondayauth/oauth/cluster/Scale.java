package io.github.mondayauth.oauth.cluster;

/** How much a test does: little in every build, much in the long one. */
final class Scale {
  private static final boolean FULL = "full".equals(System.getProperty("test.scale"));

  private Scale() {}

  static int of(int quick, int full) {
    return FULL ? full : quick;
  }
}
