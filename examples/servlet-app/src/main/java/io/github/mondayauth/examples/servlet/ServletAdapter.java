package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Converts between the servlet API and the raw strings that the library reads and writes. */
final class ServletAdapter {
  private static final int MAX_BODY_BYTES = 256 * 1024;

  private ServletAdapter() {}

  static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    reply.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie));
    response.getOutputStream().write(reply.body().getBytes(UTF_8));
  }

  /** The path below the base URI, undecoded. */
  static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** All values of a header; HTTP/2 may split {@code Cookie} into several headers. */
  static List<String> headers(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  /** The body as a string, truncated to 256 KiB; monday.com's requests are shorter. */
  static String body(HttpServletRequest request) throws IOException {
    return new String(request.getInputStream().readNBytes(MAX_BODY_BYTES), UTF_8);
  }
}
