package io.github.mondayauth.oauth;

import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser without a server between it and the library: it passes addresses of the application to
 * {@link Connections}, and opens those of providers over HTTP. It keeps cookies itself, because the
 * JDK's cookie manager sends no {@code Secure} cookie to localhost.
 */
final class DirectBrowser {
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final TestBrowser providers = new TestBrowser();

  /** Opens an address of the application. */
  Step open(Connections connections, URI address) {
    BrowserRequest request =
        withCookies(BrowserRequest.get(address.getPath(), address.getRawQuery()));
    return address.getPath().endsWith("/authorize")
        ? kept(connections.begin(request))
        : kept(connections.resume(request));
  }

  /** Opens an address of the application, and follows its redirects to itself. */
  Step openPage(Connections connections, URI address) {
    String callbacks = address.resolve("/callback").toString();
    Step step = open(connections, address);
    while (step.reply().headers().containsKey("Location")
        && location(step).toString().startsWith(callbacks)) {
      step = open(connections, location(step));
    }
    return step;
  }

  /** Posts a form to an address of the application. */
  Step post(Connections connections, URI address, String form) {
    return kept(connections.resume(withCookies(BrowserRequest.post(address.getPath(), form))));
  }

  private BrowserRequest withCookies(BrowserRequest request) {
    return withCookies(request, cookieHeaders());
  }

  static BrowserRequest withCookies(BrowserRequest request, List<String> cookieHeaders) {
    return request.headers(name -> name.equals("Cookie") ? cookieHeaders : null);
  }

  private Step kept(Step step) {
    step.reply().cookies().forEach(this::keep);
    return step;
  }

  private void keep(String setCookie) {
    String pair = setCookie.substring(0, setCookie.indexOf(';'));
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains("Max-Age=0;")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
  }

  List<String> cookieHeaders() {
    return List.of(
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; ")));
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** Adds cookies of another browser, as a thief would. */
  DirectBrowser with(Map<String, String> stolen) {
    cookies.putAll(stolen);
    return this;
  }

  /** Follows a redirect to a provider that gives consent at once; returns the callback. */
  URI consent(Step step) {
    String location = providers.openOnce(location(step)).location();
    if (location == null) {
      throw new AssertionError("expected a redirect from the provider, found none");
    }
    return URI.create(location);
  }

  static URI location(Step step) {
    String location = step.reply().headers().get("Location");
    if (location == null) {
      throw new AssertionError("expected a redirect, found " + step + "\n" + step.reply().body());
    }
    return URI.create(location);
  }

  static URI link(Step step, String text) {
    return link(step.reply().body(), text);
  }

  /** The address of the link with this text. */
  static URI link(String html, String text) {
    Matcher link =
        Pattern.compile("<a [^>]*href=\"([^\"]*)\">" + Pattern.quote(text) + "</a>").matcher(html);
    if (!link.find()) {
      throw new AssertionError("expected a link " + text + ", found none in:\n" + html);
    }
    return URI.create(link.group(1).replace("&amp;", "&"));
  }

  static boolean hasLink(Step step, String text) {
    return step.reply().body().contains(">" + text + "</a>");
  }

  /** The value of a hidden field of the page. */
  static String hidden(Step step, String name) {
    Matcher field =
        Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(step.reply().body());
    if (!field.find()) {
      throw new AssertionError("expected a field " + name + ", found none in " + step);
    }
    return field.group(1);
  }

  static String parameter(URI address, String name) {
    for (String pair : address.getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new AssertionError("expected a parameter " + name + ", found none");
  }

  static URI with(URI address, String name, String value) {
    return URI.create(address.toString().replaceAll(name + "=[^&]*", name + "=" + value));
  }

  static OAuthException.Reason reason(Step step) {
    if (step instanceof Step.Refused refused && refused.cause() instanceof OAuthException cause) {
      return cause.reason();
    }
    throw new AssertionError("expected an OAuthException, found " + step);
  }
}
