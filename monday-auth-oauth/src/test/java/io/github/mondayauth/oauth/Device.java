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
 * A person's browser as the library sees it, without a server in between: it hands addresses to the
 * connections under test, keeps cookies (its own way: the JDK's cookie manager sends no {@code
 * Secure} cookie to localhost), and visits providers.
 */
final class Device {
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final TestBrowser elsewhere = new TestBrowser();

  /** Opens an address of the application. */
  Step open(Connections connections, URI address) {
    BrowserRequest request =
        withCookies(BrowserRequest.get(address.getPath(), address.getRawQuery()));
    return address.getPath().endsWith("/authorize")
        ? kept(connections.begin(request))
        : kept(connections.resume(request));
  }

  /** Posts a form to a path of the application. */
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

  /** Takes over another device's cookies, as a thief would. */
  Device with(Map<String, String> others) {
    cookies.putAll(others);
    return this;
  }

  /** Follows the redirect to a provider whose consent is given at once: the callback's address. */
  URI consent(Step step) {
    String location = elsewhere.openOnce(location(step)).location();
    if (location == null) {
      throw new AssertionError("the provider did not redirect");
    }
    return URI.create(location);
  }

  /** Follows redirects of the application to itself, until one leads elsewhere or to a page. */
  Step settle(Connections connections, Step step, URI origin) {
    Step settled = step;
    while (settled.reply().headers().containsKey("Location")
        && location(settled).toString().startsWith(origin.toString() + "/callback")) {
      settled = open(connections, location(settled));
    }
    return settled;
  }

  static URI location(Step step) {
    String location = step.reply().headers().get("Location");
    if (location == null) {
      throw new AssertionError("no redirect: " + step + "\n" + step.reply().body());
    }
    return URI.create(location);
  }

  static URI link(Step step, String text) {
    Matcher link =
        Pattern.compile("<a [^>]*href=\"([^\"]*)\">" + Pattern.quote(text) + "</a>")
            .matcher(step.reply().body());
    if (!link.find()) {
      throw new AssertionError("no link " + text + " in " + step + "\n" + step.reply().body());
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
      throw new AssertionError("no field " + name + " in " + step);
    }
    return field.group(1);
  }

  static String parameter(URI address, String name) {
    for (String pair : address.getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new AssertionError("no parameter " + name);
  }

  static URI with(URI address, String name, String value) {
    return URI.create(address.toString().replaceAll(name + "=[^&]*", name + "=" + value));
  }

  static OAuthException.Reason reason(Step step) {
    if (step instanceof Step.Refused refused && refused.cause() instanceof OAuthException cause) {
      return cause.reason();
    }
    throw new AssertionError("not refused by an OAuthException: " + step);
  }
}
