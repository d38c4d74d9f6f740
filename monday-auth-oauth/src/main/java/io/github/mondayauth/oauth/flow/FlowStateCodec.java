package io.github.mondayauth.oauth.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.vault.internal.Epoch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The binary format of a {@link FlowState}, before encryption. It is compact because monday.com
 * wraps the state in a JWT, which makes it a third longer.
 */
final class FlowStateCodec {
  private static final int ID_BYTES = 32;
  private static final int EPOCH_BYTES = 12;
  private static final int CHECK_SHIFT = 6;
  private static final int FROM_LINK = 0x20;
  private static final int STAGE_MASK = 0x1f;

  private FlowStateCodec() {}

  static byte[] encode(FlowState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(400);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      FlowState.FromLink link = state.origin().link();
      out.writeByte(
          state.stage().number()
              | (link == null ? 0 : FROM_LINK)
              | state.progress().check().number() << CHECK_SHIFT);
      out.write(requireNonNull(Base64Url.decode(state.id())));
      writeSeconds(out, state.expiresAt());
      writeString(out, state.connection());
      writeNumber(out, state.connectionNumber());
      writeString(out, state.host());
      writeOrigin(out, state.origin());
      writeString(out, state.progress().reconnecting());
      writeStrings(out, state.progress().skipped());
      if (link != null) {
        writeStrings(out, link.only());
        writeSeconds(out, link.openedAt());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static FlowState decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int first = in.readUnsignedByte();
    String id = Base64Url.encode(in.readNBytes(ID_BYTES));
    Instant expiresAt = readSeconds(in);
    String connection = readString(in);
    long connectionNumber = readNumber(in);
    String host = readString(in);
    FlowState.Origin origin = readOrigin(in);
    String reconnecting = readString(in);
    Set<String> skipped = readStrings(in);
    boolean isFromLink = (first & FROM_LINK) != 0;
    return new FlowState(
        isFromLink ? origin.from(readLink(in)) : origin,
        new FlowState.Progress(UserCheck.numbered(first >> CHECK_SHIFT), reconnecting, skipped),
        connection,
        connectionNumber,
        host,
        FlowState.Stage.numbered(first & STAGE_MASK),
        id,
        expiresAt);
  }

  private static FlowState.FromLink readLink(DataInputStream in) throws IOException {
    return new FlowState.FromLink(readStrings(in), readSeconds(in));
  }

  private static void writeOrigin(DataOutputStream out, FlowState.Origin origin)
      throws IOException {
    out.writeLong(origin.user().account().id());
    out.writeLong(origin.user().id());
    writeString(out, origin.backToUrl().toString());
    writeString(out, origin.baseUri().toString());
    writeSeconds(out, origin.issuedAt());
    out.writeBoolean(origin.issueTimeStated());
    out.write(origin.epoch().toBytes());
    writeString(out, origin.profile());
    writeString(out, origin.displayedEmail());
    writeString(out, origin.displayedUser());
    writeString(out, origin.displayedAccount());
  }

  private static FlowState.Origin readOrigin(DataInputStream in) throws IOException {
    return new FlowState.Origin(
        new MondayAccount(in.readLong()).user(in.readLong()),
        URI.create(readString(in)),
        URI.create(readString(in)),
        readSeconds(in),
        in.readBoolean(),
        Epoch.of(in.readNBytes(EPOCH_BYTES)),
        readString(in),
        readString(in),
        readString(in),
        readString(in),
        null);
  }

  /** An unsigned 32-bit number of seconds lasts until 2106. */
  static void writeSeconds(DataOutputStream out, Instant instant) throws IOException {
    out.writeInt((int) instant.getEpochSecond());
  }

  static Instant readSeconds(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(in.readInt()));
  }

  static void writeStrings(DataOutputStream out, Set<String> strings) throws IOException {
    out.writeByte(strings.size());
    for (String string : strings) {
      writeString(out, string);
    }
  }

  static Set<String> readStrings(DataInputStream in) throws IOException {
    Set<String> strings = new LinkedHashSet<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      strings.add(readString(in));
    }
    return strings;
  }

  /** Seven bits in each byte, the lowest first; the sign of a byte says that more follow. */
  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long left = number;
    while (left > 0x7f) {
      out.writeByte((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = in.readUnsignedByte();
      number |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return number;
      }
    }
    throw new IOException("a number of more than 63 bits");
  }

  /** A length of up to 127 bytes takes one byte, a greater one two. */
  static void writeString(DataOutputStream out, String string) throws IOException {
    byte[] utf8 = string.getBytes(UTF_8);
    if (utf8.length < 0x80) {
      out.writeByte(utf8.length);
    } else {
      out.writeShort(utf8.length | 0x8000);
    }
    out.write(utf8);
  }

  static String readString(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    if (length >= 0x80) {
      length = (length & 0x7f) << 8 | in.readUnsignedByte();
    }
    return new String(in.readNBytes(length), UTF_8);
  }
}
