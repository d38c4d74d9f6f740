package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the links of a page, for the demo's script and the tests. */
public final class PageLinks {
  private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]+)\"");

  private static final Pattern ADDRESS = Pattern.compile("http://localhost:[0-9]+/\\S+");

  private PageLinks() {}

  /** The link in the notification with which the application replied, if it has one. */
  static Optional<URI> inNotification(AppReply reply) {
    Matcher link =
        ADDRESS.matcher(String.valueOf(reply.json().get("notificationErrorDescription")));
    return link.find() ? Optional.of(URI.create(link.group())) : Optional.empty();
  }

  /** The target of a page's first link. */
  public static URI first(TestBrowser.Page page) {
    Matcher link = LINK.matcher(page.reply().body());
    if (!link.find()) {
      throw new IllegalStateException("Expected a page with a link, found none on " + page);
    }
    return page.uri().resolve(link.group(1).replace("&amp;", "&"));
  }
}
