package io.github.mondayauth.benchmarks.verify;

import java.util.List;

/** The jars that each subject needs at run time, as prefixes of their file names. */
final class ClassPaths {
  private static final List<String> DATABIND =
      List.of("jackson-core-", "jackson-databind-", "jackson-annotations-");

  private ClassPaths() {}

  static List<String> of(String name) {
    return switch (name) {
      case "limitJackson" -> List.of("jackson-core-");
      case "mondayAuth" ->
          List.of("monday-auth-core-", "jackson-core-", "nimbus-jose-jwt-", "jspecify-");
      case "fusionauth" -> with(DATABIND, "fusionauth-jwt-");
      case "auth0" -> with(DATABIND, "java-jwt-");
      case "vertx" -> List.of("vertx-", "netty-", "jackson-core-");
      case "nimbusProcessor" -> List.of("nimbus-jose-jwt-");
      case "spring" ->
          List.of(
              "spring-aop-",
              "spring-beans-",
              "spring-context-",
              "spring-core-",
              "spring-expression-",
              "spring-web-",
              "spring-security-core-",
              "spring-security-crypto-",
              "spring-security-oauth2-core-",
              "spring-security-oauth2-jose-",
              "micrometer-",
              "commons-logging-",
              "jspecify-",
              "nimbus-jose-jwt-");
      case "jjwt" -> with(DATABIND, "jjwt-");
      case "jose4j" -> List.of("jose4j-", "slf4j-api-");
      default -> List.of();
    };
  }

  private static List<String> with(List<String> jars, String own) {
    return java.util.stream.Stream.concat(java.util.stream.Stream.of(own), jars.stream()).toList();
  }
}
