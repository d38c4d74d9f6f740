package io.github.mondayauth.oauth.connector;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The customer hosts that belong to a service. An entry is a host name, or {@code *.} and a host
 * name, which stands for every host with exactly one more label. Either may end with a port, which
 * is then part of the host.
 */
public final class AllowedHosts {
  /** No hosts, for a service that has one host for all customers. */
  static final AllowedHosts NONE = new AllowedHosts(List.of());

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + ")+";

  private static final String PORT = "(?::([1-9][0-9]{0,4}))?";
  private static final Pattern HOST_AND_PORT = Pattern.compile("(" + HOST + ")" + PORT);

  /** Browsers and resolvers read a host whose last label is a number as an IPv4 address. */
  private static final Pattern IP_ADDRESS = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

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
    if (!isHost(host)) {
      throw new IllegalArgumentException(
          "an allowed host: expected a host name, or *. and a host name, with an optional port"
              + " other than 443 and no IP address, found "
              + pattern);
    }
    return lower;
  }

  /** Whether this is a host name that is no IP address, with an optional port. */
  private static boolean isHost(String host) {
    Matcher matcher = HOST_AND_PORT.matcher(host);
    if (!matcher.matches() || IP_ADDRESS.matcher(matcher.group(1)).matches()) {
      return false;
    }
    String port = matcher.group(2);
    return port == null || isPort(Integer.parseInt(port));
  }

  private static boolean isPort(int port) {
    return port <= MAX_PORT && port != HTTPS_PORT;
  }

  boolean isEmpty() {
    return patterns.isEmpty();
  }

  /**
   * Finds the host that a user entered: by itself, in an https address, or without the {@link
   * #suffix} of all hosts. A port matches only an entry with the same port. User names, IP
   * addresses and characters other than ASCII never match.
   *
   * @return the host in lower case, with its port if it has one, or empty if it is not allowed
   */
  public Optional<String> match(String entered) {
    String text = entered.strip().toLowerCase(Locale.ROOT);
    text = text.startsWith("https://") ? text.substring("https://".length()) : text;
    int slash = text.indexOf('/');
    String entry = slash < 0 ? text : text.substring(0, slash);
    String host = entry.matches(LABEL) ? entry + suffix() : entry;
    boolean wellFormed = host.length() <= 100 && isHost(host);
    return wellFormed && patterns.stream().anyMatch(pattern -> matches(host, pattern))
        ? Optional.of(host)
        : Optional.empty();
  }

  /**
   * The end of every allowed host, such as {@code .example.com}, if there is one entry and it
   * starts with {@code *.}; otherwise empty. Before it, users need to enter the first label only.
   */
  public String suffix() {
    return patterns.size() == 1 && patterns.get(0).startsWith("*.")
        ? patterns.get(0).substring(1)
        : "";
  }

  private static boolean matches(String host, String pattern) {
    if (!pattern.startsWith("*.")) {
      return host.equals(pattern);
    }
    String parent = pattern.substring(1);
    return host.endsWith(parent) && host.indexOf('.') == host.length() - parent.length();
  }
}
