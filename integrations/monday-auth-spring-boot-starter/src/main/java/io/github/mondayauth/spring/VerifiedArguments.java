package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Provides handlers with verified claims and events, and verifies those that were not yet. */
final class VerifiedArguments implements HandlerMethodArgumentResolver {
  private final MondayApp app;

  VerifiedArguments(MondayApp app) {
    this.app = app;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return VerifiedKind.of(parameter).isPresent();
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binderFactory)
      throws IOException {
    HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
    if (request == null) {
      throw new IllegalStateException("expected a servlet request, found " + webRequest);
    }
    return VerifiedKind.of(parameter).orElseThrow().of(app, request);
  }
}
