package io.github.mondayauth.oauth.connector;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** Parameters of OAuth requests that the library sets itself. */
final class ReservedParameters {
  private static final Set<String> RESERVED =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "client_secret",
          "redirect_uri",
          "scope",
          "state",
          "code",
          "code_challenge",
          "code_challenge_method",
          "code_verifier",
          "grant_type",
          "refresh_token",
          "request",
          "request_uri");

  private ReservedParameters() {}

  /**
   * Checks a parameter that an application adds.
   *
   * @throws IllegalArgumentException if the library sets it
   */
  static void check(String name, String value) {
    if (RESERVED.contains(name)) {
      throw new IllegalArgumentException("the library sets the parameter " + name + " itself");
    }
    requireNonNull(value);
  }
}
