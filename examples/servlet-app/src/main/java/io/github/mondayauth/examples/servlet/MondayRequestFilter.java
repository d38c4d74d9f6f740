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
 * Lets a request through to its servlet only if monday.com signed it for this endpoint, and answers
 * what the servlet or the library throws.
 *
 * <p>The token says who calls; nothing in it binds the body of the request. So servlets take the
 * user from {@link #claims} and never from the body.
 */
final class MondayRequestFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(MondayRequestFilter.class);

  private final transient RequestVerifier verifier;

  MondayRequestFilter(RequestVerifier verifier) {
    this.verifier = verifier;
  }

  /** Who the verified request is about. */
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
      LOG.info("refused: {}", e.toString());
      Replies.send(e.reply(), response);
    }
  }

  /** The audience monday.com gave the token is the whole URL it was told, query included. */
  private static String endpoint(HttpServletRequest request) {
    String path = Replies.path(request);
    return request.getQueryString() == null ? path : path + "?" + request.getQueryString();
  }
}
