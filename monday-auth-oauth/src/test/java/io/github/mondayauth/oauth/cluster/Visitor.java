package io.github.mondayauth.oauth.cluster;

import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A person's browser: it takes addresses of the application to whichever node it is told. */
final class Visitor {
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final TestBrowser elsewhere = new TestBrowser();

  Outcome begin(NodeProcess node, URI address) {
    return kept(node.call("begin", address.getRawQuery()));
  }

  /** Begins although the connection is there. */
  Outcome beginAnew(NodeProcess node, URI address, String connection) {
    return kept(node.call("anew", address.getRawQuery(), connection));
  }

  Outcome resume(NodeProcess node, URI address) {
    return kept(node.call("resume", address.getPath(), address.getRawQuery(), cookieHeader()));
  }

  private Outcome kept(Outcome step) {
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
   * Does what is asked: goes on from a page of the application, or visits a provider, where consent
   * is given at once.
   *
   * @return the address of the callback
   */
  URI consent(Outcome asked) {
    URI next = asked.location();
    if (next.getAuthority().equals(NodeSettings.BASE.getAuthority())) {
      return next;
    }
    String location = elsewhere.openOnce(next).location();
    if (location == null) {
      throw new AssertionError("the provider did not redirect");
    }
    return URI.create(location);
  }
}
