package io.github.mondayauth.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url in its canonical form (RFC 4648 sections 3.5 and 5): no padding, unused bits zero. */
public final class Base64Url {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  /** Encodes bytes. */
  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /** Encodes bytes as ASCII characters. */
  public static byte[] encodeToBytes(byte[] bytes) {
    return ENCODER.encode(bytes);
  }

  /** Decodes a string. Returns null if it is not canonical. */
  public static byte @Nullable [] decode(String text) {
    byte[] characters = text.getBytes(ISO_8859_1);
    return decode(characters, 0, characters.length);
  }

  /** Decodes {@code text[start..end)}. Returns null if it is not canonical. */
  @SuppressWarnings("ByteBufferBackingArray") // its offset is checked below
  public static byte @Nullable [] decode(byte[] text, int start, int end) {
    if (!endsCanonically(text, start, end)) {
      return null;
    }
    try {
      ByteBuffer decoded = DECODER.decode(ByteBuffer.wrap(text, start, end - start));
      byte[] bytes = decoded.array();
      // The JDK's array fits exactly, but the JDK does not promise that it does.
      return decoded.arrayOffset() == 0 && bytes.length == decoded.limit()
          ? bytes
          : Arrays.copyOfRange(
              bytes, decoded.arrayOffset(), decoded.arrayOffset() + decoded.limit());
    } catch (IllegalArgumentException outsideAlphabet) {
      // Not as a cause: the JDK's message shows the input.
      return null;
    }
  }

  /** Whether {@code text[start..end)} is canonical. Unlike decoding, it never throws inside. */
  public static boolean isCanonical(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (valueOf(text[i]) < 0) {
        return false;
      }
    }
    return endsCanonically(text, start, end);
  }

  /** Whether the length is possible and the unused bits of the last character are zero. */
  private static boolean endsCanonically(byte[] text, int start, int end) {
    if (end <= start) {
      return false;
    }
    int last = valueOf(text[end - 1]);
    return switch ((end - start) & 3) {
      case 0 -> last >= 0;
      case 2 -> last >= 0 && (last & 15) == 0;
      case 3 -> last >= 0 && (last & 3) == 0;
      default -> false;
    };
  }

  /** The six bits of a character, or -1 outside the alphabet. */
  private static int valueOf(int character) {
    if (character >= 'A' && character <= 'Z') {
      return character - 'A';
    }
    if (character >= 'a' && character <= 'z') {
      return character - 'a' + 26;
    }
    if (character >= '0' && character <= '9') {
      return character - '0' + 52;
    }
    return character == '-' ? 62 : character == '_' ? 63 : -1;
  }
}
