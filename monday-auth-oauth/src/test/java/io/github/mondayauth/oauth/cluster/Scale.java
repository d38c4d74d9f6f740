package io.github.mondayauth.oauth.cluster;

/** How many rounds a test runs: a few in every build, many in the long one. */
final class Scale {
  private static final boolean FULL = "full".equals(System.getProperty("test.scale"));

  private Scale() {}

  static int of(int quick, int full) {
    return FULL ? full : quick;
  }
}
