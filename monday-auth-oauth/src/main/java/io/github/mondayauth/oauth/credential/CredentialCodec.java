package io.github.mondayauth.oauth.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.oauth.credential.RefreshState.Lease;
import io.github.mondayauth.oauth.credential.StoredCredential.EndReason;
import io.github.mondayauth.oauth.token.Grant;
import io.github.mondayauth.vault.VaultException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The binary format of a credential, before encryption: a version byte, then the fields in order. A
 * string is UTF-8 with its length in front, a time is in milliseconds since 1970, and an optional
 * field follows a boolean that says whether it is present. The format is binary so that reading a
 * credential loads no JSON parser.
 */
final class CredentialCodec {
  private static final int VERSION = 1;

  /** Stored in place of an {@link EndReason} if the credential has not ended. */
  private static final String NOT_ENDED = "NONE";

  /**
   * Why a refresh can fail. The names are stored. A reader takes any other name for an unknown
   * reason: an instance of another version must not make this one refuse the credential.
   */
  private static final Set<Reason> STORED_FAILURES =
      Collections.unmodifiableSet(
          EnumSet.of(
              Reason.CLIENT, Reason.GRANT, Reason.MIGRATION, Reason.PROVIDER, Reason.UNAVAILABLE));

  private CredentialCodec() {}

  /** The length of an encoded grant, in bytes. */
  static int length(Grant grant) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeGrant(out, grant);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }

  static byte[] encode(StoredCredential stored) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writeGrant(out, stored.grant());
      out.writeLong(stored.origin().toEpochMilli());
      out.writeLong(stored.connectionNumber());
      out.writeLong(stored.generation());
      EndReason ended = stored.ended();
      writeString(out, ended == null ? NOT_ENDED : ended.name());
      writeRefreshState(out, stored.refresh());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Decodes a credential.
   *
   * @throws VaultException with FORMAT_UNKNOWN if the bytes are not in this format, as when a newer
   *     version of the library wrote them
   */
  static StoredCredential decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      int version = in.get() & 0xFF;
      if (version != VERSION) {
        throw unknown("format " + version + ". A newer version of the library may have written it");
      }
      return new StoredCredential(
          readGrant(in),
          Instant.ofEpochMilli(in.getLong()),
          in.getLong(),
          in.getLong(),
          readEndReason(in),
          readRefreshState(in));
    } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException malformed) {
      // The bytes were authenticated, so this is a defect of the library and not an attack. The
      // exception is not the cause, since its message may quote the bytes.
      throw unknown("bytes that are not in it");
    }
  }

  private static VaultException unknown(String found) {
    return new VaultException(
        VaultException.Reason.FORMAT_UNKNOWN,
        "credential: expected format " + VERSION + ", found " + found);
  }

  private static @Nullable EndReason readEndReason(ByteBuffer in) {
    String name = readString(in);
    return name.equals(NOT_ENDED) ? null : EndReason.valueOf(name);
  }

  private static void writeRefreshState(DataOutputStream out, RefreshState state)
      throws IOException {
    Lease lease = state.lease();
    writeTime(out, lease == null ? null : lease.until());
    out.writeBoolean(state.refreshTokenMaybeUsed());
    out.writeBoolean(state.earlierRefreshTokenMaybeUsed());
    writeTime(out, state.noRefreshBefore());
    out.writeLong(lease == null ? 0 : lease.duration().toMillis());
    writeTime(out, state.firstRefusal());
    out.writeInt(state.refusals());
    Reason lastFailure = state.lastFailure();
    if (lastFailure != null && STORED_FAILURES.contains(lastFailure)) {
      out.writeBoolean(true);
      writeString(out, lastFailure.name());
    } else {
      out.writeBoolean(false);
    }
  }

  private static RefreshState readRefreshState(ByteBuffer in) {
    Instant until = readTime(in);
    boolean refreshTokenMaybeUsed = readBoolean(in);
    boolean earlierRefreshTokenMaybeUsed = readBoolean(in);
    Instant noRefreshBefore = readTime(in);
    Duration duration = Duration.ofMillis(in.getLong());
    Instant firstRefusal = readTime(in);
    int refusals = in.getInt();
    Reason lastFailure = readBoolean(in) ? lastFailure(readString(in)) : null;
    return new RefreshState(
        until == null ? null : new Lease(until, duration),
        refreshTokenMaybeUsed,
        earlierRefreshTokenMaybeUsed,
        noRefreshBefore,
        lastFailure,
        firstRefusal,
        refusals);
  }

  /** The reason of this name, or null, which stands for an unknown reason. */
  private static @Nullable Reason lastFailure(String name) {
    return STORED_FAILURES.stream()
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static void writeGrant(DataOutputStream out, Grant grant) throws IOException {
    writeString(out, grant.secret());
    String refreshToken = grant.refreshToken();
    out.writeBoolean(refreshToken != null);
    if (refreshToken != null) {
      writeString(out, refreshToken);
    }
    out.writeLong(grant.obtainedAt().toEpochMilli());
    writeTime(out, grant.expiresAt());
    writeStrings(out, grant.granted());
    writeStrings(out, grant.requested());
    out.writeInt(grant.attributes().size());
    for (Map.Entry<String, String> attribute : grant.attributes().entrySet()) {
      writeString(out, attribute.getKey());
      writeString(out, attribute.getValue());
    }
    writeString(out, grant.host());
    out.writeLong(grant.connectedBy());
    writeString(out, grant.label());
    writeTime(out, grant.refreshExpiresAt());
  }

  private static Grant readGrant(ByteBuffer in) {
    return new Grant(
        readString(in),
        readBoolean(in) ? readString(in) : null,
        Instant.ofEpochMilli(in.getLong()),
        readTime(in),
        readStrings(in),
        readStrings(in),
        readMap(in),
        readString(in),
        in.getLong(),
        readString(in),
        readTime(in));
  }

  private static Map<String, String> readMap(ByteBuffer in) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      map.put(readString(in), readString(in));
    }
    return map;
  }

  private static void writeStrings(DataOutputStream out, Collection<String> strings)
      throws IOException {
    out.writeInt(strings.size());
    for (String string : strings) {
      writeString(out, string);
    }
  }

  private static Set<String> readStrings(ByteBuffer in) {
    Set<String> strings = new LinkedHashSet<>();
    for (int left = in.getInt(); left > 0; left--) {
      strings.add(readString(in));
    }
    return strings;
  }

  private static void writeString(DataOutputStream out, String string) throws IOException {
    byte[] utf8 = string.getBytes(UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readString(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    int start = in.position();
    in.position(start + length);
    return new String(in.array(), in.arrayOffset() + start, length, UTF_8);
  }

  private static boolean readBoolean(ByteBuffer in) {
    return in.get() != 0;
  }

  private static void writeTime(DataOutputStream out, @Nullable Instant time) throws IOException {
    out.writeBoolean(time != null);
    if (time != null) {
      out.writeLong(time.toEpochMilli());
    }
  }

  private static @Nullable Instant readTime(ByteBuffer in) {
    return readBoolean(in) ? Instant.ofEpochMilli(in.getLong()) : null;
  }
}
