package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Between the library's raw texts and the servlet API. */
final class Replies {
  private static final int MOST_BYTES = 256 * 1024;

  private Replies() {}

  static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    reply.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie));
    response.getOutputStream().write(reply.body().getBytes(UTF_8));
  }

  /** The path under the base URI, as it was sent. */
  static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** All values of a header: HTTP/2 may split cookies into several headers. */
  static List<String> headers(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  /** The body as a text, or at most its first 256 KiB: no request of monday.com is that long. */
  static String body(HttpServletRequest request) throws IOException {
    return new String(request.getInputStream().readNBytes(MOST_BYTES), UTF_8);
  }
}
