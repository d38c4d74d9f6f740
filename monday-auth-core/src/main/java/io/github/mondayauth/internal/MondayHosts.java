package io.github.mondayauth.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where monday.com is: its OAuth endpoints, its API, and what counts as one of its addresses. */
public final class MondayHosts {
  private static final int LONGEST = 2_000;

  private final @Nullable URI standIn;

  private MondayHosts(@Nullable URI standIn) {
    this.standIn = standIn;
  }

  /** The real monday.com, or what stands in for it. */
  public static MondayHosts of(AppSettings settings) {
    return new MondayHosts(settings.insecureMonday());
  }

  /** Where a browser is sent to consent; the same in both OAuth flows. */
  public URI authorizeUri() {
    return at("https://auth.monday.com", "/oauth2/authorize");
  }

  /** The token endpoint of OAuth 2.1. */
  public URI tokenUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/token");
  }

  /** The token endpoint of the flow before 2026, whose tokens do not expire. */
  public URI legacyTokenUri() {
    return at("https://auth.monday.com", "/oauth2/token");
  }

  /** Revokes a token of OAuth 2.1. */
  public URI revokeUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/revoke");
  }

  /** Exchanges a legacy token for a pair of OAuth 2.1. */
  public URI migrateUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/migrate");
  }

  /** The GraphQL API. */
  public URI graphQlUri() {
    return at("https://api.monday.com", "/v2");
  }

  /** The value as a URI, or null if it is no address of monday.com to send a browser to. */
  public @Nullable URI backToUrl(String value) {
    for (int i = 0; i < value.length(); i++) {
      // URI would take other scripts, and browsers read backslash and tab in their own way.
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~' || value.charAt(i) == '\\') {
        return null;
      }
    }
    try {
      URI uri = new URI(value);
      return isBackToUrl(uri) ? uri : null;
    } catch (URISyntaxException notOne) {
      return null;
    }
  }

  /** Whether a browser may be sent there: an address of monday.com of no unusual length. */
  public boolean isBackToUrl(URI uri) {
    return uri.toString().length() <= LONGEST && isMonday(uri);
  }

  /**
   * Whether it is an address of monday.com: https at the usual port, {@code monday.com} or a
   * subdomain of it by label, no user-info.
   */
  public boolean isMonday(URI uri) {
    String host = uri.getHost();
    String authority = uri.getRawAuthority();
    if (host == null || authority == null) {
      return false;
    }
    if (standIn != null) {
      return standIn.getScheme().equalsIgnoreCase(uri.getScheme())
          && authority.equalsIgnoreCase(standIn.getRawAuthority());
    }
    // Nothing but the host and perhaps the usual port: no user-info, no empty port.
    boolean plain = authority.equals(host) || authority.equals(host + ":443");
    String lower = host.toLowerCase(Locale.ROOT);
    return plain
        && "https".equalsIgnoreCase(uri.getScheme())
        && (lower.equals("monday.com") || lower.endsWith(".monday.com"));
  }

  private URI at(String origin, String path) {
    return URI.create((standIn == null ? origin : standIn.toString()) + path);
  }
}
