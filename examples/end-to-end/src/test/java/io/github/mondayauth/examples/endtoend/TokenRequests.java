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
import org.jspecify.annotations.Nullable;

/** Counts requests to the token endpoint, and can hold or lose its responses. */
final class TokenRequests implements Filter {
  private static final Interruption NONE = () -> {};

  private final List<String> grantTypes = new CopyOnWriteArrayList<>();
  private volatile Interruption before = NONE;
  private volatile boolean loseNext;

  /** What happens at a moment of a token request. */
  interface Interruption {
    /** Returns when the request may go on. */
    void await() throws InterruptedException;
  }

  /** Runs before each token request is handled; null: nothing. */
  void before(@Nullable Interruption interruption) {
    before = interruption == null ? NONE : interruption;
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
    try {
      before.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
    boolean lose = loseNext;
    loseNext = false;
    HttpServletResponse real = (HttpServletResponse) response;
    chain.doFilter(request, lose ? new LostResponse(real) : real);
    if (lose) {
      real.sendError(HttpServletResponse.SC_BAD_GATEWAY);
    }
  }
}
