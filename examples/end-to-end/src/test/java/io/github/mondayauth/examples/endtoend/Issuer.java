package io.github.mondayauth.examples.endtoend;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Adds {@code iss} to authorization responses and error responses (RFC 9207), which Spring
 * Authorization Server does not send.
 */
final class Issuer implements Filter {
  private volatile @Nullable String value;

  /** Sends this issuer from now on; null: none. */
  void send(@Nullable String issuer) {
    value = issuer;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean authorizes = ((HttpServletRequest) request).getRequestURI().equals("/oauth2/authorize");
    chain.doFilter(request, authorizes ? new WithIssuer((HttpServletResponse) response) : response);
  }

  private final class WithIssuer extends HttpServletResponseWrapper {
    WithIssuer(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
      String issuer = value;
      boolean toClient = location.contains("code=") || location.contains("error=");
      super.sendRedirect(
          issuer == null || !toClient
              ? location
              : location + "&iss=" + URLEncoder.encode(issuer, StandardCharsets.UTF_8));
    }
  }
}
