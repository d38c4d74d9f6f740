package io.github.mondayauth.examples.lambda;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.aws.AwsSecret;
import io.github.mondayauth.aws.DynamoDbTokenStore;
import io.github.mondayauth.aws.KmsKeyRing;
import io.github.mondayauth.aws.LambdaTransport;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The app and its connections, for functions that need credentials. */
final class Integration {
  static final String TRACKER = "tracker";

  private final MondayApp app;
  private final Connections connections;

  private Integration(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  /** Reads the secrets at start-up, and with SnapStart on the first request. */
  static Supplier<Integration> atStartup(Settings settings, Clients clients) {
    return Startup.of(settings, () -> of(settings, clients, builder -> builder));
  }

  /** With options for tests, such as a fake monday.com. */
  static Integration of(
      Settings settings, Clients clients, UnaryOperator<MondayApp.Builder> options) {
    AwsSecret secret = Apps.secret(settings, clients);
    MondayApp app =
        options
            .apply(
                MondayApp.builder(settings.clientId(), settings.baseUri())
                    .clientSecret(secret.field("client_secret"))
                    .signingSecret(secret.field("signing_secret")))
            .build();
    TokenStore store = new DynamoDbTokenStore(clients.dynamoDb(), settings.table());
    KeyRing keys = KmsKeyRing.of(clients.kms(), settings.keyArn());
    Connections connections =
        Connections.builder(
                app,
                TokenVault.open(app, store, keys),
                Connector.monday("me:read", "account:read"),
                tracker(settings, secret))
            .httpTransport(LambdaTransport.standard())
            .waitForRefresh(Duration.ofSeconds(5))
            .build();
    return new Integration(app, connections);
  }

  private static Connector tracker(Settings settings, AwsSecret secret) {
    URI tracker = settings.tracker();
    OAuthServer server =
        OAuthServer.of(tracker.resolve("/authorize"), tracker.resolve("/token"))
            .revocationEndpoint(tracker.resolve("/revoke"));
    return Connector.oauth(
            TRACKER, server, settings.trackerClientId(), secret.field("tracker_client_secret"))
        .title("the issue tracker")
        .scopes("issues");
  }

  MondayApp app() {
    return app;
  }

  Connections connections() {
    return connections;
  }
}
