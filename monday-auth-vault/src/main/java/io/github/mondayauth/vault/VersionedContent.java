package io.github.mondayauth.vault;

import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The content column: eight bytes of version, then the value. One column, because drivers charge
 * for each, and a write need not know the version before it.
 *
 * @param version 63 random bits for every write, so that none returns
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
record VersionedContent(long version, byte[] value) {
  /** The content for a write. */
  static VersionedContent next(byte[] value) {
    // A new generator each time: what a snapshot keeps must not repeat in its copies.
    return new VersionedContent(new SecureRandom().nextLong() >>> 1, value);
  }

  /** What was read. */
  static VersionedContent of(byte[] content) {
    if (content.length < Long.BYTES) {
      throw new VaultException(Reason.FORMAT_UNKNOWN, "a record without a version");
    }
    return new VersionedContent(
        ByteBuffer.wrap(content).getLong(),
        Arrays.copyOfRange(content, Long.BYTES, content.length));
  }

  static byte[] bytes(long version) {
    return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(Long.BYTES + value.length).putLong(version).put(value).array();
  }

  Row row(TokenStore.Key key, String epoch) {
    return new Row(key, version, epoch, value);
  }

  @Override
  public String toString() {
    return "VersionedContent[" + version + "]";
  }
}
