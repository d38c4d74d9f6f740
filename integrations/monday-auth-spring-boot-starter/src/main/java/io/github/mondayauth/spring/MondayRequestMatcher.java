package io.github.mondayauth.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Matches the requests that the library protects itself: its endpoints, and those below the
 * verified paths. It matches paths as Spring MVC does, so that no spelling of a path is a request of
 * the library for Spring Security and another one for Spring MVC. Safe for use by several threads.
 */
public final class MondayRequestMatcher implements RequestMatcher {
  private final List<PathPattern> patterns;

  /**
   * Creates a matcher.
   *
   * @param properties the settings with the paths
   * @throws org.springframework.web.util.pattern.PatternParseException if a verified path is not a
   *     pattern
   */
  public MondayRequestMatcher(MondayAuthProperties properties) {
    patterns =
        MondayPaths.all(properties).stream().map(PathPatternParser.defaultInstance::parse).toList();
  }

  @Override
  public boolean matches(HttpServletRequest request) {
    PathContainer path = path(request).pathWithinApplication();
    return patterns.stream().anyMatch(pattern -> pattern.matches(path));
  }

  private static RequestPath path(HttpServletRequest request) {
    if (ServletRequestPathUtils.hasParsedRequestPath(request)) {
      return ServletRequestPathUtils.getParsedRequestPath(request);
    }
    RequestPath path = ServletRequestPathUtils.parseAndCache(request);
    ServletRequestPathUtils.clearParsedRequestPath(request);
    return path;
  }

  @Override
  public String toString() {
    return "MondayRequestMatcher" + patterns;
  }
}
