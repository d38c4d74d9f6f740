package io.github.mondayauth.examples.servlet.demo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Adds the requests of browsers to the log, before the application handles them. */
final class BrowserFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient DemoLog log;

  BrowserFilter(DemoLog log) {
    this.log = log;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    boolean isBrowser = path.startsWith("/authorize") || path.startsWith("/callback/");
    if (isBrowser) {
      log.arrived(request.getMethod(), path);
    }
    chain.doFilter(request, response);
    if (isBrowser && response.getStatus() >= 400) {
      log.refused();
    }
  }
}
