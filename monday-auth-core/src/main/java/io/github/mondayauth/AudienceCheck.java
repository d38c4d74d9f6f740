package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import org.jspecify.annotations.Nullable;

/** Compares {@code aud} with the public URL of the endpoint that received the token. */
final class AudienceCheck {
  private final String base;
  private final boolean httpAllowed;

  AudienceCheck(AppSettings settings) {
    base = settings.baseUri().toString();
    httpAllowed = settings.insecureMonday() != null;
  }

  /** Refuses an audience that {@link #isEndpoint} does not accept. */
  void requireEndpoint(@Nullable String audience, String endpoint) {
    if (!isEndpoint(audience, endpoint)) {
      throw new TokenRejectedException(
          Reason.AUDIENCE,
          "aud: expected "
              + urlOf(endpoint)
              + ", found "
              + (audience == null ? "none" : "another URL"));
    }
  }

  /** Refuses an audience outside the base URI. Accepts a missing one. */
  void requireOwn(@Nullable String audience) {
    if (audience != null && !isOwn(audience)) {
      throw new TokenRejectedException(
          Reason.AUDIENCE, "aud: expected a URL under " + base + ", found another URL");
    }
  }

  /**
   * Whether the audience is exactly the endpoint's URL. For the root of a host, the slash before
   * the query or the end is optional.
   *
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  boolean isEndpoint(@Nullable String audience, String endpoint) {
    boolean path = isPath(endpoint);
    if (audience == null) {
      return false;
    }
    return (path ? isUnderBase(audience, endpoint) : audience.equals(endpoint))
        || isSameRoot(audience, urlOf(endpoint));
  }

  /** Whether the audience is the base URI or a URL under it. */
  boolean isOwn(String audience) {
    return audience.startsWith(base)
        && (audience.length() == base.length()
            || "/?".indexOf(audience.charAt(base.length())) >= 0);
  }

  /** Returns the full URL of an endpoint that may be given as a path. */
  String urlOf(String endpoint) {
    return isPath(endpoint) ? base + endpoint : endpoint;
  }

  /** Refuses an endpoint that is null, or neither a path nor an https URL. */
  void requireForm(@Nullable String endpoint) {
    isPath(endpoint);
  }

  private boolean isUnderBase(String audience, String path) {
    return audience.length() == base.length() + path.length()
        && audience.startsWith(base)
        && audience.endsWith(path);
  }

  /** Whether both URLs are the root of the same host with the same query. */
  private static boolean isSameRoot(String audience, String url) {
    int end = authorityEnd(url);
    String query = queryOfRoot(url, end);
    return query != null
        && authorityEnd(audience) == end
        && audience.regionMatches(0, url, 0, end)
        && query.equals(queryOfRoot(audience, end));
  }

  private static int authorityEnd(String url) {
    int end = url.indexOf("//") + 2;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Returns what follows the root with its question mark, or null if the URL has a path. */
  private static @Nullable String queryOfRoot(String url, int authorityEnd) {
    int end = url.startsWith("/", authorityEnd) ? authorityEnd + 1 : authorityEnd;
    return end == url.length() || url.charAt(end) == '?' ? url.substring(end) : null;
  }

  /** Whether the endpoint is a path rather than a URL. The exception does not show its value. */
  private boolean isPath(@Nullable String endpoint) {
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "endpoint: expected a path that starts with / or a full https URL, found null");
    }
    if (endpoint.startsWith("/")) {
      return true;
    }
    if (endpoint.startsWith("https://") || (httpAllowed && endpoint.startsWith("http://"))) {
      return false;
    }
    throw new IllegalArgumentException(
        "endpoint: expected a path that starts with / or a full https URL, found neither");
  }
}
