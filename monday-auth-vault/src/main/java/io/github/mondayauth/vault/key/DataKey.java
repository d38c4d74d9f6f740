package io.github.mondayauth.vault.key;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A data encryption key (DEK): encrypts an account's records.
 *
 * @param id 64 random bits
 * @param madeAt when it was made, in whole seconds
 * @param key AES-256
 */
public record DataKey(long id, Instant madeAt, SecretKey key) {
  static final int BYTES = 32;

  static DataKey of(long id, Instant madeAt, byte[] bytes) {
    return new DataKey(id, madeAt, new SecretKeySpec(bytes, "AES"));
  }

  /** Generates a key and its id. */
  public static DataKey random(SecureRandom random, Instant madeAt) {
    byte[] bytes = new byte[BYTES];
    byte[] id = new byte[Long.BYTES];
    random.nextBytes(bytes);
    random.nextBytes(id);
    return of(ByteBuffer.wrap(id).getLong(), madeAt.truncatedTo(ChronoUnit.SECONDS), bytes);
  }

  /** Returns an id in 16 hexadecimal digits, as key contexts and messages show it. */
  public static String idText(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  @Override
  public String toString() {
    return "DataKey[" + idText(id) + "]";
  }
}
