package io.github.mondayauth;

import java.net.URI;
import java.util.Set;

/** What a configured address must be like. */
final class UriRules {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  private UriRules() {}

  /** Without its trailing slash; https, or http on this machine where that is allowed. */
  static URI check(String what, URI uri, boolean httpAllowed) {
    String host = uri.getHost();
    boolean secure = "https".equals(uri.getScheme());
    if (host == null || !(secure || (httpAllowed && isLocalHttp(uri.getScheme(), host)))) {
      throw new IllegalArgumentException(
          what + ": expected https://host/path" + (httpAllowed ? ", or http on localhost" : ""));
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(what + ": expected no user-info, query or fragment");
    }
    String text = uri.toString();
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return end == text.length() ? uri : URI.create(text.substring(0, end));
  }

  private static boolean isLocalHttp(String scheme, String host) {
    return scheme.equals("http") && LOCAL.contains(host);
  }

  /** Scheme, host and port only. */
  static URI checkOrigin(String what, URI uri) {
    URI origin = check(what, uri, true);
    if (!origin.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(what + ": expected no path");
    }
    return origin;
  }
}
