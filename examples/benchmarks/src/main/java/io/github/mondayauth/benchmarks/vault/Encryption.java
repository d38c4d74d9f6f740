package io.github.mondayauth.benchmarks.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A way to encrypt a stored token for its owner. */
public interface Encryption {
  /** The size of the token. */
  int PLAINTEXT_BYTES = 200;

  /** The associated data, for subjects that accept bytes: 45 bytes. */
  static byte[] context() {
    return "account:9876543210/user:6440001771/conn:github".substring(0, 45).getBytes(UTF_8);
  }

  /**
   * Encrypts with a fresh nonce.
   *
   * @param plaintext the token
   * @return the ciphertext, with everything that {@link #decrypt} needs
   * @throws Exception if it fails, which aborts the measurement
   */
  byte[] encrypt(byte[] plaintext) throws Exception;

  /**
   * Decrypts the result of {@link #encrypt}.
   *
   * @param ciphertext the ciphertext
   * @return the plaintext
   * @throws Exception if the ciphertext was altered
   */
  byte[] decrypt(byte[] ciphertext) throws Exception;
}
