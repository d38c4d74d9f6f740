package io.github.mondayauth.vault.internal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * One installation of an account: random, new with every root, so that what belongs to an earlier
 * installation is told apart for ever.
 *
 * @param text 16 characters of base64url, 96 random bits
 */
public record Epoch(String text) {
  private static final int BYTES = 12;

  /** Refuses what no epoch looks like. */
  public Epoch {
    if (!text.matches("[A-Za-z0-9_-]{16}")) {
      throw new IllegalArgumentException("an epoch is 16 characters of base64url");
    }
  }

  /** A new epoch. */
  public static Epoch random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return of(bytes);
  }

  /** The epoch with these 12 bytes. */
  public static Epoch of(byte[] bytes) {
    return new Epoch(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The 12 bytes, for places where every character counts. */
  public byte[] toBytes() {
    return Base64.getUrlDecoder().decode(text);
  }
}
