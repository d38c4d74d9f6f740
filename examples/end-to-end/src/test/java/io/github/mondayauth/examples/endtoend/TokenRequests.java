package io.github.mondayauth.examples.endtoend;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts requests to the token endpoint, and can hold or lose its responses. */
final class TokenRequests implements Filter {
  private final List<String> grantTypes = new CopyOnWriteArrayList<>();
  private volatile Barrier before = Barrier.OPEN;
  private volatile boolean loseNext;

  /** Every token request passes this barrier before it is handled. */
  void before(Barrier barrier) {
    before = barrier;
  }

  /** Handles the next token request and replies with 502 in place of its response. */
  void loseNextResponse() {
    loseNext = true;
  }

  /** The grant types of all token requests that arrived. */
  List<String> grantTypes() {
    return grantTypes;
  }

  /** The number of refresh requests that arrived. */
  int refreshes() {
    return (int) grantTypes.stream().filter("refresh_token"::equals).count();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (!http.getRequestURI().equals("/oauth2/token")) {
      chain.doFilter(request, response);
      return;
    }
    grantTypes.add(String.valueOf(request.getParameter("grant_type")));
    before.pass();
    boolean lose = loseNext;
    loseNext = false;
    HttpServletResponse real = (HttpServletResponse) response;
    chain.doFilter(request, lose ? new LostResponse(real) : real);
    if (lose) {
      real.sendError(HttpServletResponse.SC_BAD_GATEWAY);
    }
  }
}
