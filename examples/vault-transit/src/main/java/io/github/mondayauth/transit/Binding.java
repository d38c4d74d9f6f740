package io.github.mondayauth.transit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What a wrapped key is bound to: the id of the key that wrapped it, and its context. */
final class Binding {
  private static final int HASH_BYTES = 32;

  private final String keyId;
  private final byte[] bytes;

  private Binding(String keyId, byte[] bytes) {
    this.keyId = keyId;
    this.bytes = bytes;
  }

  /** The id after its length in two bytes, high byte first, then the context's bytes. */
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

  /** Returns the binding's SHA-256 hash, then the data key. */
  byte[] wrap(byte[] dataKey) {
    return ByteBuffer.allocate(HASH_BYTES + dataKey.length).put(hash()).put(dataKey).array();
  }

  /** Returns the data key, or throws if it was wrapped with another binding. */
  byte[] unwrap(byte[] wrapped) {
    if (wrapped.length <= HASH_BYTES
        || !MessageDigest.isEqual(hash(), Arrays.copyOf(wrapped, HASH_BYTES))) {
      throw new VaultException(
          Reason.KEY_MISMATCH,
          "key " + keyId + ": expected a data key of this account, found one of another place");
    }
    return Arrays.copyOfRange(wrapped, HASH_BYTES, wrapped.length);
  }

  private byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is missing from this Java runtime", impossible);
    }
  }
}
