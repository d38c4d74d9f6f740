package io.github.mondayauth.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Verifies the token of a request, and passes the request on only if that succeeds. */
abstract class VerifyingFilter<C> extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final Class<C> type;

  VerifyingFilter(Class<C> type) {
    this.type = type;
  }

  /**
   * Verifies a request.
   *
   * @throws io.github.mondayauth.TokenRejectedException if the request is not verified
   */
  abstract C verify(HttpServletRequest request);

  static <C> C claims(ServletRequest request, Class<C> type, Class<?> filter) {
    Object claims = request.getAttribute(type.getName());
    if (claims == null) {
      throw new IllegalStateException(
          "expected a request that "
              + filter.getSimpleName()
              + " has verified, found one without claims. Map the filter to the path of this"
              + " servlet");
    }
    return type.cast(claims);
  }

  @Override
  protected final void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      verifyOnce(request);
      chain.doFilter(request, response);
    } catch (ServletException | IOException | RuntimeException e) {
      if (!Refusals.send(e, request, response)) {
        throw e;
      }
    }
  }

  /** Dispatches within the container keep the claims of the request that they continue. */
  private void verifyOnce(HttpServletRequest request) {
    boolean isNew = request.getDispatcherType() == DispatcherType.REQUEST;
    if (isNew || request.getAttribute(type.getName()) == null) {
      request.setAttribute(type.getName(), verify(request));
    }
  }
}
