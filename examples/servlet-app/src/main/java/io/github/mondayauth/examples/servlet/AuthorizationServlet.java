package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Step;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The authorization URL, to which monday.com sends a user who adds a recipe, and the callbacks to
 * which consent screens and forms lead. Mapped to {@code /authorize} and {@code /callback/*}.
 */
final class AuthorizationServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Connections connections;

  AuthorizationServlet(Connections connections) {
    this.connections = connections;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Step step =
        request.getServletPath().equals("/authorize")
            ? connections.begin(request.getQueryString(), request.getHeader("Sec-Fetch-Dest"))
            : resume(request, request.getQueryString());
    Replies.send(step.reply(), response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Replies.send(resume(request, Replies.body(request)).reply(), response);
  }

  private Step resume(HttpServletRequest request, @Nullable String queryOrForm) {
    return connections.resume(Replies.path(request), queryOrForm, Replies.cookies(request));
  }
}
