package io.github.mondayauth.vault.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.key.AesGcm;
import io.github.mondayauth.vault.key.DataKey;
import io.github.mondayauth.vault.key.LengthPrefixed;
import java.nio.ByteBuffer;
import java.util.List;
import javax.crypto.AEADBadTagException;

/**
 * The binary format of a record: {@code version (1), data key id (8), nonce (12), ciphertext, tag
 * (16)}, with the version, the id and the record's key in the store as associated data. Specified
 * in docs/vault-format.md.
 */
public final class RecordFormat {
  static final int HEADER_BYTES = 1 + Long.BYTES;

  private static final byte VERSION = 1;
  private static final int OVERHEAD_BYTES = HEADER_BYTES + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;
  private static final int LARGEST_PLAINTEXT = TokenStore.MAX_VALUE_BYTES - OVERHEAD_BYTES;

  /** The app's client id after its length in two bytes. */
  private final byte[] app;

  private final AesGcm gcm;

  /** Creates the format of an app's records. */
  public RecordFormat(String app, AesGcm gcm) {
    this.app = LengthPrefixed.encode(List.of(app));
    this.gcm = gcm;
  }

  /**
   * Encrypts a record.
   *
   * @param place the record's key in the store
   * @throws IllegalArgumentException if the plaintext is too large
   */
  public byte[] seal(DataKey key, TokenStore.Key place, byte[] plaintext) {
    if (plaintext.length > LARGEST_PLAINTEXT) {
      throw new IllegalArgumentException(
          "a record holds at most " + LARGEST_PLAINTEXT + " bytes, found " + plaintext.length);
    }
    byte[] associated = associated(key.id(), place);
    return gcm.seal(key.key(), associated, HEADER_BYTES, plaintext);
  }

  /**
   * Decrypts a record with the key that {@link #keyId} names.
   *
   * @param place the record's key in the store
   * @throws VaultException if the record does not authenticate
   */
  public byte[] open(DataKey key, TokenStore.Key place, byte[] sealed) {
    try {
      return gcm.open(key.key(), associated(key.id(), place), HEADER_BYTES, sealed);
    } catch (AEADBadTagException rejected) {
      throw new VaultException(
          Reason.RECORD_REJECTED,
          "account "
              + place.account()
              + ", record "
              + place.name()
              + ": it does not authenticate, because it was altered or moved from another place");
    }
  }

  /**
   * Returns the id of the data key that encrypted a record.
   *
   * @throws VaultException if it is another format
   */
  public static long keyId(Row row) {
    byte[] sealed = row.value();
    if (sealed.length < OVERHEAD_BYTES || sealed[0] != VERSION) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "account "
              + row.key().account()
              + ", record "
              + row.key().name()
              + ": expected format version "
              + VERSION
              + " and at least "
              + OVERHEAD_BYTES
              + " bytes, found "
              + (sealed.length == 0 ? "" : "version " + (sealed[0] & 0xFF) + " and ")
              + sealed.length
              + " bytes");
    }
    return ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong();
  }

  /** The header, and the record's key in the store: account, app, name. */
  private byte[] associated(long dataKey, TokenStore.Key place) {
    byte[] name = place.name().getBytes(UTF_8);
    return ByteBuffer.allocate(HEADER_BYTES + Long.BYTES + app.length + name.length)
        .put(VERSION)
        .putLong(dataKey)
        .putLong(place.account())
        .put(app)
        .put(name)
        .array();
  }
}
