package io.github.mondayauth.oauth.web;

import io.github.mondayauth.oauth.Page;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply to a browser: a redirect, or a page that {@link Pages} has yet to render.
 *
 * @param status the HTTP status
 * @param location where the browser goes, or null if it stays on the page
 * @param page the page, or null for a redirect with a 3xx status
 * @param cookies complete {@code Set-Cookie} values
 * @param frameAncestors the origins that may show the page in a frame, as sources of a Content
 *     Security Policy, or null if none may
 */
public record BrowserReply(
    int status,
    @Nullable URI location,
    @Nullable PageContent page,
    List<String> cookies,
    @Nullable String frameAncestors) {

  /** Copies the list. */
  public BrowserReply {
    cookies = List.copyOf(cookies);
  }

  /** A redirect. */
  public static BrowserReply redirect(URI location, List<String> cookies) {
    return new BrowserReply(302, location, null, cookies, null);
  }

  /** A page. */
  public static BrowserReply page(int status, PageContent page, List<String> cookies) {
    return new BrowserReply(status, null, page, cookies, null);
  }

  /**
   * A page that may be shown in a frame, but only in frames of the given origins. It is meant for
   * the page that only leads out of the frame.
   *
   * @param within the origins, as sources of a Content Security Policy
   */
  public static BrowserReply framedPage(int status, PageContent page, String within) {
    return new BrowserReply(status, null, page, List.of(), within);
  }

  /**
   * Makes a reply suitable for the response to a form: replaces a redirect to another origin by a
   * page that redirects. Browsers apply {@code form-action} to every redirect that follows a form,
   * so a plain redirect would be blocked, or the policy would have to allow every provider.
   */
  public BrowserReply afterForm(URI ourOrigin) {
    if (location == null || page != null || location.toString().startsWith(ourOrigin + "/")) {
      return this;
    }
    PageContent redirecting =
        new PageContent(Page.Purpose.REDIRECT, PageText.of("redirect.title"))
            .text(PageText.of("redirect"))
            .action(Page.Action.Kind.CONTINUE, location.toString());
    return new BrowserReply(200, location, redirecting, cookies, null);
  }

  /** The same reply with other cookies. */
  public BrowserReply withCookies(List<String> others) {
    return new BrowserReply(status, location, page, others, frameAncestors);
  }

  /** Shows the status only. */
  @Override
  public String toString() {
    return "BrowserReply[" + status + "]";
  }
}
