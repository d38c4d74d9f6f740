package io.github.mondayauth.oauth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The host of a customer of a service, as a user enters it. */
final class CustomerHost {
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + ")+";

  private CustomerHost() {}

  /** Checks one entry of the allow-list. */
  static String pattern(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    String host = lower.startsWith("*.") ? lower.substring(2) : lower;
    if (!host.matches(HOST)) {
      throw new IllegalArgumentException(
          "an allowed host is a host name or *. and a host name, found " + pattern);
    }
    return lower;
  }

  /**
   * The host a user meant: he may have pasted an address. Empty if it is not allowed. Ports, user
   * names, IP addresses and foreign scripts are never allowed.
   */
  static Optional<String> allowed(String entered, List<String> patterns) {
    String text = entered.strip().toLowerCase(Locale.ROOT);
    text = text.startsWith("https://") ? text.substring("https://".length()) : text;
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    boolean shaped = host.length() <= 100 && host.matches(HOST);
    return shaped && patterns.stream().anyMatch(p -> matches(host, p))
        ? Optional.of(host)
        : Optional.empty();
  }

  private static boolean matches(String host, String pattern) {
    if (!pattern.startsWith("*.")) {
      return host.equals(pattern);
    }
    String parent = pattern.substring(1);
    return host.endsWith(parent) && host.indexOf('.') == host.length() - parent.length();
  }
}
