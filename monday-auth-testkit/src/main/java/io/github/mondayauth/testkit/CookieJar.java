package io.github.mondayauth.testkit;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stores cookies as a browser does: {@code Secure} cookies work on localhost (the JDK's cookie
 * manager refuses them), the {@code __Host-} prefix is enforced, {@code Max-Age=0} deletes a
 * cookie, and all ports of a host share their cookies. Cookies with a {@code Domain} are rejected.
 */
final class CookieJar {
  private record Id(String host, String path, String name) {}

  private record Cookie(String value, boolean secure) {}

  private final Map<Id, Cookie> cookies = new LinkedHashMap<>();

  synchronized void store(URI from, String setCookie) {
    String[] parts = setCookie.split(";");
    int equals = parts[0].indexOf('=');
    String name = parts[0].substring(0, Math.max(equals, 0)).strip();
    Map<String, String> attributes = attributes(parts);
    boolean secure = attributes.containsKey("secure");
    String path = attributes.getOrDefault("path", "/");
    if (name.isEmpty() || (secure && !isTrustworthy(from)) || attributes.containsKey("domain")) {
      return;
    }
    if (name.startsWith("__Host-") && !(secure && path.equals("/"))) {
      return;
    }
    Id id = new Id(from.getHost(), path, name);
    String maxAge = attributes.get("max-age");
    if (maxAge != null && Long.parseLong(maxAge) <= 0) {
      cookies.remove(id);
    } else {
      cookies.put(id, new Cookie(parts[0].substring(equals + 1).strip(), secure));
    }
  }

  private static Map<String, String> attributes(String... parts) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      attributes.put(pair[0].toLowerCase(Locale.ROOT), pair.length > 1 ? pair[1] : "");
    }
    return attributes;
  }

  private static boolean isTrustworthy(URI uri) {
    return "https".equals(uri.getScheme()) || "localhost".equals(uri.getHost());
  }

  /** The value of the {@code Cookie} header, or null if no cookie matches. */
  synchronized @Nullable String header(URI to) {
    List<String> pairs = new ArrayList<>();
    cookies.forEach(
        (id, cookie) -> {
          boolean sent =
              Objects.equals(id.host(), to.getHost())
                  && to.getPath().startsWith(id.path())
                  && (!cookie.secure() || isTrustworthy(to));
          if (sent) {
            pairs.add(id.name() + "=" + cookie.value());
          }
        });
    return pairs.isEmpty() ? null : String.join("; ", pairs);
  }

  synchronized void clear() {
    cookies.clear();
  }
}
