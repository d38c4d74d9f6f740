package io.github.mondayauth.oauth.connector;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The customer hosts that belong to a service. An entry is a host name, or {@code *.} and a host
 * name, which stands for every host with exactly one more label.
 */
public final class AllowedHosts {
  /** No hosts, for a service that has one host for all customers. */
  static final AllowedHosts NONE = new AllowedHosts(List.of());

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + ")+";

  private final List<String> patterns;

  private AllowedHosts(List<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Creates a list of allowed hosts.
   *
   * @throws IllegalArgumentException if there are none, or one is malformed
   */
  static AllowedHosts of(String... patterns) {
    if (patterns.length == 0) {
      throw new IllegalArgumentException("allowed hosts: expected at least one, found none");
    }
    return new AllowedHosts(List.of(patterns).stream().map(AllowedHosts::checked).toList());
  }

  private static String checked(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    String host = lower.startsWith("*.") ? lower.substring(2) : lower;
    if (!host.matches(HOST)) {
      throw new IllegalArgumentException(
          "an allowed host: expected a host name, or *. and a host name, found " + pattern);
    }
    return lower;
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  /**
   * Finds the host that a user entered, either by itself or in an https address. Hosts with ports,
   * user names, IP addresses and characters other than ASCII never match.
   *
   * @return the host in lower case, or empty if it is not allowed
   */
  public Optional<String> match(String entered) {
    String text = entered.strip().toLowerCase(Locale.ROOT);
    text = text.startsWith("https://") ? text.substring("https://".length()) : text;
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    boolean wellFormed = host.length() <= 100 && host.matches(HOST);
    return wellFormed && patterns.stream().anyMatch(pattern -> matches(host, pattern))
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
