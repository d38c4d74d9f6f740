package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** Compares values an attacker may guess at, in a time that does not tell where they differ. */
final class Compare {
  private Compare() {}

  static boolean same(String left, String right) {
    return MessageDigest.isEqual(left.getBytes(UTF_8), right.getBytes(UTF_8));
  }
}
