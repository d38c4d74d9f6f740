package io.github.mondayauth.oauth;

import io.github.mondayauth.Reply;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The replies a browser gets: never stored, not framed, never telling where it came from. */
final class Answers {
  private Answers() {}

  static Reply redirect(URI location, List<String> cookies) {
    Map<String, String> headers = headers("default-src 'none'; frame-ancestors 'none'");
    headers.put("Location", location.toString());
    return Reply.of(302, headers, cookies, "");
  }

  static Reply page(int status, Page page, List<String> cookies) {
    return page(status, page, cookies, headers(page.contentSecurityPolicy("'none'")));
  }

  /**
   * The one page that is for a frame: it does nothing but lead out of it, and shows in frames of
   * the origin that the user came from only. {@code X-Frame-Options} cannot say that.
   */
  static Reply framedPage(int status, Page page, URI within) {
    String origin = within.getScheme() + "://" + within.getRawAuthority();
    Map<String, String> headers = headers(page.contentSecurityPolicy(origin));
    headers.remove("X-Frame-Options");
    return page(status, page, List.of(), headers);
  }

  private static Reply page(
      int status, Page page, List<String> cookies, Map<String, String> headers) {
    headers.put("Content-Type", "text/html; charset=utf-8");
    return Reply.of(status, headers, cookies, page.html());
  }

  /**
   * The same step as the answer to a form that was posted. Browsers apply {@code form-action} to
   * every redirect that follows a form, which would forbid the provider or make the policy useless;
   * so the way out of our origin is a page that goes on by itself.
   */
  static Step afterForm(Step step, URI ourOrigin) {
    String location = step.reply().headers().get("Location");
    if (location == null || location.startsWith(ourOrigin + "/")) {
      return step;
    }
    Reply reply = page(200, Page.onward(location), step.reply().cookies());
    if (step instanceof Step.Ask ask) {
      return new Step.Ask(ask.connection(), reply);
    }
    return step instanceof Step.Done done
        ? new Step.Done(done.user(), done.backToUrl(), reply)
        : step;
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
