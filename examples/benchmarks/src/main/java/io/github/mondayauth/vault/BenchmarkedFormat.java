package io.github.mondayauth.vault;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import java.security.SecureRandom;

/** The vault's format without its store, which the public API does not show. */
public final class BenchmarkedFormat {
  private final RecordFormat format =
      new RecordFormat("d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f", new AesGcm());
  private final DataKey key = DataKey.random(new SecureRandom());
  private final RecordName name =
      RecordName.of(MondayUser.of(9_876_543_210L, 6_440_001_771L), Kind.CREDENTIAL, "github");

  /** With a random key, for one record. */
  public BenchmarkedFormat() {}

  /**
   * Seals the record.
   *
   * @param plaintext its content
   * @return header, nonce, ciphertext and tag
   */
  public byte[] seal(byte[] plaintext) {
    return format.seal(key, name, plaintext);
  }

  /**
   * Opens the record.
   *
   * @param sealed what {@link #seal} made
   * @return its content
   */
  public byte[] open(byte[] sealed) {
    if (RecordFormat.keyId(sealed) != key.id()) {
      throw new IllegalArgumentException("sealed with another key");
    }
    return format.open(key, name, sealed);
  }
}
