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
 * Handles the app lifecycle webhook: an uninstall deletes all records of the account.
 *
 * <p>Map it to a path that nobody can guess, because the session tokens of views are signed with
 * the same secret and have the same claims as the tokens of this webhook.
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
          verifier.verify(request.getHeader("Authorization"), ServletAdapter.body(request));
      connections.forget(event);
      ServletAdapter.send(Reply.json(200, "{}"), response);
    } catch (MondayAuthException e) {
      LOG.info("Refused: {}", e.toString());
      ServletAdapter.send(e.reply(), response);
    }
  }
}
