package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares {@code aud} with the public URL of the endpoint that received the token. */
final class AudienceCheck {
  private final List<URI> baseUris;
  private final String[] bases;
  private final boolean httpAllowed;

  AudienceCheck(AppSettings settings) {
    baseUris = settings.baseUris();
    bases = new String[baseUris.size()];
    for (int i = 0; i < bases.length; i++) {
      bases[i] = baseUris.get(i).toString();
    }
    httpAllowed = settings.insecureMonday() != null;
  }

  /** Refuses an audience that {@link #isEndpoint} does not accept. */
  void requireEndpoint(@Nullable String audience, String endpoint) {
    if (!isEndpoint(audience, endpoint)) {
      throw new TokenRejectedException(
          Reason.AUDIENCE,
          "aud: expected "
              + urlsOf(endpoint)
              + ", found "
              + (audience == null ? "none" : "another URL"));
    }
  }

  /** Refuses an audience outside every base URI. Accepts a missing one. */
  void requireOwn(@Nullable String audience) {
    if (audience != null && indexOfBase(audience) < 0) {
      throw new TokenRejectedException(
          Reason.AUDIENCE, "aud: expected a URL under " + shownBases() + ", found another URL");
    }
  }

  /**
   * Whether the audience is exactly the endpoint's URL, under any base URI if the endpoint is a
   * path. For the root of a host, the slash before the query or the end is optional.
   *
   * @throws IllegalArgumentException if {@code endpoint} is null, or neither a path nor an https
   *     URL
   */
  boolean isEndpoint(@Nullable String audience, String endpoint) {
    boolean path = isPath(endpoint);
    if (audience == null) {
      return false;
    }
    if (!path) {
      return audience.equals(endpoint) || isSameRoot(audience, endpoint);
    }
    for (String base : bases) {
      if (isUnder(base, audience, endpoint) || isSameRoot(audience, base + endpoint)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the base URI that the audience is under. Returns the first base URI if there is no
   * audience, or if it is under none of them.
   */
  URI baseOf(@Nullable String audience) {
    int index = audience == null ? -1 : indexOfBase(audience);
    return baseUris.get(Math.max(index, 0));
  }

  /** Returns the full URLs of an endpoint that may be given as a path, for messages. */
  String urlsOf(String endpoint) {
    if (!isPath(endpoint)) {
      return endpoint;
    }
    StringBuilder urls = new StringBuilder();
    for (String base : bases) {
      urls.append(urls.isEmpty() ? "" : " or ").append(base).append(endpoint);
    }
    return urls.toString();
  }

  /** Returns all base URIs, for messages. */
  String shownBases() {
    return String.join(" or ", bases);
  }

  /** Refuses an endpoint that is null, or neither a path nor an https URL. */
  void requireForm(@Nullable String endpoint) {
    isPath(endpoint);
  }

  /** Returns the index of the base URI that the audience equals or is under, or -1. */
  private int indexOfBase(String audience) {
    for (int i = 0; i < bases.length; i++) {
      String base = bases[i];
      if (audience.startsWith(base)
          && (audience.length() == base.length()
              || "/?".indexOf(audience.charAt(base.length())) >= 0)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isUnder(String base, String audience, String path) {
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
