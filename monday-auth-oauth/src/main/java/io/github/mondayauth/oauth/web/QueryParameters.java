package io.github.mondayauth.oauth.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.oauth.OAuthException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a raw query string or form body ({@code application/x-www-form-urlencoded}).
 * Unlike the parameter maps of web frameworks, it detects duplicates.
 */
public final class QueryParameters {
  private static final int MAX_LENGTH = 64 * 1024;
  private static final int MAX_PARAMETERS = 100;

  private final Map<String, List<String>> values;

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Parses a raw query or form body; null stands for an empty one.
   *
   * @throws OAuthException if it is malformed, too long, or has too many parameters
   */
  public static QueryParameters parse(@Nullable String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return new QueryParameters(values);
    }
    if (raw.length() > MAX_LENGTH) {
      throw refused("expected at most " + MAX_LENGTH + " characters, found " + raw.length());
    }
    String[] pairs = raw.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      throw refused("expected at most " + MAX_PARAMETERS + " parameters, found more");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new QueryParameters(values);
  }

  /**
   * The value of a parameter, or null if it is absent or empty.
   *
   * @throws OAuthException if the parameter appears more than once
   */
  public @Nullable String one(String name) {
    List<String> found = values.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw refused("parameter " + name + ": expected once, found " + found.size() + " times");
    }
    return found.isEmpty() || found.get(0).isEmpty() ? null : found.get(0);
  }

  /**
   * The value of a parameter.
   *
   * @throws OAuthException if the parameter is absent or empty, or appears more than once
   */
  public String required(String name) {
    String value = one(name);
    if (value == null) {
      throw refused("parameter " + name + " is missing");
    }
    return value;
  }

  /**
   * The value of a parameter; empty if it is absent.
   *
   * @throws OAuthException if the parameter appears more than once
   */
  public String value(String name) {
    String value = one(name);
    return value == null ? "" : value;
  }

  /** The names of all parameters. */
  public Set<String> names() {
    return values.keySet();
  }

  /**
   * Returns this object after checking that none of the given parameters appears more than once.
   *
   * @throws OAuthException if one does
   */
  public QueryParameters withoutDuplicates(String... names) {
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
      throw refused("a parameter is not valid UTF-8");
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
