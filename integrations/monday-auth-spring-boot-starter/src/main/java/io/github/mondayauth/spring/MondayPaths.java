package io.github.mondayauth.spring;

import java.util.ArrayList;
import java.util.List;

/** The path patterns of the library's endpoints and of the handlers that it verifies. */
final class MondayPaths {
  private MondayPaths() {}

  /** The endpoints, which reply by themselves. */
  static List<String> endpoints(MondayAuthProperties properties) {
    List<String> paths = new ArrayList<>();
    paths.add(properties.authorizePath());
    paths.add(callbacks(properties));
    if (properties.lifecyclePath() != null) {
      paths.add(properties.lifecyclePath());
    }
    return paths;
  }

  static String callbacks(MondayAuthProperties properties) {
    return properties.callbackPath() + "/*";
  }

  static List<String> all(MondayAuthProperties properties) {
    List<String> paths = endpoints(properties);
    paths.addAll(properties.verifiedPaths());
    return paths;
  }
}
