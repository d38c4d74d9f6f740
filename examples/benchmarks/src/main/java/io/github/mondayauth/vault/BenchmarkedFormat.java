package io.github.mondayauth.vault;

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
  private static final String APP = "d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f";

  private final RecordFormat format = new RecordFormat(APP, new AesGcm());
  private final DataKey[] keys;
  private final TokenStore.Key[] places;
  private final Map<Long, Integer> byKey = new HashMap<>();

  /**
   * Creates the format with a random data key for each account.
   *
   * @param accounts the number of accounts
   */
  public BenchmarkedFormat(int accounts) {
    SecureRandom random = new SecureRandom();
    keys = new DataKey[accounts];
    places = new TokenStore.Key[accounts];
    for (int i = 0; i < accounts; i++) {
      keys[i] = DataKey.random(random, Instant.EPOCH);
      byKey.put(keys[i].id(), i);
      places[i] = new TokenStore.Key(APP, 9_876_543_210L + i, "credential/user:6440001771/github/");
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
    return format.seal(keys[account], places[account], plaintext);
  }

  /**
   * Opens a record.
   *
   * @param sealed a result of {@link #seal}
   * @return the record's content
   */
  public byte[] open(byte[] sealed) {
    int account = byKey.getOrDefault(ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong(), -1);
    return format.open(keys[account], places[account], sealed);
  }
}
