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

/** An HTTP server on a free port of localhost, with routes, faults and a record of its requests. */
final class FakeServer implements AutoCloseable {
  interface Route {
    FakeResponse handle(ReceivedRequest request) throws IOException;
  }

  private record ActiveFault(Fault fault, AtomicInteger remaining) {}

  private final HttpServer server;
  private final ExecutorService threads;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final Map<String, ActiveFault> faults = new ConcurrentHashMap<>();
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

  /** Adds a route; a path that ends in a slash also matches everything below it. */
  void route(String methodAndPath, Route route) {
    routes.put(methodAndPath, route);
  }

  void fault(String path, Fault fault) {
    faults.put(path, new ActiveFault(fault, new AtomicInteger(fault.times())));
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
      send(exchange, respond(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FakeResponse respond(ReceivedRequest request) throws IOException, InterruptedException {
    ActiveFault active = faults.get(request.path());
    if (active != null && active.remaining().getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return active.fault().apply(() -> dispatch(request), closed);
    }
    return dispatch(request);
  }

  private FakeResponse dispatch(ReceivedRequest request) throws IOException {
    Route route = find(request.method() + " " + request.path());
    if (route == null) {
      return FakeResponse.of(404, "text/plain", "Not found");
    }
    try {
      return route.handle(request);
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

  private static void send(HttpExchange exchange, FakeResponse response) throws IOException {
    byte[] bytes = response.body().getBytes(UTF_8);
    response.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
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
