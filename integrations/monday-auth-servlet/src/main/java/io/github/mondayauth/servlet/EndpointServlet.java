package io.github.mondayauth.servlet;

import io.github.mondayauth.Reply;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * An endpoint that replies to some methods, and to all others with status 405. {@code HttpServlet}
 * would handle {@code HEAD} like {@code GET}, and use up a callback for it.
 */
abstract class EndpointServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final Reply DONE = Reply.json(200, "{}");

  /** The methods that the endpoint at the path of the request supports. */
  abstract List<String> methods(HttpServletRequest request);

  abstract Reply reply(HttpServletRequest request) throws IOException;

  /** The reply to an event that was handled. */
  static Reply done() {
    return DONE;
  }

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> methods = methods(request);
    if (!methods.contains(request.getMethod())) {
      Map<String, String> allow = Map.of("Allow", String.join(", ", methods));
      ServletAdapter.send(Reply.of(405, allow, List.of(), ""), response);
      return;
    }
    Reply reply;
    try {
      reply = reply(request);
    } catch (IOException | RuntimeException e) {
      if (!ServletAdapter.refuse(e, request, response)) {
        throw e;
      }
      return;
    }
    ServletAdapter.send(reply, response);
  }
}
