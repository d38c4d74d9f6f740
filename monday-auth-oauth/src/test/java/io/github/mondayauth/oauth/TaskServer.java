package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The web server of an application, as its tests start it. */
final class TaskServer implements AutoCloseable {
  private final MondayApp app;
  private final Connections connections;
  private final HttpServer server;

  private TaskServer(int port, MondayApp app, Connections connections) throws IOException {
    this.app = app;
    this.connections = connections;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  static TaskServer start(int port, MondayApp app, Connections connections) throws IOException {
    return new TaskServer(port, app, connections);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Reply reply;
    try {
      reply =
          switch (path) {
            case "/run" -> run(app.requestVerifier().verify(authorization, path));
            case "/lifecycle" -> lifecycle(authorization, body);
            default -> browser(exchange, path, body);
          };
    } catch (MondayAuthException e) {
      reply = e.reply();
    }
    send(reply, exchange);
  }

  private Reply run(RequestClaims claims) {
    connections.credential(claims.user(), "monday");
    return Reply.json(200, "{}");
  }

  private Reply lifecycle(@Nullable String authorization, String body) {
    connections.forget(app.appLifecycleVerifier().verify(authorization, body));
    return Reply.json(200, "{}");
  }

  private Reply browser(HttpExchange exchange, String path, String body) {
    String query = exchange.getRequestURI().getRawQuery();
    BrowserRequest request =
        (exchange.getRequestMethod().equals("POST")
                ? BrowserRequest.post(path, body)
                : BrowserRequest.get(path, query))
            .headers(exchange.getRequestHeaders()::get);
    return (path.equals("/authorize") ? connections.begin(request) : connections.resume(request))
        .reply();
  }

  private static void send(Reply reply, HttpExchange exchange) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    reply.cookies().forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
