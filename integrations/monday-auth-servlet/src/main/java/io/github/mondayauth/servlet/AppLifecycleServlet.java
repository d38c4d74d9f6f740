package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AppLifecycleVerifier;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;

/**
 * Handles the app lifecycle webhook: installation, uninstallation, subscriptions. With {@code
 * connections::forget} as the handler, a proven uninstall deletes everything that is stored for the
 * account. One without proof is stored, reported to the app's {@code AuthListener}, and deletes
 * nothing:
 *
 * <pre>{@code
 * new AppLifecycleServlet(app.appLifecycleVerifier(), connections::forget)
 * }</pre>
 *
 * <p>Map it to a path that nobody can guess, because the session tokens of views are signed with
 * the same secret and have the same claims as the tokens of this webhook. Safe for use by several
 * threads.
 */
public final class AppLifecycleServlet extends WebhookServlet {
  private static final long serialVersionUID = 1L;

  private final transient AppLifecycleVerifier verifier;
  private final transient Consumer<AppLifecycleEvent> handler;

  /**
   * Creates a servlet.
   *
   * @param verifier verifies the events
   * @param handler receives every verified event. Once it returns, the reply is status 200. The
   *     reply of an exception of the library is sent; after any other exception the container
   *     replies with status 500, and monday.com sends the event again.
   */
  public AppLifecycleServlet(AppLifecycleVerifier verifier, Consumer<AppLifecycleEvent> handler) {
    this.verifier = requireNonNull(verifier);
    this.handler = requireNonNull(handler);
  }

  @Override
  void handle(HttpServletRequest request, String body) {
    handler.accept(verifier.verify(ServletAdapter.authorization(request), body));
  }
}
