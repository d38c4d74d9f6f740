package io.github.mondayauth.servlet;

import io.github.mondayauth.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A webhook: replies to monday.com's challenge, and handles every other request once verified. */
abstract class WebhookServlet extends EndpointServlet {
  private static final long serialVersionUID = 1L;

  /**
   * Verifies and handles an event.
   *
   * @throws io.github.mondayauth.TokenRejectedException if the request is not verified
   */
  abstract void handle(HttpServletRequest request, String body);

  @Override
  final List<String> methods(HttpServletRequest request) {
    return List.of("POST");
  }

  @Override
  final Reply reply(HttpServletRequest request) throws IOException {
    String body = ServletAdapter.body(request);
    Optional<Reply> challenge = Reply.toChallenge(body);
    if (challenge.isPresent()) {
      return challenge.get();
    }
    handle(request, body);
    return done();
  }
}
