package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.SessionTokenVerifier;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Passes a request on only if its {@code Authorization} header is a session token, which the app's
 * view gets from {@code monday.get("sessionToken")}. Map it to the paths that views call.
 *
 * <p>A session token says who looks at a view. It never proves that a request comes from
 * monday.com's servers; see {@link MondayRequestFilter} for those. Exceptions of the library are
 * handled as there. Safe for use by several threads.
 */
public final class SessionTokenFilter extends VerifyingFilter<SessionClaims> {
  private static final long serialVersionUID = 1L;

  private final transient SessionTokenVerifier verifier;

  /**
   * Creates a filter.
   *
   * @param verifier verifies the session tokens
   */
  public SessionTokenFilter(SessionTokenVerifier verifier) {
    super(SessionClaims.class);
    this.verifier = requireNonNull(verifier);
  }

  /**
   * The claims of a verified request. They are also its attribute {@code
   * io.github.mondayauth.SessionClaims}.
   *
   * @param request a request that passed through this filter
   * @return the claims
   * @throws IllegalStateException if it did not
   */
  public static SessionClaims claims(ServletRequest request) {
    return claims(request, SessionClaims.class, SessionTokenFilter.class);
  }

  @Override
  SessionClaims verify(HttpServletRequest request) {
    return verifier.verify(ServletAdapter.authorization(request));
  }
}
