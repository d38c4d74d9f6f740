package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential as bytes, before encryption: a version byte, then the fields in order; texts are
 * length-prefixed UTF-8, times are milliseconds since 1970, what is absent is marked so. Binary so
 * that reading one loads no JSON parser.
 */
final class CredentialCodec {
  private static final int VERSION = 1;

  private CredentialCodec() {}

  static byte[] encode(StoredCredential stored) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writeGrant(out, stored.grant());
      out.writeLong(stored.generation());
      writeText(out, stored.mark().name());
      StoredCredential.Lease lease = stored.lease();
      out.writeBoolean(lease != null);
      if (lease != null) {
        writeTime(out, lease.until());
      }
      out.writeBoolean(stored.spent());
      out.writeBoolean(stored.contested());
      writeTime(out, stored.coolUntil());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a credential.
   *
   * @throws VaultException if a newer version of this library wrote it, so that its record is left
   *     as it is
   */
  static StoredCredential decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw unknown("a credential of format " + VERSION + " expected, found " + version);
      }
      Grant grant = readGrant(in);
      long generation = in.readLong();
      StoredCredential.Mark mark = StoredCredential.Mark.valueOf(readText(in));
      StoredCredential.Lease lease = in.readBoolean() ? readLease(in) : null;
      return new StoredCredential(
          grant, generation, mark, lease, in.readBoolean(), in.readBoolean(), readTime(in));
    } catch (IOException | IllegalArgumentException | DateTimeException malformed) {
      // The bytes were authenticated, so this is our own mistake and no attack. The cause may quote
      // them.
      throw unknown("a credential of format " + VERSION + " expected, found none");
    }
  }

  private static VaultException unknown(String message) {
    return new VaultException(VaultException.Reason.FORMAT_UNKNOWN, message);
  }

  private static StoredCredential.Lease readLease(DataInputStream in) throws IOException {
    Instant until = readTime(in);
    return new StoredCredential.Lease(until == null ? Instant.EPOCH : until);
  }

  private static void writeGrant(DataOutputStream out, Grant grant) throws IOException {
    writeText(out, grant.secret());
    String refreshToken = grant.refreshToken();
    out.writeBoolean(refreshToken != null);
    if (refreshToken != null) {
      writeText(out, refreshToken);
    }
    out.writeLong(grant.obtainedAt().toEpochMilli());
    writeTime(out, grant.expiresAt());
    writeTexts(out, grant.granted());
    writeTexts(out, grant.requested());
    out.writeInt(grant.attributes().size());
    for (Map.Entry<String, String> attribute : grant.attributes().entrySet()) {
      writeText(out, attribute.getKey());
      writeText(out, attribute.getValue());
    }
    writeText(out, grant.host());
    out.writeLong(grant.connectedBy());
  }

  private static Grant readGrant(DataInputStream in) throws IOException {
    return new Grant(
        readText(in),
        in.readBoolean() ? readText(in) : null,
        Instant.ofEpochMilli(in.readLong()),
        readTime(in),
        readTexts(in),
        readTexts(in),
        readMap(in),
        readText(in),
        in.readLong());
  }

  private static Map<String, String> readMap(DataInputStream in) throws IOException {
    Map<String, String> map = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      map.put(readText(in), readText(in));
    }
    return map;
  }

  private static void writeTexts(DataOutputStream out, Collection<String> texts)
      throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static Set<String> readTexts(DataInputStream in) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(readText(in));
    }
    return texts;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }

  private static void writeTime(DataOutputStream out, @Nullable Instant time) throws IOException {
    out.writeBoolean(time != null);
    if (time != null) {
      out.writeLong(time.toEpochMilli());
    }
  }

  private static @Nullable Instant readTime(DataInputStream in) throws IOException {
    return in.readBoolean() ? Instant.ofEpochMilli(in.readLong()) : null;
  }
}
