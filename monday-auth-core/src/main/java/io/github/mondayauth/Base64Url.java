package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Base64url in its one canonical form: no padding, no white space, unused bits zero. */
final class Base64Url {
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private Base64Url() {}

  /** Decodes {@code text[start..end)}. */
  @SuppressWarnings("ByteBufferBackingArray") // looked at below
  static byte[] decode(byte[] text, int start, int end) {
    try {
      if (isCanonical(text, start, end)) {
        ByteBuffer decoded = DECODER.decode(ByteBuffer.wrap(text, start, end - start));
        byte[] bytes = decoded.array();
        // The JDK's array fits exactly, which it does not promise.
        return decoded.arrayOffset() == 0 && bytes.length == decoded.limit()
            ? bytes
            : Arrays.copyOfRange(
                bytes, decoded.arrayOffset(), decoded.arrayOffset() + decoded.limit());
      }
    } catch (IllegalArgumentException anotherAlphabet) {
      // Refused below: the JDK's message would show what was found.
    }
    throw new TokenRejectedException(Reason.MALFORMED, "a part is not canonical base64url");
  }

  /** Whether the last character is right for this length; what is before it, decoding checks. */
  static boolean isCanonical(byte[] text, int start, int end) {
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

  /** The six bits of a character, or -1 if it is not of the alphabet. */
  static int valueOf(int character) {
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
