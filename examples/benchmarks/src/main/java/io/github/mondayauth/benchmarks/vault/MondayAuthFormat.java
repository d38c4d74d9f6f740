package io.github.mondayauth.benchmarks.vault;

import io.github.mondayauth.vault.BenchmarkedFormat;

/**
 * The vault's complete record format, from the record's key in the store to the bytes of its row.
 */
final class MondayAuthFormat implements Encryption {
  private final BenchmarkedFormat format;

  MondayAuthFormat(int accounts) {
    format = new BenchmarkedFormat(accounts);
  }

  @Override
  public byte[] encrypt(byte[] plaintext) {
    return format.seal(plaintext);
  }

  @Override
  public byte[] decrypt(byte[] ciphertext) {
    return format.open(ciphertext);
  }
}
