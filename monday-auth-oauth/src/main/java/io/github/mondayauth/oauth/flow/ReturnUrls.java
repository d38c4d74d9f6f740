package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.internal.MondayHosts;
import io.github.mondayauth.oauth.OAuthException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The URLs to which a flow may send the browser in the end. A flow that began with an authorization
 * token returns to monday.com. One that began with a connect link may also return to a page of the
 * application.
 */
public final class ReturnUrls {
  private static final int MAX_LENGTH = 2_000;

  /**
   * The characters of a path that every server understands in the same way: no percent-encoding,
   * behind which a server may see another path, and no semicolon, which starts parameters that many
   * servers remove.
   */
  private static final String PLAIN_PATH = "[A-Za-z0-9_.~!$&'()*+,=:@/-]*";

  private final MondayHosts hosts;
  private final FlowConfig config;
  private final Set<String> allowed;

  /**
   * Checks and keeps the URLs.
   *
   * @param allowed the other URLs that the application allows
   * @param httpAllowed whether they may use http on localhost
   * @throws IllegalArgumentException if one of them is malformed, or not https
   */
  public ReturnUrls(MondayHosts hosts, FlowConfig config, List<URI> allowed, boolean httpAllowed) {
    this.hosts = hosts;
    this.config = config;
    for (URI uri : allowed) {
      requireConfigurable(uri, httpAllowed);
    }
    this.allowed = allowed.stream().map(URI::toString).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a connect link may return to a URL: a URL of monday.com, one of the application except
   * its authorize and callback paths, or exactly one of the allowed ones.
   */
  boolean isAllowed(URI uri) {
    return allowed.contains(uri.toString())
        || (isPlain(uri) && (hosts.isBackToUrl(uri) || isOwnPage(uri)));
  }

  /**
   * Checks where a flow returns. That was checked when it began, perhaps by an instance with
   * another configuration.
   *
   * @throws OAuthException if the URL is not allowed
   */
  void requireAllowed(FlowState.Origin origin) {
    if (origin.isFromLink()) {
      requireAllowedByLink(origin.backToUrl());
    } else if (!isMonday(origin.backToUrl())) {
      throw new OAuthException(
          Reason.STATE, "backToUrl: expected an address of monday.com, found another");
    }
  }

  /** Whether a flow may return to where it began. */
  boolean isAllowed(FlowState.Origin origin) {
    return origin.isFromLink() ? isAllowed(origin.backToUrl()) : isMonday(origin.backToUrl());
  }

  /** Whether a URL is one of monday.com. */
  boolean isMonday(URI uri) {
    return hosts.backToUrl(uri.toString()) != null;
  }

  /**
   * Checks where a connect link returns.
   *
   * @throws OAuthException if the URL is not allowed
   */
  void requireAllowedByLink(URI returnTo) {
    if (!isAllowed(returnTo)) {
      throw new OAuthException(
          Reason.LINK, "returnTo: expected " + expected() + ", found another URL");
    }
  }

  /** The allowed URLs in words, for messages. */
  String expected() {
    return "an https URL of monday.com, a page under "
        + config.baseUris().stream().map(URI::toString).collect(Collectors.joining(" or "))
        + " other than "
        + config.authorizePath()
        + " and "
        + config.callbackPath()
        + ", or one that Connections.Builder.allowReturnTo names";
  }

  /** The base URI that a URL is under, or the first one. */
  URI baseOf(URI uri) {
    return config.baseUris().stream()
        .filter(base -> isOwnPage(base, uri))
        .findFirst()
        .orElse(config.baseUris().get(0));
  }

  private boolean isOwnPage(URI uri) {
    return config.baseUris().stream().anyMatch(base -> isOwnPage(base, uri));
  }

  private boolean isOwnPage(URI baseUri, URI uri) {
    String base = baseUri.toString();
    String address = uri.toString();
    if (!address.startsWith(base)) {
      return false;
    }
    // Everything before the path is the base URI, letter by letter: no user info, no other port.
    String rest = address.substring(base.length());
    String path = rest.split("[?#]", 2)[0];
    return (path.isEmpty() ? rest.isEmpty() || "?#".indexOf(rest.charAt(0)) >= 0 : isPage(path));
  }

  /** Whether a path below the base URI means the same to every server, and is not the library's. */
  private boolean isPage(String path) {
    return path.startsWith("/")
        && path.matches(PLAIN_PATH)
        && !path.contains("//")
        && !(path + "/").contains("/./")
        && !(path + "/").contains("/../")
        && !isAt(path, config.authorizePath())
        && !isAt(path, config.callbackPath());
  }

  /** Whether a path is this one or below it, also for a server that ignores case. */
  private static boolean isAt(String path, String reserved) {
    String lower = path.toLowerCase(Locale.ROOT);
    String start = reserved.toLowerCase(Locale.ROOT);
    return lower.equals(start) || lower.startsWith(start + "/");
  }

  private void requireConfigurable(URI uri, boolean httpAllowed) {
    String host = uri.getHost();
    boolean isLocalHttp = httpAllowed && "http".equals(uri.getScheme()) && "localhost".equals(host);
    boolean isPort = uri.getPort() != 0 && uri.getPort() <= 65_535;
    String authority = uri.getPort() < 0 ? host : host + ":" + uri.getPort();
    if (!("https".equals(uri.getScheme()) || isLocalHttp)
        || host == null
        || !isPort
        || !authority.equals(uri.getRawAuthority())
        || !isPlain(uri)) {
      throw new IllegalArgumentException(
          "allowReturnTo: expected an https URL with a host, without user info, of at most "
              + MAX_LENGTH
              + " ASCII characters, found "
              + uri);
    }
  }

  /** Whether browsers and Java read the URL in the same way: printable ASCII and no backslash. */
  private static boolean isPlain(URI uri) {
    String address = uri.toString();
    return address.length() <= MAX_LENGTH
        && address.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\');
  }
}
