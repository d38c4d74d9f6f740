package io.github.mondayauth.benchmarks.action;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.benchmarks.verify.RequestTokens;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.servlet.MondayRequestFilter;
import io.github.mondayauth.servlet.ServletAdapter;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import javax.sql.DataSource;

/** The action with the library, behind {@link MondayRequestFilter}. */
final class MondayAuthAction extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Connections connections;

  MondayAuthAction(Connections connections) {
    this.connections = connections;
  }

  static MondayApp app() {
    return MondayApp.builder("d6c1e35f4ca4a1ee5ee2ae8ad1a0ad5f", URI.create(RequestTokens.BASE_URI))
        .clientSecret(Secret.of("5f0c0f7a5be04fd49b9a8d8ef2d4a1c3"))
        .signingSecret(Secret.of(RequestTokens.SECRET))
        .build();
  }

  static Connections connections(DataSource source, KeyRing keys) {
    MondayApp app = app();
    return Connections.create(
        app,
        TokenVault.open(app, TokenStore.jdbc(source), keys),
        connector(ActionRequests.FIRST),
        connector(ActionRequests.SECOND));
  }

  private static Connector connector(String name) {
    OAuthServer server =
        OAuthServer.of(
            URI.create("https://provider.example.com/authorize"),
            URI.create("https://provider.example.com/token"));
    return Connector.oauth(name, server, "client id", Secret.of("client secret"));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletAdapter.body(request);
    MondayUser user = MondayRequestFilter.claims(request).user();
    int first = length(user, ActionRequests.FIRST);
    int second = length(user, ActionRequests.SECOND);
    ServletAdapter.send(Reply.json(200, ActionRequests.reply(user, first, second)), response);
  }

  private int length(MondayUser user, String connection) {
    return connections.credential(user, connection).secret().reveal().length();
  }
}
