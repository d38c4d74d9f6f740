package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.internal.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cookie that binds a leg to one browser. Its value is the minute in which it was first set, a
 * period, and a 256-bit secret that no other browser has. The secret's SHA-256 hash is the leg's
 * id, so the cookie proves that the leg was started in the browser that sends it.
 *
 * @param secret the secret in the cookie's value
 * @param legId the leg's id, with which the cookie's name ends
 * @param minute the minute since 1970 in which the cookie was first set; a browser can alter it
 * @param strength which attributes the cookie has
 */
record FlowCookie(String secret, String legId, long minute, Strength strength) {
  /** Long enough to start again after a failure. */
  static final Duration LIFETIME = Duration.ofMinutes(60);

  /** Long enough for the back button after the leg was completed. */
  static final Duration LIFETIME_AFTER_COMPLETION = Duration.ofMinutes(5);

  private static final String NAME = "monday-auth-";
  private static final Pattern FLOW_ID = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern VALUE = Pattern.compile("([0-9]{1,12})\\..*");

  /** Whether cookies are as strict as browsers allow, which requires https. */
  enum Strength {
    /** {@code Secure}, and bound to the host by the prefix {@code __Host-}. */
    HOST_PREFIX,
    /** Neither of them, for development without https. */
    LOCALHOST;

    private String nameOf(String legId) {
      return (this == HOST_PREFIX ? "__Host-" : "") + NAME + legId;
    }
  }

  /** A cookie with a new secret, which is set now. */
  static FlowCookie random(Strength strength, Instant now) {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    long minute = Math.floorDiv(now.getEpochSecond(), 60L);
    return new FlowCookie(Base64Url.encode(bytes), minute, strength);
  }

  private FlowCookie(String secret, long minute, Strength strength) {
    this(secret, Base64Url.encode(Sha256.of(secret)), minute, strength);
  }

  private static FlowCookie ofValue(String value, Strength strength) {
    return new FlowCookie(value.substring(value.indexOf('.') + 1), minuteIn(value), strength);
  }

  /** The minute at the beginning of a cookie's value, or 0 if there is none. */
  private static long minuteIn(String value) {
    Matcher matcher = VALUE.matcher(value);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Finds the cookie of a leg in the request's {@code Cookie} headers. */
  static Optional<FlowCookie> find(List<String> headers, String legId, Strength strength) {
    String start = strength.nameOf(legId) + "=";
    return pairs(headers)
        .filter(pair -> pair.startsWith(start))
        .map(pair -> ofValue(pair.substring(start.length()), strength))
        .filter(cookie -> ConstantTime.areEqual(cookie.legId(), legId))
        .findFirst();
  }

  /** The names of all flow cookies in the request's {@code Cookie} headers, with their minutes. */
  static Map<String, Long> namesWithMinutes(List<String> headers, Strength strength) {
    Map<String, Long> minutes = new LinkedHashMap<>();
    pairs(headers)
        .forEach(
            pair -> {
              int equals = pair.indexOf('=');
              String name = pair.substring(0, Math.max(equals, 0));
              if (isName(name, strength)) {
                minutes.put(name, minuteIn(pair.substring(equals + 1)));
              }
            });
    return minutes;
  }

  private static boolean isName(String name, Strength strength) {
    String start = strength.nameOf("");
    return name.startsWith(start) && FLOW_ID.matcher(name.substring(start.length())).matches();
  }

  private static Stream<String> pairs(List<String> headers) {
    return headers.stream()
        .flatMap(header -> List.of(header.split(";")).stream())
        .map(FlowCookie::trimmed);
  }

  /**
   * Removes spaces and tabs only. Browsers cannot set a {@code __Host-} cookie for another site,
   * but they can set one whose name has another kind of space in front of it.
   */
  private static String trimmed(String pair) {
    int start = 0;
    int end = pair.length();
    while (start < end && isBlank(pair.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(pair.charAt(end - 1))) {
      end--;
    }
    return pair.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** The {@code Set-Cookie} value that sets it. */
  String set(Duration lifetime) {
    return header(strength.nameOf(legId), minute + "." + secret, lifetime, strength);
  }

  /** The {@code Set-Cookie} value that deletes it. */
  String clear() {
    return deletion(strength.nameOf(legId), strength);
  }

  /** The {@code Set-Cookie} value that deletes the flow cookie of this name. */
  static String deletion(String name, Strength strength) {
    return header(name, "", Duration.ZERO, strength);
  }

  /** Whether a {@code Set-Cookie} value of this class deletes a cookie. */
  static boolean isDeletion(String setCookie) {
    return setCookie.contains("; Max-Age=0;");
  }

  private static String header(String name, String value, Duration lifetime, Strength strength) {
    return name
        + "="
        + value
        + "; Path=/; Max-Age="
        + lifetime.toSeconds()
        + (strength == Strength.HOST_PREFIX ? "; Secure" : "")
        + "; HttpOnly; SameSite=Lax";
  }

  /** Does not show the secret. */
  @Override
  public String toString() {
    return "FlowCookie[" + legId + "]";
  }
}
