package io.github.mondayauth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server on a free port of localhost: routes, faults, and what it received. */
final class FakeServer implements AutoCloseable {
  interface Route {
    FakeResponse answer(ReceivedRequest request) throws IOException;
  }

  private record ActiveFault(Fault fault, AtomicInteger left) {}

  private final HttpServer server;
  private final ExecutorService threads;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final Map<String, ActiveFault> troubles = new ConcurrentHashMap<>();
  private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();

  FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "fake-server-" + port());
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  void start() {
    server.start();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  URI origin() {
    return URI.create("http://localhost:" + port());
  }

  URI at(String path) {
    return origin().resolve(path);
  }

  /** A path that ends in a slash takes everything below it. */
  void route(String methodAndPath, Route route) {
    routes.put(methodAndPath, route);
  }

  void fault(String path, Fault fault) {
    troubles.put(path, new ActiveFault(fault, new AtomicInteger(fault.times())));
  }

  List<ReceivedRequest> received() {
    return List.copyOf(received);
  }

  List<ReceivedRequest> received(String path) {
    return received.stream().filter(request -> request.path().equals(path)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      ReceivedRequest request =
          new ReceivedRequest(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders(),
              body);
      received.add(request);
      send(exchange, answer(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FakeResponse answer(ReceivedRequest request) throws IOException, InterruptedException {
    ActiveFault trouble = troubles.get(request.path());
    if (trouble != null && trouble.left().getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return trouble.fault().apply(() -> healthy(request), closed);
    }
    return healthy(request);
  }

  private FakeResponse healthy(ReceivedRequest request) throws IOException {
    Route route = find(request.method() + " " + request.path());
    if (route == null) {
      return FakeResponse.of(404, "text/plain", "no such page");
    }
    try {
      return route.answer(request);
    } catch (IllegalArgumentException e) {
      return FakeResponse.error(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Route find(String methodAndPath) {
    Route exact = routes.get(methodAndPath);
    int slash = methodAndPath.lastIndexOf('/');
    while (exact == null && slash > 0) {
      exact = routes.get(methodAndPath.substring(0, slash + 1));
      slash = methodAndPath.lastIndexOf('/', slash - 1);
    }
    return exact;
  }

  private static void send(HttpExchange exchange, FakeResponse answer) throws IOException {
    byte[] bytes = answer.body().getBytes(UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
