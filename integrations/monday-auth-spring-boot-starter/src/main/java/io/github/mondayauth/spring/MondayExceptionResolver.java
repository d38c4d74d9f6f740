package io.github.mondayauth.spring;

import io.github.mondayauth.servlet.ServletAdapter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Sends the reply of the library's exceptions. It comes before the application's exception
 * handlers, since one for all exceptions would make monday.com repeat a request that cannot
 * succeed.
 */
final class MondayExceptionResolver implements HandlerExceptionResolver, Ordered {
  @Override
  public int getOrder() {
    return -1;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    try {
      return ServletAdapter.refuse(failure, request, response) ? new ModelAndView() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
