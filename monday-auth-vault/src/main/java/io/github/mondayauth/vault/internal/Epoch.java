package io.github.mondayauth.vault.internal;

import io.github.mondayauth.internal.Base64Url;
import java.security.SecureRandom;
import java.util.Objects;

/**
 * Identifies one installation of an account: random, and new with every root, so that records of an
 * earlier installation are recognized forever.
 *
 * @param text 16 characters of base64url, 96 random bits
 */
public record Epoch(String text) {
  private static final int BYTES = 12;

  /** Checks the format. */
  public Epoch {
    if (!text.matches("[A-Za-z0-9_-]{16}")) {
      throw new IllegalArgumentException("an epoch is 16 characters of base64url");
    }
  }

  /** Creates a new epoch. */
  public static Epoch random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return of(bytes);
  }

  /** Returns the epoch with these 12 bytes. */
  public static Epoch of(byte[] bytes) {
    return new Epoch(Base64Url.encode(bytes));
  }

  /** The 12 bytes, where space is short. */
  public byte[] toBytes() {
    return Objects.requireNonNull(Base64Url.decode(text));
  }
}
