package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RequestVerifier;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BiConsumer;

/**
 * Handles a board webhook, and repeats the challenge that monday.com sends when it is created. Safe
 * for use by several threads.
 */
public final class BoardWebhookServlet extends WebhookServlet {
  private static final long serialVersionUID = 1L;

  private final transient RequestVerifier verifier;
  private final transient BiConsumer<RequestClaims, String> handler;

  /**
   * Creates a servlet.
   *
   * @param verifier verifies the events; with {@link RequestVerifier#allowMissingAudience} if their
   *     tokens have no {@code aud}
   * @param handler receives the verified claims and the body of every event, which the token does
   *     not cover. Its exceptions are handled as those of {@link
   *     AppLifecycleServlet#AppLifecycleServlet}.
   */
  public BoardWebhookServlet(RequestVerifier verifier, BiConsumer<RequestClaims, String> handler) {
    this.verifier = requireNonNull(verifier);
    this.handler = requireNonNull(handler);
  }

  @Override
  void handle(HttpServletRequest request, String body) {
    RequestClaims claims =
        verifier.verify(ServletAdapter.authorization(request), ServletAdapter.endpoint(request));
    handler.accept(claims, body);
  }
}
