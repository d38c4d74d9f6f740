package io.github.mondayauth.servlet;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.net.http.HttpRequest;

/** The main class of an application that only verifies; see {@link VerifyOnlyTest}. */
final class VerifyOnly {
  private VerifyOnly() {}

  public static void main(String[] arguments) throws Exception {
    try {
      Class.forName("io.github.mondayauth.oauth.Connections");
    } catch (ClassNotFoundException expected) {
      System.out.println("oauth is absent");
    }
    MondayApp app =
        MondayApp.builder("client", URI.create("https://app.example.com"))
            .clientSecret(Secret.of(arguments[0]))
            .signingSecret(Secret.of(arguments[1]))
            .build();
    try (TestServer server = TestServer.Container.JETTY.open("")) {
      server.filter(new MondayRequestFilter(app.requestVerifier()), "/board");
      server.servlet(
          new BoardWebhookServlet(app.requestVerifier(), (claims, body) -> {}), "/board");
      server.servlet(
          new AppLifecycleServlet(app.appLifecycleVerifier(), event -> {}), "/lifecycle");
      server.start();
      HttpRequest.Builder board =
          HttpRequest.newBuilder(server.at("/board"))
              .header("Authorization", arguments[2])
              .POST(HttpRequest.BodyPublishers.ofString("{}"));
      HttpRequest.Builder forged =
          HttpRequest.newBuilder(server.at("/lifecycle"))
              .POST(HttpRequest.BodyPublishers.ofString("{}"));
      System.out.println("webhook " + server.send(board).statusCode());
      System.out.println("refused " + server.send(forged).statusCode());
    }
  }
}
