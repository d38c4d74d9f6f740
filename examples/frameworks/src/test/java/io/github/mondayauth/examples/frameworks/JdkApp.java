package io.github.mondayauth.examples.frameworks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class JdkApp {
  private JdkApp() {}

  static AutoCloseable start(int port, MondayApp app, Connections connections) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    server.setExecutor(threads);
    server.createContext("/run", exchange -> send(exchange, run(exchange, app, connections)));
    server.createContext(
        "/authorize", exchange -> send(exchange, connections.begin(request(exchange)).reply()));
    server.createContext(
        "/callback/", exchange -> send(exchange, connections.resume(request(exchange)).reply()));
    server.start();
    return () -> {
      server.stop(0);
      threads.shutdown();
    };
  }

  private static Reply run(HttpExchange exchange, MondayApp app, Connections connections) {
    try {
      String authorization =
          String.join(",", exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
      String endpoint = exchange.getRequestURI().toString();
      RequestClaims claims = app.requestVerifier().verify(authorization, endpoint);
      connections.credential(claims.user(), "monday");
      return Reply.json(200, "{}");
    } catch (MondayAuthException e) {
      return e.reply();
    }
  }

  private static BrowserRequest request(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    BrowserRequest request =
        exchange.getRequestMethod().equals("POST")
            ? BrowserRequest.post(path, new String(exchange.getRequestBody().readAllBytes(), UTF_8))
            : BrowserRequest.get(path, exchange.getRequestURI().getRawQuery());
    return request.headers(exchange.getRequestHeaders()::get);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    reply.cookies().forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
