package io.github.mondayauth.spring;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Matches the requests that the library protects itself: its endpoints, and those below the
 * verified paths. It matches paths as Spring MVC does, so that no spelling of a path is a request
 * of the library for Spring Security and another one for Spring MVC. The error page of such a
 * request matches too. Requests to other servlets than the {@code DispatcherServlet} never match,
 * since nothing verifies them. Safe for use by several threads.
 */
public final class MondayRequestMatcher implements RequestMatcher {
  private final List<PathPattern> patterns;

  MondayRequestMatcher(List<String> paths) {
    patterns = paths.stream().map(PathPatternParser.defaultInstance::parse).toList();
  }

  @Override
  public boolean matches(HttpServletRequest request) {
    PathContainer path = path(request).pathWithinApplication();
    return patterns.stream().anyMatch(pattern -> pattern.matches(path)) && isForSpringMvc(request);
  }

  /** The path of another servlet's request may look like one of ours below its own prefix. */
  private static boolean isForSpringMvc(HttpServletRequest request) {
    String name = request.getHttpServletMapping().getServletName();
    if (name.isEmpty()) {
      return true; // MockMvc, which has no other servlet
    }
    ServletRegistration servlet = request.getServletContext().getServletRegistration(name);
    return servlet != null && DispatcherServlet.class.getName().equals(servlet.getClassName());
  }

  private static RequestPath path(HttpServletRequest request) {
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      return pathBeforeError(request);
    }
    if (ServletRequestPathUtils.hasParsedRequestPath(request)) {
      return ServletRequestPathUtils.getParsedRequestPath(request);
    }
    RequestPath path = ServletRequestPathUtils.parseAndCache(request);
    ServletRequestPathUtils.clearParsedRequestPath(request);
    return path;
  }

  /**
   * The path of the request that failed. Spring Security would redirect the error page of a failed
   * request to the login page, and monday.com would see a success.
   */
  private static RequestPath pathBeforeError(HttpServletRequest request) {
    Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    boolean hasPrefix = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
    String prefix = request.getContextPath() + (hasPrefix ? request.getServletPath() : "");
    return RequestPath.parse(
        uri instanceof String text && text.startsWith(prefix) ? text : prefix, prefix);
  }

  @Override
  public String toString() {
    return "MondayRequestMatcher" + patterns;
  }
}
