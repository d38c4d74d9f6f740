package io.github.mondayauth.examples.lambda.cold;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Objects;

/** What the measured functions read from their environment. */
final class ColdSettings {
  static final String PATH = "/run";
  static final URI BASE_URI = URI.create("https://app.example.com");

  static final String CLIENT_ID = "CLIENT_ID";
  static final String CLIENT_SECRET = "CLIENT_SECRET";
  static final String SIGNING_SECRET = "SIGNING_SECRET";
  static final String KEY = "KEY";
  static final String TABLE = "TABLE";

  private ColdSettings() {}

  static String value(String name) {
    return value(System.getenv(), name);
  }

  /** The app of a function that only verifies. */
  static MondayApp verifyingApp(Map<String, String> environment) {
    return MondayApp.builder(value(environment, CLIENT_ID), BASE_URI)
        .signingSecret(Secret.of(value(environment, SIGNING_SECRET)))
        .build();
  }

  /** The app of a function that uses credentials. */
  static MondayApp app(Map<String, String> environment) {
    return MondayApp.builder(value(environment, CLIENT_ID), BASE_URI)
        .clientSecret(Secret.of(value(environment, CLIENT_SECRET)))
        .signingSecret(Secret.of(value(environment, SIGNING_SECRET)))
        .build();
  }

  static String value(Map<String, String> environment, String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }
}
