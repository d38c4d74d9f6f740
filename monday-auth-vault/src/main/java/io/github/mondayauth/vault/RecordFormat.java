package io.github.mondayauth.vault;

import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.RecordName;
import java.nio.ByteBuffer;
import java.util.List;
import javax.crypto.AEADBadTagException;

/**
 * A sealed record: {@code version (1), data key id (8), nonce (12), ciphertext, tag (16)}, with the
 * version, the id and the record's context as associated data. Specified in docs/vault-format.md.
 */
final class RecordFormat {
  static final byte VERSION = 1;
  static final int HEADER_BYTES = 1 + Long.BYTES;
  static final int OVERHEAD_BYTES = HEADER_BYTES + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES;
  static final int LARGEST_PLAINTEXT = TokenStore.MAX_VALUE_BYTES - OVERHEAD_BYTES;

  private final String app;
  private final AesGcm gcm;

  RecordFormat(String app, AesGcm gcm) {
    this.app = app;
    this.gcm = gcm;
  }

  byte[] seal(DataKey key, RecordName name, byte[] plaintext) {
    if (plaintext.length > LARGEST_PLAINTEXT) {
      throw new IllegalArgumentException(
          "a record holds at most " + LARGEST_PLAINTEXT + " bytes, found " + plaintext.length);
    }
    byte[] header = ByteBuffer.allocate(HEADER_BYTES).put(VERSION).putLong(key.id()).array();
    return gcm.seal(key.key(), header, context(name), plaintext);
  }

  /** Opens with the key that {@link #keyId} names. */
  byte[] open(DataKey key, RecordName name, byte[] sealed) {
    try {
      return gcm.open(key.key(), sealed, HEADER_BYTES, context(name));
    } catch (AEADBadTagException rejected) {
      throw new VaultException(
          Reason.RECORD_REJECTED,
          "a record of kind " + name.kind().text() + " does not open: altered, or moved here");
    }
  }

  /** The id of the data key a record was sealed with. */
  static long keyId(byte[] sealed) {
    if (sealed.length < OVERHEAD_BYTES || sealed[0] != VERSION) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN, "a record of format version " + VERSION + " expected");
    }
    return ByteBuffer.wrap(sealed, 1, Long.BYTES).getLong();
  }

  private byte[] context(RecordName name) {
    return KeyContext.lengthPrefixed(
        List.of(
            app,
            Long.toString(name.owner().account().id()),
            owner(name.owner()),
            name.connection(),
            name.profile(),
            name.kind().text()));
  }

  /** The owner as contexts and stored names say it. */
  static String owner(Owner owner) {
    return owner instanceof MondayUser user ? "user:" + user.id() : "account";
  }
}
