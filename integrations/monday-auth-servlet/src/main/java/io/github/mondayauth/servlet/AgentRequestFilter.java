package io.github.mondayauth.servlet;

import static java.util.Objects.requireNonNull;

import io.github.mondayauth.AgentRequest;
import io.github.mondayauth.AgentRequestVerifier;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;

/**
 * Passes a request on only if monday.com signed it and its body for an external agent of the app.
 * Map it to the agent's callback URL, and before every filter that reads the body.
 *
 * <p>The signature covers the raw body. The filter reads it, at most 1 MiB, and passes on a request
 * from which the servlet can read it again, with blocking reads. Exceptions of the library are
 * handled as by {@link MondayRequestFilter}.
 *
 * <p>It follows a preview of monday.com's API, which may change. Safe for use by several threads.
 */
public final class AgentRequestFilter extends VerifyingFilter<AgentRequest> {
  private static final long serialVersionUID = 1L;

  private static final int MAX_BYTES = 1_048_576;

  private final transient AgentRequestVerifier verifier;

  /**
   * Creates a filter.
   *
   * @param verifier verifies the requests with the secrets of the app's agents
   */
  public AgentRequestFilter(AgentRequestVerifier verifier) {
    super(AgentRequest.class);
    this.verifier = requireNonNull(verifier);
  }

  /**
   * What was verified of a request: its agent and its time. It is also the request's attribute
   * {@code io.github.mondayauth.AgentRequest}.
   *
   * @param request a request that passed through this filter
   * @return the agent's request
   * @throws IllegalStateException if it did not
   */
  public static AgentRequest agentRequest(ServletRequest request) {
    return claims(request, AgentRequest.class, AgentRequestFilter.class);
  }

  @Override
  HttpServletRequest prepared(HttpServletRequest request) throws IOException {
    return new BufferedRequest(request, RequestBody.readBytes(request, MAX_BYTES));
  }

  @Override
  AgentRequest verify(HttpServletRequest request) {
    return verifier.verify(
        name -> Collections.list(request.getHeaders(name)), ((BufferedRequest) request).body());
  }
}
