package io.github.mondayauth.examples.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What template.yaml declares. */
final class SamTemplate {
  /** A route of an HTTP API, and the name of the function that serves it. */
  record Route(String method, String path, String api, String function) {
    /** Whether a request is for this route. A part in braces stands for one segment. */
    boolean matches(String requestMethod, String requestPath) {
      return method.equals(requestMethod)
          && requestPath.matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
    }
  }

  /** An intrinsic function of CloudFormation, such as {@code !Ref Table}. */
  record Intrinsic(String name, String argument) {}

  private final Map<String, Object> root;

  private SamTemplate(Map<String, Object> root) {
    this.root = root;
  }

  static SamTemplate read() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      return new SamTemplate(
          map(new Yaml(new Intrinsics(options)).load(Files.readString(Path.of("template.yaml")))));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static final class Intrinsics extends SafeConstructor {
    Intrinsics(LoaderOptions options) {
      super(options);
      for (String name : List.of("Ref", "Sub", "GetAtt")) {
        yamlConstructors.put(
            new Tag("!" + name),
            new AbstractConstruct() {
              @Override
              public Object construct(Node node) {
                return new Intrinsic(name, ((ScalarNode) node).getValue());
              }
            });
      }
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  Map<String, Object> section(String name) {
    return map(root.get(name));
  }

  /** The properties of the functions, by name. */
  Map<String, Map<String, Object>> functions() {
    Map<String, Map<String, Object>> functions = new LinkedHashMap<>();
    section("Resources")
        .forEach(
            (name, resource) -> {
              if (map(resource).get("Type").equals("AWS::Serverless::Function")) {
                functions.put(name, map(map(resource).get("Properties")));
              }
            });
    return functions;
  }

  String handler(String function) {
    return (String) functions().get(function).get("Handler");
  }

  /** A property of a function, or of all functions. */
  Object property(String function, String name) {
    Object own = functions().get(function).get(name);
    return own == null ? global().get(name) : own;
  }

  private Map<String, Object> global() {
    return map(section("Globals").get("Function"));
  }

  /** The environment of a function. */
  Map<String, Object> variables(String function) {
    Map<String, Object> variables = new TreeMap<>(variables(global()));
    variables.putAll(variables(functions().get(function)));
    return variables;
  }

  private static Map<String, Object> variables(Map<String, Object> properties) {
    return map(map(properties.get("Environment")).get("Variables"));
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    functions()
        .forEach(
            (function, properties) ->
                map(properties.get("Events"))
                    .values()
                    .forEach(
                        event -> {
                          Map<String, Object> route = map(map(event).get("Properties"));
                          if (map(event).get("Type").equals("HttpApi")) {
                            routes.add(
                                new Route(
                                    (String) route.get("Method"),
                                    (String) route.get("Path"),
                                    ((Intrinsic) route.get("ApiId")).argument(),
                                    function));
                          }
                        }));
    return routes;
  }

  /** Every intrinsic function in the template. */
  List<Intrinsic> intrinsics() {
    List<Intrinsic> found = new ArrayList<>();
    collect(root, found);
    return found;
  }

  private static void collect(Object value, List<Intrinsic> found) {
    if (value instanceof Intrinsic intrinsic) {
      found.add(intrinsic);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> collect(each, found));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> collect(each, found));
    }
  }
}
