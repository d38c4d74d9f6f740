package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.web.BrowserReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps at most 20 flow cookies in a browser. Each abandoned flow leaves one behind for an hour,
 * and a web server refuses requests whose headers are too long, including requests for other pages.
 */
final class FlowCookieLimit {
  private static final int MOST = 20;

  /** Limits the headers of one reply, which web servers limit as well. */
  private static final int MOST_EXPIRED_AT_ONCE = 20;

  private FlowCookieLimit() {}

  /**
   * Adds to a reply that sets flow cookies the deletion of the oldest others beyond the limit.
   *
   * @param cookieHeaders the {@code Cookie} headers of the request
   */
  static FlowOutcome apply(
      FlowOutcome outcome, List<String> cookieHeaders, FlowCookie.Strength strength) {
    BrowserReply reply = outcome.reply();
    Set<String> touched = new HashSet<>();
    int set = 0;
    for (String cookie : reply.cookies()) {
      touched.add(cookie.substring(0, cookie.indexOf('=')));
      set += FlowCookie.isDeletion(cookie) ? 0 : 1;
    }
    Map<String, Long> brought = FlowCookie.namesWithMinutes(cookieHeaders, strength);
    brought.keySet().removeAll(touched);
    int excess = Math.min(brought.size() + set - MOST, MOST_EXPIRED_AT_ONCE);
    if (set == 0 || excess <= 0) {
      return outcome;
    }
    List<String> cookies = new ArrayList<>(reply.cookies());
    brought.entrySet().stream()
        .sorted(Comparator.comparingLong(Map.Entry::getValue))
        .limit(excess)
        .map(entry -> FlowCookie.deletion(entry.getKey(), strength))
        .forEach(cookies::add);
    return outcome.withReply(reply.withCookies(cookies));
  }
}
