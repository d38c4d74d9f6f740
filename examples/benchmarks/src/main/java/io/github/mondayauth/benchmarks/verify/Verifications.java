package io.github.mondayauth.benchmarks.verify;

import java.util.List;

/** Creates the subjects by name. */
final class Verifications {
  static final List<String> NAMES =
      List.of(
          "limit",
          "limitJackson",
          "mondayAuth",
          "fusionauth",
          "auth0",
          "vertx",
          "nimbusProcessor",
          "spring",
          "jjwt",
          "jose4j");

  private Verifications() {}

  /** Creates a subject without loading the classes of the others. */
  static Verification named(String name) {
    return switch (name) {
      case "limit" -> new Limit();
      case "limitJackson" -> new LimitJackson();
      case "mondayAuth" -> new MondayAuth();
      case "fusionauth" -> new FusionAuth();
      case "auth0" -> new Auth0();
      case "vertx" -> new Vertx();
      case "nimbusProcessor" -> new NimbusProcessor();
      case "spring" -> new Spring();
      case "jjwt" -> new Jjwt();
      case "jose4j" -> new Jose4j();
      default ->
          throw new IllegalArgumentException(
              "Expected one of " + String.join(" ", NAMES) + ", found " + name);
    };
  }

  /** The subjects given as arguments, or all if there are none. */
  static List<String> chosen(String... arguments) {
    List<String> chosen = List.of(arguments);
    if (!NAMES.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "Expected subjects out of " + String.join(" ", NAMES) + ", found " + chosen);
    }
    return chosen.isEmpty() ? NAMES : chosen;
  }
}
