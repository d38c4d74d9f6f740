package io.github.mondayauth.examples.endtoend;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The revocation endpoint (RFC 7009), which can fail before it revokes anything. */
final class Revocations implements Filter {
  private volatile boolean failing;

  /** Whether every revocation request gets status 503 from now on, and revokes nothing. */
  void fail(boolean fails) {
    failing = fails;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isRevocation = ((HttpServletRequest) request).getRequestURI().equals("/oauth2/revoke");
    if (isRevocation && failing) {
      ((HttpServletResponse) response).sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    chain.doFilter(request, response);
  }
}
