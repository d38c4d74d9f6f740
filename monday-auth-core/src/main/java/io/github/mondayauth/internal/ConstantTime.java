package io.github.mondayauth.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** Compares values in a time that does not depend on where they differ. */
public final class ConstantTime {
  private ConstantTime() {}

  /** Whether two strings are equal, by their UTF-8 bytes. */
  public static boolean areEqual(String left, String right) {
    return areEqual(left.getBytes(UTF_8), right.getBytes(UTF_8));
  }

  /** Whether two arrays are equal. */
  public static boolean areEqual(byte[] left, byte[] right) {
    return MessageDigest.isEqual(left, right);
  }
}
