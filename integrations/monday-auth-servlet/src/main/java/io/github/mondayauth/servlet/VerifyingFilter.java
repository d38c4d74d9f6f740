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

  /** Returns the request that is verified and passed on. */
  HttpServletRequest prepared(HttpServletRequest request) throws IOException {
    return request;
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
      chain.doFilter(verifiedOnce(request), response);
    } catch (ServletException | IOException | RuntimeException e) {
      if (!ServletAdapter.refuse(e, request, response)) {
        throw e;
      }
    }
  }

  /** Dispatches within the container keep the claims of the request that they continue. */
  private HttpServletRequest verifiedOnce(HttpServletRequest request) throws IOException {
    boolean isNew = request.getDispatcherType() == DispatcherType.REQUEST;
    if (!isNew && request.getAttribute(type.getName()) != null) {
      return request;
    }
    HttpServletRequest prepared = prepared(request);
    prepared.setAttribute(type.getName(), verify(prepared));
    return prepared;
  }
}
