package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a raw query string or form body ({@code application/x-www-form-urlencoded}),
 * with duplicates told apart, which parameter maps do not.
 */
final class RawParameters {
  private static final int LONGEST = 64 * 1024;
  private static final int MOST = 100;

  private final Map<String, List<String>> values;

  private RawParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  static RawParameters parse(@Nullable String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return new RawParameters(values);
    }
    if (raw.length() > LONGEST) {
      throw refused("at most " + LONGEST + " characters expected, found " + raw.length());
    }
    String[] pairs = raw.split("&", MOST + 1);
    if (pairs.length > MOST) {
      throw refused("at most " + MOST + " parameters expected");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new RawParameters(values);
  }

  /**
   * The only value of a parameter, or null if it is absent or empty.
   *
   * @throws OAuthException if it is there twice
   */
  @Nullable String one(String name) {
    List<String> found = values.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw refused("the parameter " + name + " is there " + found.size() + " times");
    }
    return found.isEmpty() || found.get(0).isEmpty() ? null : found.get(0);
  }

  /**
   * The only value of a parameter.
   *
   * @throws OAuthException if it is absent, empty, or there twice
   */
  String required(String name) {
    String value = one(name);
    if (value == null) {
      throw refused("the parameter " + name + " is missing");
    }
    return value;
  }

  /** The names of all parameters. */
  Set<String> names() {
    return values.keySet();
  }

  /** Refuses duplicates of any of these, looked at or not. */
  RawParameters withoutDuplicates(String... names) {
    for (String name : names) {
      one(name);
    }
    return this;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put((byte) (hex(text, i + 1) * 16 + hex(text, i + 2)));
        i += 2;
      } else if (c == '+') {
        bytes.put((byte) ' ');
      } else {
        bytes.put(String.valueOf(c).getBytes(UTF_8));
      }
    }
    try {
      return UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw refused("a parameter is not UTF-8");
    }
  }

  private static int hex(String text, int index) {
    int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0 || text.charAt(index) > 'f') {
      throw refused("a percent sign is not followed by two hexadecimal digits");
    }
    return digit;
  }

  private static OAuthException refused(String message) {
    return new OAuthException(OAuthException.Reason.PARAMETERS, message);
  }
}
