package io.github.mondayauth.examples.lambda;

import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The variables that template.yaml declares, read when they are used. */
final class Settings {
  private final Function<String, @Nullable String> variables;

  Settings(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /** The environment of this function. */
  static Settings ofEnvironment() {
    return new Settings(System::getenv);
  }

  String clientId() {
    return get("MONDAY_CLIENT_ID");
  }

  /** Whether Lambda is about to take a snapshot of this instance, or has restored it from one. */
  boolean isSnapStart() {
    return "snap-start".equals(variables.apply("AWS_LAMBDA_INITIALIZATION_TYPE"));
  }

  /** The URL of the API, as users and monday.com see it. */
  URI baseUri() {
    return URI.create(get("BASE_URI"));
  }

  /** The secret with the fields {@code signing_secret}, {@code client_secret} and others. */
  String secretId() {
    return get("SECRET_ID");
  }

  String table() {
    return get("TABLE");
  }

  String keyArn() {
    return get("KEY_ARN");
  }

  String trackerClientId() {
    return get("TRACKER_CLIENT_ID");
  }

  /** The issue tracker: its authorization server and its API. */
  URI tracker() {
    return URI.create(get("TRACKER"));
  }

  private String get(String name) {
    String value = variables.apply(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "expected the variable " + name + " in the environment of the function, found none");
    }
    return value;
  }
}
