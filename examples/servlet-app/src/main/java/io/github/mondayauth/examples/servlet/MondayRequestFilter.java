package io.github.mondayauth.examples.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RequestVerifier;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a request on to its servlet only if monday.com signed it for this endpoint, and turns
 * exceptions of the library into replies.
 *
 * <p>The token authenticates the user and not the body of the request. Therefore servlets take the
 * user from {@link #claims} and never from the body.
 */
final class MondayRequestFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(MondayRequestFilter.class);

  private final transient RequestVerifier verifier;

  MondayRequestFilter(RequestVerifier verifier) {
    this.verifier = verifier;
  }

  /** The claims of the verified request. */
  static RequestClaims claims(ServletRequest request) {
    return (RequestClaims) requireNonNull(request.getAttribute(RequestClaims.class.getName()));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      RequestClaims claims = verifier.verify(request.getHeader("Authorization"), endpoint(request));
      request.setAttribute(RequestClaims.class.getName(), claims);
      chain.doFilter(request, response);
    } catch (MondayAuthException e) {
      LOG.info("Refused: {}", e.toString());
      ServletAdapter.send(e.reply(), response);
    }
  }

  /** The path and query: the token's audience is the whole URL configured in monday.com. */
  private static String endpoint(HttpServletRequest request) {
    String path = ServletAdapter.path(request);
    return request.getQueryString() == null ? path : path + "?" + request.getQueryString();
  }
}
