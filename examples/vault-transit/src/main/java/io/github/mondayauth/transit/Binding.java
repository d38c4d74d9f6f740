package io.github.mondayauth.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What a wrapped key is bound to: the id of the wrapping key and the context. */
final class Binding {
  private static final int HASH_BYTES = 32;

  private final String keyId;
  private final byte[] bytes;

  private Binding(String keyId, byte[] bytes) {
    this.keyId = keyId;
    this.bytes = bytes;
  }

  /** The id after its length in two bytes, the high one first, then the context's bytes. */
  static Binding of(String keyId, KeyContext context) {
    byte[] id = keyId.getBytes(US_ASCII);
    byte[] rest = context.toBytes();
    return new Binding(
        keyId,
        ByteBuffer.allocate(2 + id.length + rest.length)
            .putShort((short) id.length)
            .put(id)
            .put(rest)
            .array());
  }

  byte[] associatedData() {
    return bytes.clone();
  }

  /** The binding's SHA-256 hash, then the data key. */
  byte[] wrap(byte[] dataKey) {
    return ByteBuffer.allocate(HASH_BYTES + dataKey.length).put(hash()).put(dataKey).array();
  }

  /** The data key, if it was wrapped in this binding. */
  byte[] unwrap(byte[] wrapped) {
    if (wrapped.length <= HASH_BYTES
        || !MessageDigest.isEqual(hash(), Arrays.copyOf(wrapped, HASH_BYTES))) {
      throw new VaultException(
          Reason.KEY_MISMATCH, "what " + keyId + " opened was wrapped for another place");
    }
    return Arrays.copyOfRange(wrapped, HASH_BYTES, wrapped.length);
  }

  private byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
