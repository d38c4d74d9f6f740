package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application's web server in front of any number of instances. One instance at a time replies
 * to all requests. The adapter is as small as that of a real application.
 */
final class TestApp implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Connections> instances = new CopyOnWriteArrayList<>();
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private volatile int current;

  TestApp() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI origin() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  URI authorizeUrl() {
    return origin().resolve("/authorize");
  }

  void add(Connections instance) {
    instances.add(instance);
  }

  void switchTo(int instance) {
    current = instance;
  }

  /** All steps, the latest one last. */
  List<Step> steps() {
    return steps;
  }

  Step lastStep() {
    return steps.get(steps.size() - 1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Connections connections = instances.get(current);
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getRawQuery();
    boolean post = exchange.getRequestMethod().equals("POST");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    BrowserRequest request =
        (post ? BrowserRequest.post(path, body) : BrowserRequest.get(path, query))
            .headers(exchange.getRequestHeaders()::get);
    Step step;
    try {
      step = path.equals("/authorize") ? connections.begin(request) : connections.resume(request);
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      throw e;
    }
    steps.add(step);
    send(step.reply(), exchange);
  }

  private static void send(Reply reply, HttpExchange exchange) throws IOException {
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    reply.cookies().forEach(value -> exchange.getResponseHeaders().add("Set-Cookie", value));
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
