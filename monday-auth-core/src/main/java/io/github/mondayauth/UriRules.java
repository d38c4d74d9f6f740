package io.github.mondayauth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requirements for configured URIs. */
final class UriRules {
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MAX_PORT = 65_535;

  private UriRules() {}

  /**
   * Returns a base URI in its normal form: scheme and host in lower case, no default port, no
   * trailing slash.
   *
   * @param name the setting's name, for messages
   * @param httpAllowed whether http is accepted for localhost
   * @throws IllegalArgumentException if it is not https with a host, an optional port and an
   *     optional path of ASCII characters without escapes, empty segments and dot segments
   */
  static URI requireBase(String name, URI uri, boolean httpAllowed) {
    String scheme = lower(uri.getScheme());
    String host = lower(uri.getHost());
    boolean localHttp = scheme.equals("http") && LOCAL_HOSTS.contains(host);
    boolean right = scheme.equals("https") || (localHttp && httpAllowed);
    if (!right || !isPlainAuthority(uri, host) || !isPlainPath(uri)) {
      throw new IllegalArgumentException(
          name
              + ": expected https://host with an optional port and path"
              + (httpAllowed ? ", or http on localhost" : "")
              + ", found "
              + shown(uri)
              + (localHttp && !httpAllowed ? "; http needs Builder.insecureMonday" : ""));
    }
    boolean defaultPort = uri.getPort() < 0 || uri.getPort() == (localHttp ? 80 : 443);
    String path = uri.getRawPath();
    // StringBuilder, because the first + in a process costs a function's cold start milliseconds.
    StringBuilder normal = new StringBuilder(scheme).append("://").append(host);
    if (!defaultPort) {
      normal.append(':').append(uri.getPort());
    }
    normal.append(path, 0, path.endsWith("/") ? path.length() - 1 : path.length());
    return URI.create(normal.toString());
  }

  /**
   * Returns base URIs in their normal form, in the same order.
   *
   * @throws IllegalArgumentException as {@link #requireBase} does; if two have different schemes,
   *     since a flow's cookies depend on it; or if one equals another or is under it, since then
   *     two paths would name the same URL
   */
  static List<URI> requireBases(List<URI> uris, boolean httpAllowed) {
    List<URI> bases = new ArrayList<>(uris.size());
    for (URI uri : uris) {
      URI base = requireBase("base URI", uri, httpAllowed);
      for (URI other : bases) {
        requireSeparate(base, other);
      }
      bases.add(base);
    }
    return bases;
  }

  private static void requireSeparate(URI base, URI other) {
    boolean nested =
        base.equals(other)
            || base.toString().startsWith(other.toString().concat("/"))
            || other.toString().startsWith(base.toString().concat("/"));
    if (nested || !base.getScheme().equals(other.getScheme())) {
      throw new IllegalArgumentException(
          "base URIs: expected the same scheme, and none under another, found "
              + base
              + " and "
              + other);
    }
  }

  /** Like {@link #requireBase}, and without a path. Accepts http for localhost. */
  static URI requireOrigin(String name, URI uri) {
    URI origin = requireBase(name, uri, true);
    if (!origin.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          name + ": expected an origin without a path, found " + origin.getRawPath());
    }
    return origin;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  /** Whether there is a host, and nothing next to it but a port in its usual form. */
  private static boolean isPlainAuthority(URI uri, String host) {
    int port = uri.getPort();
    String authority = port < 0 ? host : host.concat(":").concat(Integer.toString(port));
    return !host.isEmpty()
        && !host.endsWith(".")
        && authority.equalsIgnoreCase(uri.getRawAuthority())
        && port != 0
        && port <= MAX_PORT;
  }

  /**
   * Whether there is no query and no fragment, and no character, escape or segment that servers and
   * proxies treat differently.
   */
  private static boolean isPlainPath(URI uri) {
    String segments = uri.getRawPath().concat("/");
    return uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && !uri.getRawPath().contains("//")
        && !segments.contains("/./")
        && !segments.contains("/../")
        && isPlainAscii(uri.toString());
  }

  private static boolean isPlainAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > '~' || text.charAt(i) == '%') {
        return false;
      }
    }
    return true;
  }

  /** Shows a URI without user info, query and fragment, which can contain secrets. */
  private static String shown(URI uri) {
    String text = uri.toString().split("[?#]", 2)[0];
    int at = text.lastIndexOf('@');
    return Diagnosis.shown(at < 0 ? text : "..." + text.substring(at));
  }
}
