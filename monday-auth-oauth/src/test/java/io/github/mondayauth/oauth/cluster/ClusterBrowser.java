package io.github.mondayauth.oauth.cluster;

import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser that opens each address of the application at the instance that the test chooses. */
final class ClusterBrowser {
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final TestBrowser elsewhere = new TestBrowser();

  Outcome begin(InstanceProcess instance, URI address) {
    return storeCookies(instance.call("begin", address.getRawQuery()));
  }

  Outcome resume(InstanceProcess instance, URI address) {
    return storeCookies(
        instance.call("resume", address.getPath(), address.getRawQuery(), cookieHeader()));
  }

  private Outcome storeCookies(Outcome step) {
    for (String cookie : step.cookies()) {
      String pair = cookie.substring(0, cookie.indexOf(';'));
      String name = pair.substring(0, pair.indexOf('='));
      if (cookie.contains("Max-Age=0;")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(pair.indexOf('=') + 1));
      }
    }
    return step;
  }

  String cookieHeader() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /**
   * Follows a step: continues from a page of the application, or opens a provider's consent screen,
   * where consent is given immediately.
   *
   * @return the address of the callback
   */
  URI consent(Outcome step) {
    URI next = step.location();
    if (next.getAuthority().equals(InstanceSettings.BASE.getAuthority())) {
      return next;
    }
    String location = elsewhere.openOnce(next).location();
    if (location == null) {
      throw new AssertionError("expected a redirect from the provider, found none");
    }
    return URI.create(location);
  }
}
