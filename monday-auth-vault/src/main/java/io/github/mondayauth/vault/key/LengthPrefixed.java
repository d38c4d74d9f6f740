package io.github.mondayauth.vault.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collection;

/** Encodes lists of strings, different lists as different bytes. */
public final class LengthPrefixed {
  private static final int LONGEST = 0xFFFF;

  private LengthPrefixed() {}

  /**
   * Encodes each string in UTF-8 after its length in two bytes, high byte first.
   *
   * @throws IllegalArgumentException if a string is longer than 65,535 bytes
   */
  public static byte[] encode(Collection<String> texts) {
    byte[][] parts = new byte[texts.size()][];
    int length = 0;
    int next = 0;
    for (String text : texts) {
      byte[] bytes = text.getBytes(UTF_8);
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException(
            "a part of a context is at most " + LONGEST + " bytes long, found " + bytes.length);
      }
      parts[next++] = bytes;
      length += 2 + bytes.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      out.putShort((short) part.length).put(part);
    }
    return out.array();
  }
}
