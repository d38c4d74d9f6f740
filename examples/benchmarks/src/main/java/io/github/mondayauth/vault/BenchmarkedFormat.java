package io.github.mondayauth.vault;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.key.AesGcm;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.record.RecordFormat;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Gives the benchmarks access to the vault's record format, which is not public. */
public final class BenchmarkedFormat {
  private final RecordFormat format =
      new RecordFormat("d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f", new AesGcm());
  private final DataKey[] keys;
  private final RecordName[] names;
  private final Map<Long, Integer> byKey = new HashMap<>();

  /**
   * Creates the format with a random data key for each account.
   *
   * @param accounts the number of accounts
   */
  public BenchmarkedFormat(int accounts) {
    SecureRandom random = new SecureRandom();
    keys = new DataKey[accounts];
    names = new RecordName[accounts];
    for (int i = 0; i < accounts; i++) {
      keys[i] = DataKey.random(random, Instant.EPOCH);
      byKey.put(keys[i].id(), i);
      names[i] =
          RecordName.of(
              new MondayAccount(9_876_543_210L + i).user(6_440_001_771L),
              Kind.CREDENTIAL,
              "github");
    }
  }

  /**
   * Seals a record of a random account.
   *
   * @param plaintext the record's content
   * @return header, nonce, ciphertext and tag
   */
  public byte[] seal(byte[] plaintext) {
    int account = ThreadLocalRandom.current().nextInt(keys.length);
    return format.seal(keys[account], names[account], plaintext);
  }

  /**
   * Opens a record.
   *
   * @param sealed a result of {@link #seal}
   * @return the record's content
   */
  public byte[] open(byte[] sealed) {
    int account = byKey.getOrDefault(ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong(), -1);
    return format.open(keys[account], names[account], sealed);
  }
}
