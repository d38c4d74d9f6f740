package io.github.mondayauth.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The path patterns of the library's endpoints and of the handlers that it verifies.
 *
 * @param authorize the authorization URL
 * @param callbacks the callbacks of all connections
 * @param lifecycle the app lifecycle webhook, or null if there is none
 * @param verified the verified paths
 * @param agents the paths of external agents
 */
record MondayPaths(
    String authorize,
    String callbacks,
    @Nullable String lifecycle,
    List<String> verified,
    List<String> agents) {

  /**
   * The paths of checked settings.
   *
   * @throws ConfigurationFailure if a path or pattern is malformed
   */
  static MondayPaths of(MondayAuthProperties properties) {
    String lifecycle = properties.lifecyclePath();
    if (lifecycle != null) {
      requirePath("lifecycle-path", lifecycle);
    }
    requirePatterns("verified-paths", properties.verifiedPaths());
    requirePatterns("agent-paths", properties.agentPaths());
    return new MondayPaths(
        requirePath("authorize-path", properties.authorizePath()),
        requirePath("callback-path", properties.callbackPath()) + "/*",
        lifecycle,
        List.copyOf(properties.verifiedPaths()),
        List.copyOf(properties.agentPaths()));
  }

  private static String requirePath(String name, String path) {
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new ConfigurationFailure(
          "monday-auth."
              + name
              + ": expected one or more segments of letters, digits and -._~ that each follow a"
              + " slash, found "
              + path,
          "Correct monday-auth." + name + ".",
          null);
    }
    return path;
  }

  private static void requirePatterns(String name, List<String> patterns) {
    for (String pattern : patterns) {
      if (!pattern.startsWith("/")) {
        throw unusable(name, pattern, null);
      }
      try {
        PathPatternParser.defaultInstance.parse(pattern);
      } catch (PatternParseException e) {
        throw unusable(name, pattern, e);
      }
    }
  }

  private static ConfigurationFailure unusable(
      String name, String pattern, @Nullable PatternParseException cause) {
    return new ConfigurationFailure(
        "monday-auth." + name + ": expected a path pattern such as /monday/**, found " + pattern,
        "Correct monday-auth." + name + ".",
        cause);
  }

  /**
   * The endpoints that are served, which reply by themselves.
   *
   * @param hasConnections whether users connect services; otherwise the paths of the authorization
   *     URL and the callbacks belong to the application
   */
  List<String> endpoints(boolean hasConnections) {
    List<String> paths = new ArrayList<>();
    if (hasConnections) {
      paths.add(authorize);
      paths.add(callbacks);
    }
    if (lifecycle != null) {
      paths.add(lifecycle);
    }
    return paths;
  }

  /** The endpoints that are served, the verified paths, and those of agents. */
  List<String> all(boolean hasConnections) {
    List<String> paths = endpoints(hasConnections);
    paths.addAll(verified);
    paths.addAll(agents);
    return paths;
  }
}
