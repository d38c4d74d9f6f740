package io.github.mondayauth.vault.key;

import io.github.mondayauth.vault.KeyRing.Wrapped;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of an account's root, and its binary format: {@code version (1), opened at in seconds
 * (8), number of keys (1)}, then for each data key {@code id (8), made at in seconds (8), length
 * (1) and id of the key-encryption key, length (2) and the wrapped key}. The first data key
 * encrypts; all decrypt. Specified in docs/vault-format.md.
 *
 * @param openedAt when the token that opened the account was issued
 * @param keys the wrapped data keys, at least one
 */
public record RootFormat(Instant openedAt, List<WrappedDataKey> keys) {
  /** The most data keys in a root, so that a bad root costs few calls of a key service. */
  public static final int MOST_KEYS = 64;

  private static final byte VERSION = 1;

  /**
   * A data key as it is stored.
   *
   * @param id the data key's id
   * @param madeAt when the data key was made, in whole seconds
   * @param wrapped the data key, encrypted by a key-encryption key
   */
  public record WrappedDataKey(long id, Instant madeAt, Wrapped wrapped) {
    /** Whether it was wrapped by the key-encryption key with this id. */
    boolean isWrappedBy(String keyId) {
      return wrapped.keyId().equals(keyId);
    }
  }

  /** Copies the list. */
  public RootFormat {
    keys = List.copyOf(keys);
  }

  /** The number of data keys that other key-encryption keys than this one wrapped. */
  public int countNotWrappedBy(String keyId) {
    return (int) keys.stream().filter(key -> !key.isWrappedBy(keyId)).count();
  }

  /** Writes the format. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(openedAt.getEpochSecond());
      out.writeByte(keys.size());
      for (WrappedDataKey key : keys) {
        byte[] keyId = key.wrapped().keyId().getBytes(StandardCharsets.US_ASCII);
        out.writeLong(key.id());
        out.writeLong(key.madeAt().getEpochSecond());
        out.writeByte(keyId.length);
        out.write(keyId);
        out.writeShort(key.wrapped().bytes().length);
        out.write(key.wrapped().bytes());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the content of an account's root.
   *
   * @throws VaultException if it is another format, or has more than {@value #MOST_KEYS} keys
   */
  public static RootFormat of(Row root) {
    try {
      return parse(root.value());
    } catch (VaultException foreign) {
      throw new VaultException(
          Reason.FORMAT_UNKNOWN,
          "root of account "
              + root.key().account()
              + ": expected format version "
              + VERSION
              + " and 1 to "
              + MOST_KEYS
              + " data keys, found "
              + root.value().length
              + " bytes of another format",
          foreign);
    }
  }

  /**
   * Reads the format.
   *
   * @throws VaultException if it is another format
   */
  static RootFormat parse(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        throw unknown();
      }
      Instant openedAt = Instant.ofEpochSecond(in.readLong());
      List<WrappedDataKey> keys = new ArrayList<>();
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        long id = in.readLong();
        Instant madeAt = Instant.ofEpochSecond(in.readLong());
        String keyId = new String(read(in, in.readUnsignedByte()), StandardCharsets.US_ASCII);
        keys.add(
            new WrappedDataKey(id, madeAt, new Wrapped(keyId, read(in, in.readUnsignedShort()))));
      }
      if (keys.isEmpty() || keys.size() > MOST_KEYS || in.read() >= 0) {
        throw unknown();
      }
      return new RootFormat(openedAt, keys);
    } catch (IOException | IllegalArgumentException | DateTimeException malformed) {
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
        Reason.FORMAT_UNKNOWN, "expected an account root of format version " + VERSION);
  }
}
