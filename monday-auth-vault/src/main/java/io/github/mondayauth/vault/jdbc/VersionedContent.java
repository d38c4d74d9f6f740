package io.github.mondayauth.vault.jdbc;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The content column: eight bytes of version, then the value. One column, since every column costs
 * time in the drivers. The version is random, so that a write need not know the previous one.
 *
 * @param version 63 random bits for every write, so that no version returns
 * @param value the record's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VersionedContent(long version, byte[] value) {
  /** The first byte of a version that was never written, since a version has 63 bits. */
  private static final byte NEVER_WRITTEN = (byte) 0x80;

  /** Makes the content for a write. */
  static VersionedContent next(byte[] value) {
    // A new generator each time: copies of a VM snapshot must not repeat versions.
    return new VersionedContent(new SecureRandom().nextLong() >>> 1, value);
  }

  /**
   * Parses what was read. Content that is too short for a version was written by something else. It
   * gets a negative version that contains it, so that the row can be listed, replaced and deleted.
   */
  static VersionedContent of(byte[] content) {
    if (content.length < Long.BYTES) {
      byte[] version = new byte[Long.BYTES];
      version[0] = (byte) (NEVER_WRITTEN | content.length);
      System.arraycopy(content, 0, version, 1, content.length);
      return new VersionedContent(ByteBuffer.wrap(version).getLong(), content);
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
