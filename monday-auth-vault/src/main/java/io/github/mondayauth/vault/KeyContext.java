package io.github.mondayauth.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a wrapped data key is bound to. A {@link KeyRing} authenticates it together with the id of
 * the wrapping key, so that a wrapped key cannot be moved to another account, installation or app.
 * It contains no secret and may appear in a key service's audit log.
 *
 * @param app the app's client id
 * @param account the monday.com account's id, or 0 for the app itself
 * @param epoch the account's present installation
 * @param dataKeyId the data key's id
 */
public record KeyContext(String app, long account, String epoch, String dataKeyId) {
  /**
   * The context as names and values, for a key service that takes a map.
   *
   * @return {@code app}, {@code account}, {@code epoch} and {@code data_key}, in this order
   */
  public Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("app", app);
    map.put("account", Long.toString(account));
    map.put("epoch", epoch);
    map.put("data_key", dataKeyId);
    return java.util.Collections.unmodifiableMap(map);
  }

  /**
   * The context as bytes, for associated data: each value of {@link #asMap()} in UTF-8 after its
   * length in two bytes, the high one first. Where a key service takes no associated data, wrap the
   * SHA-256 hash of these bytes together with the data key and compare it when unwrapping.
   *
   * @return a new array
   */
  public byte[] toBytes() {
    return lengthPrefixed(asMap().values());
  }

  static byte[] lengthPrefixed(Collection<String> texts) {
    byte[][] parts = new byte[texts.size()][];
    int length = 0;
    int next = 0;
    for (String text : texts) {
      byte[] bytes = text.getBytes(UTF_8);
      if (bytes.length > 0xFFFF) {
        throw new IllegalArgumentException("a part of a context has at most 65535 bytes");
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
