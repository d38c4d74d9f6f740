package io.github.mondayauth.vault.record;

import io.github.mondayauth.internal.Sha256;
import java.security.SecureRandom;

/** Returns the same bytes for the same seed, so that the vectors can be made again. */
final class DeterministicRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final String seed;
  private int counter;

  DeterministicRandom(String seed) {
    this.seed = seed;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += 32) {
      byte[] block = Sha256.of(seed + '/' + counter++);
      System.arraycopy(block, 0, bytes, at, Math.min(32, bytes.length - at));
    }
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    nextBytes(bytes);
    return bytes;
  }
}
