package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AppLifecycleVerifier;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.oauth.Connections;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook of the app's lifecycle: forgets everything of an account that uninstalled the app.
 *
 * <p>Give it a path that nobody can guess: the token of a view has the same secret and shape as the
 * one that comes here.
 */
final class LifecycleServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleServlet.class);

  private final transient AppLifecycleVerifier verifier;
  private final transient Connections connections;

  LifecycleServlet(AppLifecycleVerifier verifier, Connections connections) {
    this.verifier = verifier;
    this.connections = connections;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      AppLifecycleEvent event =
          verifier.verify(request.getHeader("Authorization"), Replies.body(request));
      connections.forget(event);
      Replies.send(Reply.json(200, "{}"), response);
    } catch (MondayAuthException e) {
      LOG.info("refused: {}", e.toString());
      Replies.send(e.reply(), response);
    }
  }
}
