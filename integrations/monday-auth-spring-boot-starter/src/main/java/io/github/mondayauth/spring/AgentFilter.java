package io.github.mondayauth.spring;

import io.github.mondayauth.AgentRequestVerifier;
import io.github.mondayauth.servlet.AgentRequestFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Verifies the requests to external agents with their raw bodies, before anything parses them. It
 * matches paths as Spring MVC does, which the patterns of a servlet filter would not.
 */
final class AgentFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient AgentRequestFilter filter;
  private final transient List<PathPattern> patterns;

  AgentFilter(AgentRequestVerifier verifier, List<String> paths) {
    this.filter = new AgentRequestFilter(verifier);
    this.patterns = paths.stream().map(PathPatternParser.defaultInstance::parse).toList();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    PathContainer path = path(request);
    if (patterns.stream().anyMatch(pattern -> pattern.matches(path))) {
      filter.doFilter(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static PathContainer path(HttpServletRequest request) {
    if (ServletRequestPathUtils.hasParsedRequestPath(request)) {
      return ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
    }
    try {
      return ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
    } finally {
      ServletRequestPathUtils.clearParsedRequestPath(request);
    }
  }
}
