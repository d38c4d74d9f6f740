package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.RequestVerifier;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Passes a request on only if monday.com's servers signed it for this endpoint: actions, triggers,
 * remote options, field definitions, credentials fields. Map it to the paths of these endpoints.
 *
 * <p>The token proves who the user is, and does not cover the body. Take the user from {@link
 * #claims}, never from the body.
 *
 * <p>If an endpoint behind the filter throws an exception of the library, even inside another
 * exception such as a {@code ServletException}, the filter sends its reply. All other exceptions
 * pass through unchanged, and so does every exception after the response was committed.
 *
 * <p>The {@code aud} of the token must be the app's base URI followed by the raw path below the
 * context path and by the query. Safe for use by several threads.
 */
public final class MondayRequestFilter extends VerifyingFilter<RequestClaims> {
  private static final long serialVersionUID = 1L;

  private final transient RequestVerifier verifier;

  /**
   * Creates a filter.
   *
   * @param verifier verifies the requests
   */
  public MondayRequestFilter(RequestVerifier verifier) {
    super(RequestClaims.class);
    this.verifier = requireNonNull(verifier);
  }

  /**
   * The claims of a verified request. They are also its attribute {@code
   * io.github.mondayauth.RequestClaims}.
   *
   * @param request a request that passed through this filter
   * @return the claims
   * @throws IllegalStateException if it did not
   */
  public static RequestClaims claims(ServletRequest request) {
    return claims(request, RequestClaims.class, MondayRequestFilter.class);
  }

  @Override
  RequestClaims verify(HttpServletRequest request) {
    return verifier.verify(ServletAdapter.authorization(request), ServletAdapter.endpoint(request));
  }
}
