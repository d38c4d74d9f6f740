package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.internal.Epoch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** A {@link Flow} as few bytes: monday.com wraps the state in a JWT, where each one counts. */
final class FlowCodec {
  private static final int ID_BYTES = 32;
  private static final int EPOCH_BYTES = 12;

  private FlowCodec() {}

  static byte[] encode(Flow flow) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(400);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(flow.stage().number() | (flow.progress().vouched() ? 0x80 : 0));
      out.write(Base64.getUrlDecoder().decode(flow.id()));
      out.writeInt((int) flow.expiresAt().getEpochSecond());
      writeText(out, flow.connection());
      writeText(out, flow.host());
      writeOrigin(out, flow.origin());
      writeText(out, flow.progress().anew());
      out.writeByte(flow.progress().skipped().size());
      for (String name : flow.progress().skipped()) {
        writeText(out, name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Flow decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int first = in.readUnsignedByte();
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(in.readNBytes(ID_BYTES));
    Instant expiresAt = readSeconds(in);
    String connection = readText(in);
    String host = readText(in);
    Flow.Origin origin = readOrigin(in);
    String anew = readText(in);
    Set<String> skipped = new LinkedHashSet<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      skipped.add(readText(in));
    }
    return new Flow(
        origin,
        new Flow.Progress((first & 0x80) != 0, anew, skipped),
        connection,
        host,
        Flow.Stage.numbered(first & 0x7f),
        id,
        expiresAt);
  }

  private static void writeOrigin(DataOutputStream out, Flow.Origin origin) throws IOException {
    out.writeLong(origin.user().account().id());
    out.writeLong(origin.user().id());
    writeText(out, origin.backToUrl().toString());
    out.writeInt((int) origin.issuedAt().getEpochSecond());
    out.write(origin.epoch().toBytes());
    writeText(out, origin.profile());
    writeText(out, origin.shownUser());
    writeText(out, origin.shownAccount());
  }

  private static Flow.Origin readOrigin(DataInputStream in) throws IOException {
    return new Flow.Origin(
        new MondayAccount(in.readLong()).user(in.readLong()),
        URI.create(readText(in)),
        readSeconds(in),
        Epoch.of(in.readNBytes(EPOCH_BYTES)),
        readText(in),
        readText(in),
        readText(in));
  }

  /** Seconds fit 32 bits without a sign until 2106. */
  private static Instant readSeconds(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(in.readInt()));
  }

  /** The length takes one byte up to 127, two above. */
  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    if (utf8.length < 0x80) {
      out.writeByte(utf8.length);
    } else {
      out.writeShort(utf8.length | 0x8000);
    }
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    if (length >= 0x80) {
      length = (length & 0x7f) << 8 | in.readUnsignedByte();
    }
    return new String(in.readNBytes(length), UTF_8);
  }
}
