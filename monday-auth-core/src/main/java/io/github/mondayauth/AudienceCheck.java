package io.github.mondayauth;

import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.internal.AppSettings;
import org.jspecify.annotations.Nullable;

/** The public URLs of the app's endpoints, which tokens name as their audience. */
final class AudienceCheck {
  private final String base;
  private final boolean httpAllowed;

  AudienceCheck(AppSettings settings) {
    base = settings.baseUri().toString();
    httpAllowed = settings.insecureMonday() != null;
  }

  /** Refuses an audience that is not exactly this endpoint. */
  void check(@Nullable String audience, String endpoint) {
    boolean path = isPath(endpoint);
    if (audience == null || !(path ? isUnderBase(audience, endpoint) : audience.equals(endpoint))) {
      String url = urlOf(endpoint);
      if (audience == null || !isSameRoot(audience, url)) {
        throw new TokenRejectedException(
            Reason.AUDIENCE,
            "aud: expected " + url + ", found " + (audience == null ? "none" : "another"));
      }
    }
  }

  /** Refuses an audience that is none of the app's URLs; for kinds that need not have one. */
  void checkOurs(@Nullable String audience) {
    boolean ours =
        audience == null
            || (audience.startsWith(base)
                && (audience.length() == base.length()
                    || "/?".indexOf(audience.charAt(base.length())) >= 0));
    if (!ours) {
      throw new TokenRejectedException(
          Reason.AUDIENCE, "aud: expected a URL under " + base + ", found another");
    }
  }

  /** The URL an endpoint stands for. */
  String urlOf(String endpoint) {
    return isPath(endpoint) ? base + endpoint : endpoint;
  }

  private boolean isUnderBase(String audience, String path) {
    return audience.length() == base.length() + path.length()
        && audience.startsWith(base)
        && audience.endsWith(path);
  }

  /**
   * Whether both name the root of one host, with and without the slash that makes no difference.
   */
  private static boolean isSameRoot(String audience, String url) {
    int path = url.indexOf('/', url.indexOf("//") + 2);
    if (path < 0 && url.indexOf('?') < 0) {
      return audience.equals(url + "/");
    }
    return path == url.length() - 1 && audience.equals(url.substring(0, path));
  }

  /** Whether it is a path; refuses what is neither a path nor a URL. */
  private boolean isPath(String endpoint) {
    if (endpoint.startsWith("/")) {
      return true;
    }
    if (endpoint.startsWith("https://") || (httpAllowed && endpoint.startsWith("http://"))) {
      return false;
    }
    throw new IllegalArgumentException("an endpoint is a path from / on, or a full https URL");
  }
}
