package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.internal.ConstantTime;
import io.github.mondayauth.internal.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cookie that binds a leg to one browser. Its value is a 256-bit secret that no other browser
 * has. The secret's SHA-256 hash is the leg's id, so the cookie proves that the leg was started in
 * the browser that sends it.
 *
 * @param secret the cookie's value
 * @param flowId the leg's id, with which the cookie's name ends
 * @param strength which attributes the cookie has
 */
record FlowCookie(String secret, String flowId, Strength strength) {
  /** Long enough to start again after a failure. */
  static final Duration LIFETIME = Duration.ofMinutes(60);

  /** Long enough for the back button after the leg was completed. */
  static final Duration LIFETIME_AFTER_COMPLETION = Duration.ofMinutes(5);

  private static final String NAME = "monday-auth-";

  /** Whether cookies are as strict as browsers allow, which requires https. */
  enum Strength {
    /** {@code Secure}, and bound to the host by the prefix {@code __Host-}. */
    HOST_PREFIX,
    /** Neither of them, for development without https. */
    LOCALHOST;

    private String nameOf(String flowId) {
      return (this == HOST_PREFIX ? "__Host-" : "") + NAME + flowId;
    }
  }

  static FlowCookie random(Strength strength) {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return of(Base64Url.encode(bytes), strength);
  }

  private static FlowCookie of(String secret, Strength strength) {
    return new FlowCookie(secret, Base64Url.encode(Sha256.of(secret)), strength);
  }

  /** Finds the cookie of a leg in the request's {@code Cookie} headers. */
  static Optional<FlowCookie> find(List<String> headers, String flowId, Strength strength) {
    String start = strength.nameOf(flowId) + "=";
    return headers.stream()
        .flatMap(header -> List.of(header.split(";")).stream())
        .map(FlowCookie::trimmed)
        .filter(pair -> pair.startsWith(start))
        .map(pair -> of(pair.substring(start.length()), strength))
        .filter(cookie -> ConstantTime.areEqual(cookie.flowId(), flowId))
        .findFirst();
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
    return header(secret, lifetime);
  }

  /** The {@code Set-Cookie} value that deletes it. */
  String clear() {
    return header("", Duration.ZERO);
  }

  private String header(String value, Duration lifetime) {
    return strength.nameOf(flowId)
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
    return "FlowCookie[" + flowId + "]";
  }
}
