package io.github.mondayauth.benchmarks.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One way to encrypt a stored token under one key and for one owner. */
interface Encryption {
  /** Bytes of the token that is encrypted. */
  int PLAINTEXT_BYTES = 200;

  /** What a ciphertext is bound to, where the subject takes bytes: 45 of them. */
  static byte[] context() {
    return "account:9876543210/user:6440001771/conn:github".substring(0, 45).getBytes(UTF_8);
  }

  /** Encrypts with a fresh nonce. */
  byte[] encrypt(byte[] plaintext) throws Exception;

  /** Decrypts what {@link #encrypt} made; throws if it was altered. */
  byte[] decrypt(byte[] ciphertext) throws Exception;
}
