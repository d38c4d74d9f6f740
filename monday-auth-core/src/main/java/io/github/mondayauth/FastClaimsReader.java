package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.internal.JsonLimits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payloads monday.com really sends, without a JSON parser: no white space, no escapes,
 * printable ASCII, integers, no lists, nothing long.
 *
 * <p>It only recognizes. Whatever is not of this plain shape, or has a member twice, it leaves to
 * {@link StrictClaimsReader}, so that it accepts nothing which that does not, and means the same by
 * it.
 */
final class FastClaimsReader {
  private static final long LOW_BITS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;

  private final String json;
  private int at;

  private FastClaimsReader(String json) {
    this.json = json;
  }

  /** The claims of a plain payload, or null if it is not plain. */
  static @Nullable ClaimSet read(byte[] payload) {
    String json = new String(payload, ISO_8859_1);
    if (!isPrintable(payload) || json.indexOf('\\') >= 0) {
      return null;
    }
    FastClaimsReader reader = new FastClaimsReader(json);
    ClaimSet claims = new ClaimSet();
    return reader.skip('{') && reader.members(claims) && reader.at == json.length() ? claims : null;
  }

  /** Whether every byte is from the space to the tilde, or DEL; looks at eight at a time. */
  private static boolean isPrintable(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int at = 0;
    long odd = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      long eight = buffer.getLong(at);
      // Below the space a byte borrows; a borrow can only come from such a byte.
      odd |= eight | (eight - SPACES);
    }
    for (; at < bytes.length; at++) {
      odd |= bytes[at] < ' ' ? LOW_BITS : 0;
    }
    return (odd & LOW_BITS) == 0;
  }

  /** Reads up to the end of an object. */
  private boolean members(ClaimSink members) {
    DuplicateCheck names = new DuplicateCheck();
    do {
      String name = text(JsonLimits.NAME_LENGTH);
      if (name == null || !names.isNew(name) || !skip(':') || !member(members, name)) {
        return false;
      }
    } while (skip(','));
    return skip('}');
  }

  private boolean member(ClaimSink members, String name) {
    int first = at < json.length() ? json.charAt(at) : 0;
    switch (first) {
      case '"' -> {
        String text = text(JsonLimits.STRING_LENGTH);
        if (text != null) {
          members.set(name, JsonType.TEXT, 0, text);
        }
        return text != null;
      }
      case '{' -> {
        ClaimSink child = members.child(name);
        return child != null && skip('{') && members(child);
      }
      case 't' -> {
        return word("true", members, name, JsonType.TRUE);
      }
      case 'f' -> {
        return word("false", members, name, JsonType.FALSE);
      }
      case 'n' -> {
        return word("null", members, name, JsonType.NULL);
      }
      default -> {
        return integer(members, name);
      }
    }
  }

  /** A text between quotes that is shorter than the longest, or null. */
  private @Nullable String text(int longest) {
    int end = skip('"') ? json.indexOf('"', at) : -1;
    if (end < 0 || end - at >= longest) {
      return null;
    }
    String text = json.substring(at, end);
    at = end + 1;
    return text;
  }

  /** Up to 18 digits, which a long always holds. */
  private boolean integer(ClaimSink members, String name) {
    boolean negative = skip('-');
    int start = at;
    long number = 0;
    while (at < json.length() && at - start < 19) {
      int digit = json.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
      at++;
    }
    int digits = at - start;
    if (digits == 0 || digits > 18 || (json.charAt(start) == '0' && (digits > 1 || negative))) {
      return false;
    }
    int next = at < json.length() ? json.charAt(at) : 0;
    if (next != ',' && next != '}') {
      return false;
    }
    members.set(name, JsonType.INTEGER, negative ? -number : number, "");
    return true;
  }

  private boolean word(String word, ClaimSink members, String name, JsonType type) {
    if (!json.startsWith(word, at)) {
      return false;
    }
    at += word.length();
    members.set(name, type, 0, "");
    return true;
  }

  private boolean skip(char expected) {
    if (at < json.length() && json.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }
}
