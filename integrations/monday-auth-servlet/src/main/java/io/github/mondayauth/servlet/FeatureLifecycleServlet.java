package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.FeatureLifecycleEvent;
import io.github.mondayauth.FeatureLifecycleVerifier;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;

/**
 * Handles the webhook of feature lifecycle events, to which an app subscribes through monday.com's
 * API. Safe for use by several threads.
 */
public final class FeatureLifecycleServlet extends WebhookServlet {
  private static final long serialVersionUID = 1L;

  private final transient FeatureLifecycleVerifier verifier;
  private final transient Consumer<FeatureLifecycleEvent> handler;

  /**
   * Creates a servlet.
   *
   * @param verifier verifies the events
   * @param handler receives every verified event; its exceptions are handled as those of {@link
   *     AppLifecycleServlet#AppLifecycleServlet}
   */
  public FeatureLifecycleServlet(
      FeatureLifecycleVerifier verifier, Consumer<FeatureLifecycleEvent> handler) {
    this.verifier = requireNonNull(verifier);
    this.handler = requireNonNull(handler);
  }

  @Override
  void handle(HttpServletRequest request, String body) {
    handler.accept(verifier.verify(ServletAdapter.authorization(request), body));
  }
}
