package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What binds a flow to one browser: a 256-bit secret that only that browser keeps. Its SHA-256 is
 * the flow's id, so whoever shows the secret is the browser the flow was started in.
 *
 * @param secret the cookie's value
 * @param flowId the flow's id, the suffix of the cookie's name
 */
record FlowCookie(String secret, String flowId) {
  /** A user may start again for an hour; after completion five minutes do, for the back button. */
  static final Duration LIFETIME = Duration.ofMinutes(60);

  static final Duration AFTER_COMPLETION = Duration.ofMinutes(5);

  private static final String NAME = "monday-auth-";

  /** Whether cookies are as strict as browsers allow, which needs https. */
  enum Strength {
    HOST_PREFIX,
    LOCALHOST;

    private String nameOf(String flowId) {
      return (this == HOST_PREFIX ? "__Host-" : "") + NAME + flowId;
    }
  }

  static FlowCookie random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return of(FlowKeys.base64(bytes));
  }

  private static FlowCookie of(String secret) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(US_ASCII));
      return new FlowCookie(secret, FlowKeys.base64(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Finds the cookie of a flow among the request's {@code Cookie} headers. */
  static Optional<FlowCookie> find(List<String> headers, String flowId, Strength strength) {
    String name = strength.nameOf(flowId);
    return headers.stream()
        .flatMap(header -> List.of(header.split(";")).stream())
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> of(pair.substring(name.length() + 1)))
        .filter(cookie -> Compare.same(cookie.flowId(), flowId))
        .findFirst();
  }

  /** The {@code Set-Cookie} value that keeps it. */
  String set(Strength strength, Duration lifetime) {
    return line(strength, flowId, secret, lifetime);
  }

  /** The {@code Set-Cookie} value that ends it. */
  static String clear(Strength strength, String flowId) {
    return line(strength, flowId, "", Duration.ZERO);
  }

  private static String line(Strength strength, String flowId, String value, Duration lifetime) {
    return strength.nameOf(flowId)
        + "="
        + value
        + "; Path=/; Max-Age="
        + lifetime.toSeconds()
        + (strength == Strength.HOST_PREFIX ? "; Secure" : "")
        + "; HttpOnly; SameSite=Lax";
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "FlowCookie[" + flowId + "]";
  }
}
