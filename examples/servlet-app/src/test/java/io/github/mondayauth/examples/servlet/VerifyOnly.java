package io.github.mondayauth.examples.servlet;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import java.net.URI;

/** Verifies one request token and exits, for {@link ClassLoadingTest}. */
final class VerifyOnly {
  private VerifyOnly() {}

  public static void main(String[] arguments) {
    MondayApp app =
        MondayApp.builder("client", URI.create("https://app.example.com"))
            .signingSecret(Secret.of(arguments[0]))
            .build();
    System.out.println("verified for " + app.requestVerifier().verify(arguments[1], "/run").user());
  }
}
