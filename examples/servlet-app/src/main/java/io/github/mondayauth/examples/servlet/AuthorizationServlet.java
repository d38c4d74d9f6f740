package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Step;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the authorization URL, which monday.com opens when a user adds a recipe, and the
 * callbacks of consent screens and forms. Map it to {@code /authorize} and {@code /callback/*}.
 */
final class AuthorizationServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationServlet.class);

  private final transient Connections connections;

  AuthorizationServlet(Connections connections) {
    this.connections = connections;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BrowserRequest get = BrowserRequest.get(ServletAdapter.path(request), request.getQueryString());
    BrowserRequest browser = get.headers(name -> ServletAdapter.headers(request, name));
    boolean isStart = request.getServletPath().equals("/authorize");
    send(isStart ? connections.begin(browser) : connections.resume(browser), request, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BrowserRequest post =
        BrowserRequest.post(ServletAdapter.path(request), ServletAdapter.body(request));
    Step step = connections.resume(post.headers(name -> ServletAdapter.headers(request, name)));
    send(step, request, response);
  }

  private static void send(Step step, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    LOG.info("{}: {}", request.getServletPath(), step);
    if (step instanceof Step.Refused refused) {
      LOG.info("Refused: {}", refused.cause().toString());
    }
    ServletAdapter.send(step.reply(), response);
  }
}
