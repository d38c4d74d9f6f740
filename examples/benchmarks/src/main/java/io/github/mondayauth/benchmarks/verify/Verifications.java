package io.github.mondayauth.benchmarks.verify;

import java.util.List;

/** The subjects by name. */
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

  /** Makes one; loads the classes of no other. */
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
      default -> throw new IllegalArgumentException("no subject");
    };
  }

  /** Those asked for, all if none is. */
  static List<String> chosen(String... arguments) {
    List<String> asked = List.of(arguments);
    if (!NAMES.containsAll(asked)) {
      throw new IllegalArgumentException("subjects: " + String.join(" ", NAMES));
    }
    return asked.isEmpty() ? NAMES : asked;
  }
}
