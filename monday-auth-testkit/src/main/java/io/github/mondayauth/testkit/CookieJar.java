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
 * Cookies as a browser keeps them, as far as one host needs it: {@code Secure} works on localhost
 * (which the JDK's own manager refuses), {@code __Host-} is held to its rules, {@code Max-Age=0}
 * deletes. Ports share cookies, as they do in browsers.
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
    if (name.isEmpty() || (secure && !trustworthy(from)) || attributes.containsKey("domain")) {
      return;
    }
    if (name.startsWith("__Host-") && !(secure && path.equals("/"))) {
      return;
    }
    Id id = new Id(from.getHost(), path, name);
    String age = attributes.get("max-age");
    if (age != null && Long.parseLong(age) <= 0) {
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

  private static boolean trustworthy(URI uri) {
    return "https".equals(uri.getScheme()) || "localhost".equals(uri.getHost());
  }

  /** The {@code Cookie} header, or null for none. */
  synchronized @Nullable String header(URI to) {
    List<String> pairs = new ArrayList<>();
    cookies.forEach(
        (id, cookie) -> {
          boolean sent =
              Objects.equals(id.host(), to.getHost())
                  && to.getPath().startsWith(id.path())
                  && (!cookie.secure() || trustworthy(to));
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
