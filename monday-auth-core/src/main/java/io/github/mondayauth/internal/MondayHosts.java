package io.github.mondayauth.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The URLs of monday.com's OAuth endpoints and API, and the check that a URL is monday.com's. */
public final class MondayHosts {
  private static final int MAX_LENGTH = 2_000;

  private final @Nullable URI replacement;

  private MondayHosts(@Nullable URI replacement) {
    this.replacement = replacement;
  }

  /** Returns the hosts of the real monday.com, or the origin that replaces them. */
  public static MondayHosts of(AppSettings settings) {
    return new MondayHosts(settings.insecureMonday());
  }

  /** The authorization endpoint, the same for OAuth 2.1 and for the legacy flow. */
  public URI authorizeUri() {
    return at("https://auth.monday.com", "/oauth2/authorize");
  }

  /** The token endpoint of OAuth 2.1. */
  public URI tokenUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/token");
  }

  /** The token endpoint of the legacy flow (before 2026), whose access tokens do not expire. */
  public URI legacyTokenUri() {
    return at("https://auth.monday.com", "/oauth2/token");
  }

  /** The revocation endpoint of OAuth 2.1. */
  public URI revokeUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/revoke");
  }

  /** The endpoint that exchanges a legacy access token for OAuth 2.1 tokens. */
  public URI migrateUri() {
    return at("https://auth.monday.com", "/oauth_ms/oauth/migrate");
  }

  /** The GraphQL endpoint of the API. */
  public URI graphQlUri() {
    return at("https://api.monday.com", "/v2");
  }

  /** The address at which a user opens monday.com. */
  public URI homeUri() {
    return at("https://monday.com", "/");
  }

  /** The origins of monday.com's pages, as sources of a Content Security Policy. */
  public String contentSources() {
    return replacement == null ? "https://monday.com https://*.monday.com" : replacement.toString();
  }

  /** Parses a URL of monday.com to send a browser to. Returns null for anything else. */
  public @Nullable URI backToUrl(String value) {
    for (int i = 0; i < value.length(); i++) {
      // URI accepts other scripts, and browsers treat backslashes and tabs specially.
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~' || value.charAt(i) == '\\') {
        return null;
      }
    }
    try {
      URI uri = new URI(value);
      return isBackToUrl(uri) ? uri : null;
    } catch (URISyntaxException invalid) {
      return null;
    }
  }

  /** Whether the URI is a URL of monday.com of at most 2,000 characters. */
  public boolean isBackToUrl(URI uri) {
    return uri.toString().length() <= MAX_LENGTH && isMonday(uri);
  }

  /**
   * Whether the URI is a URL of monday.com: https on the default port, the host {@code monday.com}
   * or a subdomain of it, and no user info.
   */
  public boolean isMonday(URI uri) {
    String host = uri.getHost();
    String authority = uri.getRawAuthority();
    if (host == null || authority == null) {
      return false;
    }
    if (replacement != null) {
      return replacement.getScheme().equalsIgnoreCase(uri.getScheme())
          && authority.equalsIgnoreCase(replacement.getRawAuthority());
    }
    // The host and optionally the default port: no user info, no empty port.
    boolean plain = authority.equals(host) || authority.equals(host + ":443");
    String lower = host.toLowerCase(Locale.ROOT);
    return plain
        && "https".equalsIgnoreCase(uri.getScheme())
        && (lower.equals("monday.com") || lower.endsWith(".monday.com"));
  }

  private URI at(String origin, String path) {
    return URI.create((replacement == null ? origin : replacement.toString()) + path);
  }
}
