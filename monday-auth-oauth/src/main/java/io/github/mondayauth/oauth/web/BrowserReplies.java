package io.github.mondayauth.oauth.web;

import io.github.mondayauth.Reply;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds replies to browsers. Browsers must not cache them, must not send their address as a
 * referrer, and must not show them in a frame, except for {@link #framedPage}.
 */
public final class BrowserReplies {
  private BrowserReplies() {}

  /** A redirect. */
  public static Reply redirect(URI location, List<String> cookies) {
    Map<String, String> headers = headers("default-src 'none'; frame-ancestors 'none'");
    headers.put("Location", location.toString());
    return Reply.of(302, headers, cookies, "");
  }

  /** A page. */
  public static Reply page(int status, HtmlPage page, List<String> cookies) {
    return page(status, page, cookies, headers(page.contentSecurityPolicy("'none'")));
  }

  /**
   * A page that may be shown in a frame, but only in frames of the given origins. It is meant for
   * the page that only leads out of the frame. {@code X-Frame-Options} is left out, because it
   * cannot name an origin.
   *
   * @param within the origins, as sources of a Content Security Policy
   */
  public static Reply framedPage(int status, HtmlPage page, String within) {
    Map<String, String> headers = headers(page.contentSecurityPolicy(within));
    headers.remove("X-Frame-Options");
    return page(status, page, List.of(), headers);
  }

  private static Reply page(
      int status, HtmlPage page, List<String> cookies, Map<String, String> headers) {
    headers.put("Content-Type", "text/html; charset=utf-8");
    return Reply.of(status, headers, cookies, page.html());
  }

  /**
   * Makes a reply suitable for the response to a form: replaces a redirect to another origin by a
   * page that redirects. Browsers apply {@code form-action} to every redirect that follows a form,
   * so a plain redirect would be blocked, or the policy would have to allow every provider.
   */
  public static Reply afterForm(Reply reply, URI ourOrigin) {
    String location = reply.headers().get("Location");
    return location == null || location.startsWith(ourOrigin + "/")
        ? reply
        : page(200, HtmlPage.redirectingTo(location), reply.cookies());
  }

  private static Map<String, String> headers(String contentSecurityPolicy) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Content-Security-Policy", contentSecurityPolicy);
    return headers;
  }
}
