package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Step;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/**
 * Handles the authorization URL, where monday.com sends a user who adds an automation, and the
 * callbacks of consent screens and forms. Map it to both: the authorization URL as an exact path,
 * and the callbacks as a prefix, such as {@code /authorize} and {@code /callback/*}.
 *
 * <p>It works behind filters that have parsed the form of a {@code POST} request. Safe for use by
 * several threads.
 */
public final class AuthorizationServlet extends EndpointServlet {
  private static final long serialVersionUID = 1L;

  private final transient Connections connections;

  /**
   * Creates a servlet.
   *
   * @param connections takes users through authorization
   */
  public AuthorizationServlet(Connections connections) {
    this.connections = requireNonNull(connections);
  }

  @Override
  List<String> methods(HttpServletRequest request) {
    return isStart(request) ? List.of("GET") : List.of("GET", "POST");
  }

  @Override
  Reply reply(HttpServletRequest request) throws IOException {
    BrowserRequest browser = ServletAdapter.browserRequest(request);
    Step step = isStart(request) ? connections.begin(browser) : connections.resume(browser);
    if (step instanceof Step.Refused refused) {
      ServletAdapter.log(refused.cause(), request);
    }
    return step.reply();
  }

  /** Only a prefix mapping has a path info. */
  private static boolean isStart(HttpServletRequest request) {
    return request.getPathInfo() == null;
  }
}
