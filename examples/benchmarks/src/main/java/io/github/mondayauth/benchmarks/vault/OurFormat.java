package io.github.mondayauth.benchmarks.vault;

import io.github.mondayauth.vault.BenchmarkedFormat;

/** Ours: the whole format, with the context made from the record's name every time. */
final class OurFormat implements Encryption {
  private final BenchmarkedFormat format;

  OurFormat(int accounts) {
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
