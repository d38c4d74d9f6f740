package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** The same bytes for the same seed, for vectors that stay as they are. */
final class Deterministic extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final String seed;
  private int counter;

  Deterministic(String seed) {
    this.seed = seed;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += 32) {
      byte[] block = block();
      System.arraycopy(block, 0, bytes, at, Math.min(32, bytes.length - at));
    }
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    nextBytes(bytes);
    return bytes;
  }

  private byte[] block() {
    try {
      return MessageDigest.getInstance("SHA-256").digest((seed + '/' + counter++).getBytes(UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
