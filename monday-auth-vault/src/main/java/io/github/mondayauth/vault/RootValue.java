package io.github.mondayauth.vault;

import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a root's row holds: {@code version (1), opened at in seconds (8), number of keys (1)}, then
 * for each data key {@code id (8), length (1) and id of the wrapping key, length (2) and the
 * wrapped key}. The first key seals; all open.
 *
 * @param openedAt when the token was issued that opened the account
 * @param keys the wrapped data keys, at least one
 */
record RootValue(Instant openedAt, List<WrappedDataKey> keys) {
  private static final byte VERSION = 1;

  record WrappedDataKey(long id, Wrapped wrapped) {}

  RootValue {
    keys = List.copyOf(keys);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(openedAt.getEpochSecond());
      out.writeByte(keys.size());
      for (WrappedDataKey key : keys) {
        byte[] wrappingId = key.wrapped().keyId().getBytes(StandardCharsets.US_ASCII);
        out.writeLong(key.id());
        out.writeByte(wrappingId.length);
        out.write(wrappingId);
        out.writeShort(key.wrapped().bytes().length);
        out.write(key.wrapped().bytes());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static RootValue parse(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw unknown();
      }
      Instant openedAt = Instant.ofEpochSecond(in.readLong());
      List<WrappedDataKey> keys = new ArrayList<>();
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        long id = in.readLong();
        String wrappingId = new String(read(in, in.readUnsignedByte()), StandardCharsets.US_ASCII);
        keys.add(new WrappedDataKey(id, new Wrapped(wrappingId, read(in, in.readUnsignedShort()))));
      }
      if (keys.isEmpty() || in.read() >= 0) {
        throw unknown();
      }
      return new RootValue(openedAt, keys);
    } catch (IOException | IllegalArgumentException | java.time.DateTimeException malformed) {
      throw unknown();
    }
  }

  private static byte[] read(DataInputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw unknown();
    }
    return bytes;
  }

  private static VaultException unknown() {
    return new VaultException(
        Reason.FORMAT_UNKNOWN, "a root of format version " + VERSION + " expected");
  }
}
