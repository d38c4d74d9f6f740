package io.github.mondayauth.oauth.token;

import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.connector.AuthorizationServer;
import io.github.mondayauth.oauth.connector.OAuthSpec;
import java.net.URI;
import java.util.function.UnaryOperator;

/** Token endpoints for tests of their responses. */
final class Endpoints {
  private Endpoints() {}

  /** The endpoint of a server without options. */
  static TokenEndpoint plain() {
    return with(server -> server);
  }

  /** The endpoint of a server with these options. */
  static TokenEndpoint with(UnaryOperator<AuthorizationServer> options) {
    AuthorizationServer server =
        AuthorizationServer.of(
            URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));
    return OAuthSpec.of("svc", options.apply(server), "id", Secret.of("secret")).tokenEndpoint("");
  }
}
