package io.github.mondayauth.examples.servlet.demo;

import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A view of the application in a frame of monday.com, without a browser that runs scripts: gets
 * session tokens from the page around it, and posts them to the application, as {@code view.js}
 * does.
 */
final class View {
  private static final Pattern FRAME = Pattern.compile("<iframe [^>]*src=\"([^\"]+)\"");

  private final DemoEnvironment environment;
  private final TestBrowser browser;
  private final TestBrowser.Page host;
  private final List<String> sessionTokens = new ArrayList<>();

  /** Opens the view on a board. */
  View(DemoEnvironment environment, FakeUser user, TestBrowser browser) {
    this.environment = environment;
    this.browser = browser;
    this.host = browser.open(user.openView(environment.at("/view")));
  }

  /** The page that monday.com shows in the frame. */
  TestBrowser.Page frame() {
    Matcher frame = FRAME.matcher(host.reply().body());
    if (!frame.find()) {
      throw new IllegalStateException("Expected a page with a frame, found none on " + host);
    }
    return browser.open(URI.create(frame.group(1)));
  }

  /** Replies to what the view posts first: which connections the user has. */
  AppReply status() {
    return post("/view/status");
  }

  /** The connect link that the view opens in a new tab. */
  URI link() {
    return URI.create(String.valueOf(post("/view/link").json().get("link")));
  }

  /** The session tokens used so far, a new one for each request. */
  List<String> sessionTokens() {
    return List.copyOf(sessionTokens);
  }

  private AppReply post(String path) {
    URI tokens = URI.create(host.uri() + "/session-token");
    String token = String.valueOf(browser.open(tokens).reply().json().get("token"));
    sessionTokens.add(token);
    return environment.monday.post(environment.at(path), "Bearer " + token, "");
  }
}
