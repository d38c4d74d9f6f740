package io.github.mondayauth;

import java.net.URI;
import java.util.Set;

/** Requirements for configured URIs. */
final class UriRules {
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private UriRules() {}

  /**
   * Returns a base URI without its trailing slashes.
   *
   * @param name the setting's name, for messages
   * @param httpAllowed whether http is accepted for localhost
   * @throws IllegalArgumentException if it is not https with a host, an optional port and an
   *     optional path
   */
  static URI requireBase(String name, URI uri, boolean httpAllowed) {
    String host = uri.getHost();
    String scheme = uri.getScheme();
    boolean localHttp = host != null && "http".equals(scheme) && LOCAL_HOSTS.contains(host);
    if (host == null || !("https".equals(scheme) || (localHttp && httpAllowed))) {
      throw new IllegalArgumentException(
          name
              + ": expected https://host/path"
              + (httpAllowed ? " or http on localhost" : "")
              + ", found "
              + (host == null ? "no host" : (scheme == null ? "" : scheme + ":") + "//" + host)
              + (localHttp ? "; http on localhost needs Builder.insecureMonday" : ""));
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          name + ": expected no user info, query or fragment, found one");
    }
    String text = uri.toString();
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return end == text.length() ? uri : URI.create(text.substring(0, end));
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
}
