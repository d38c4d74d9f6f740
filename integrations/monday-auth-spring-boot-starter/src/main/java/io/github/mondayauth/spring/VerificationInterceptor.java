package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Verifies every request below some paths before its handler is called: as each kind that the
 * handler has as an argument, or as the usual kind of these paths if it has none.
 */
final class VerificationInterceptor implements HandlerInterceptor {
  private final MondayApp app;
  private final Set<VerifiedKind> usual;

  /**
   * Creates an interceptor.
   *
   * @param usual the kind of request that these paths receive
   */
  VerificationInterceptor(MondayApp app, VerifiedKind usual) {
    this.app = app;
    this.usual = Set.of(usual);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (isForOurHandlers(request, handler)) {
      Set<VerifiedKind> kinds = VerifiedKind.in(handler);
      for (VerifiedKind kind : kinds.isEmpty() ? usual : kinds) {
        kind.of(app, request);
      }
    }
    return true;
  }

  /**
   * Error pages are handled in a dispatch of the container, and preflight requests, which have no
   * token, by a handler of Spring's own.
   */
  private static boolean isForOurHandlers(HttpServletRequest request, Object handler) {
    boolean isError = request.getDispatcherType() == DispatcherType.ERROR;
    boolean isPreflight =
        CorsUtils.isPreFlightRequest(request) && handler instanceof HttpRequestHandler;
    return !isError && !isPreflight;
  }
}
