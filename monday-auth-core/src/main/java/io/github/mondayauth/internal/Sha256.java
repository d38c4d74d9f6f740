package io.github.mondayauth.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes SHA-256 hashes. */
public final class Sha256 {
  private Sha256() {}

  /** Returns the hash of bytes, which has 32 bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this Java runtime", e);
    }
  }

  /** Returns the hash of a string's UTF-8 bytes, which has 32 bytes. */
  public static byte[] of(String text) {
    return of(text.getBytes(UTF_8));
  }
}
