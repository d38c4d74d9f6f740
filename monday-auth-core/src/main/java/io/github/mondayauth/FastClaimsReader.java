package io.github.mondayauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.mondayauth.internal.JsonLimits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payloads that monday.com usually sends without a JSON parser: printable ASCII without
 * white space or escapes, integers, no arrays, and no object other than {@code dat}.
 *
 * <p>It returns null for anything else, including duplicate fields and long names or strings, which
 * the caller then leaves to {@link StrictClaimsReader}. It passes the same fields to the same
 * {@link ClaimSet} as the strict reader, so it accepts nothing that the strict reader refuses.
 */
final class FastClaimsReader {
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;

  private final String json;
  private int position;

  private FastClaimsReader(String json) {
    this.json = json;
  }

  /** Returns the claims, or null for a payload that needs a JSON parser. */
  static @Nullable ClaimSet read(byte[] payload) {
    String json = new String(payload, ISO_8859_1);
    if (!isPrintable(payload) || json.indexOf('\\') >= 0) {
      return null;
    }
    FastClaimsReader reader = new FastClaimsReader(json);
    ClaimSet claims = new ClaimSet();
    return reader.skip('{') && reader.fields(claims) && reader.position == json.length()
        ? claims
        : null;
  }

  /** Whether every byte is in the range from space to DEL. Tests eight bytes at a time. */
  private static boolean isPrintable(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int at = 0;
    long unprintable = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      long eight = buffer.getLong(at);
      // A byte below space borrows from the next one, and only such a byte borrows.
      unprintable |= eight | (eight - SPACES);
    }
    for (; at < bytes.length; at++) {
      unprintable |= bytes[at] < ' ' ? HIGH_BITS : 0;
    }
    return (unprintable & HIGH_BITS) == 0;
  }

  /** Reads fields up to and including the end of their object. */
  private boolean fields(ClaimSink sink) {
    DuplicateCheck names = new DuplicateCheck();
    do {
      String name = string(JsonLimits.NAME_LENGTH);
      if (name == null || !names.add(name) || !skip(':') || !value(sink, name)) {
        return false;
      }
    } while (skip(','));
    return skip('}');
  }

  private boolean value(ClaimSink sink, String name) {
    int first = position < json.length() ? json.charAt(position) : 0;
    switch (first) {
      case '"' -> {
        String string = string(JsonLimits.STRING_LENGTH);
        if (string != null) {
          sink.set(name, JsonType.STRING, 0, string);
        }
        return string != null;
      }
      case '{' -> {
        ClaimSink child = sink.child(name);
        return child != null && skip('{') && fields(child);
      }
      case 't' -> {
        return literal("true", sink, name, JsonType.TRUE);
      }
      case 'f' -> {
        return literal("false", sink, name, JsonType.FALSE);
      }
      case 'n' -> {
        return literal("null", sink, name, JsonType.NULL);
      }
      default -> {
        return integer(sink, name);
      }
    }
  }

  /** Reads a string in quotes. Returns null if there is none, or if it reaches the limit. */
  private @Nullable String string(int limit) {
    int end = skip('"') ? json.indexOf('"', position) : -1;
    if (end < 0 || end - position >= limit) {
      return null;
    }
    String string = json.substring(position, end);
    position = end + 1;
    return string;
  }

  /** Reads an integer of at most 18 digits, which always fits a long. */
  private boolean integer(ClaimSink sink, String name) {
    boolean negative = skip('-');
    int start = position;
    long number = 0;
    while (position < json.length() && position - start < 19) {
      int digit = json.charAt(position) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = number * 10 + digit;
      position++;
    }
    int digits = position - start;
    if (digits == 0 || digits > 18 || (json.charAt(start) == '0' && (digits > 1 || negative))) {
      return false;
    }
    int next = position < json.length() ? json.charAt(position) : 0;
    if (next != ',' && next != '}') {
      return false;
    }
    sink.set(name, JsonType.INTEGER, negative ? -number : number, "");
    return true;
  }

  private boolean literal(String literal, ClaimSink sink, String name, JsonType type) {
    if (!json.startsWith(literal, position)) {
      return false;
    }
    position += literal.length();
    sink.set(name, type, 0, "");
    return true;
  }

  private boolean skip(char expected) {
    if (position < json.length() && json.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }
}
