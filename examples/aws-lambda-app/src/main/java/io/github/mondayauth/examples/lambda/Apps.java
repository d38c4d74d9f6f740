package io.github.mondayauth.examples.lambda;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.aws.AwsSecret;

/** Makes the app with the secrets that a function needs. Nothing else is loaded. */
final class Apps {
  private Apps() {}

  /** The app of a function that only verifies requests. */
  static MondayApp verifying(Settings settings, Clients clients) {
    return verifyingBuilder(settings, clients).build();
  }

  static MondayApp.Builder verifyingBuilder(Settings settings, Clients clients) {
    return MondayApp.builder(settings.clientId(), settings.baseUri())
        .signingSecret(secret(settings, clients).field("signing_secret"));
  }

  /** The app's secrets. */
  static AwsSecret secret(Settings settings, Clients clients) {
    return AwsSecret.secretsManager(clients.secretsManager(), settings.secretId());
  }
}
