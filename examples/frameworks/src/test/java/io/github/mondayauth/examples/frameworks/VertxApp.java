package io.github.mondayauth.examples.frameworks;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

final class VertxApp {
  private final MondayApp app;
  private final Connections connections;

  private VertxApp(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  static AutoCloseable start(int port, MondayApp app, Connections connections) {
    VertxApp handlers = new VertxApp(app, connections);
    Vertx vertx = Vertx.vertx();
    // The library waits for databases and providers, which the event loop must not do.
    join(
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .compose(
                            body ->
                                vertx.executeBlocking(
                                    () -> handlers.reply(request, body.toString()), false))
                        .onSuccess(reply -> send(request.response(), reply))
                        .onFailure(e -> request.response().setStatusCode(500).end()))
            .listen(port, "localhost"));
    return () -> join(vertx.close());
  }

  private Reply reply(HttpServerRequest request, String body) {
    try {
      String path = request.path();
      if (path.equals("/run") && request.method().equals(HttpMethod.POST)) {
        String authorization = String.join(",", request.headers().getAll("Authorization"));
        return run(app.requestVerifier().verify(authorization, path));
      }
      BrowserRequest browser =
          (request.method().equals(HttpMethod.POST)
                  ? BrowserRequest.post(path, body)
                  : BrowserRequest.get(path, request.query()))
              .headers(request.headers()::getAll);
      return path.equals("/authorize")
          ? connections.begin(browser).reply()
          : connections.resume(browser).reply();
    } catch (MondayAuthException e) {
      return e.reply();
    }
  }

  private Reply run(RequestClaims claims) {
    connections.credential(claims.user(), "monday");
    return Reply.json(200, "{}");
  }

  private static void send(HttpServerResponse response, Reply reply) {
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    reply.cookies().forEach(cookie -> response.headers().add("Set-Cookie", cookie));
    response.end(reply.body());
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }
}
