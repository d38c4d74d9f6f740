package io.github.mondayauth.examples.servlet;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A load balancer that forwards each request to the next instance in turn. */
final class LoadBalancer implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "host",
          "upgrade",
          "http2-settings",
          "date",
          "transfer-encoding");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

  /** A request as the browser sent it. */
  record Arrival(String method, URI uri, Headers headers) {}

  LoadBalancer() throws IOException {
    this(HttpServer.create(anyPort(), 0));
  }

  /** Starts the load balancer on a server that is bound and not started. */
  LoadBalancer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI origin() {
    return URI.create("http://localhost:" + port());
  }

  void addInstance(int port) {
    ports.add(port);
  }

  /** The instance and path of each request, such as {@code 0 /authorize}. */
  List<String> served() {
    return List.copyOf(served);
  }

  /** The requests so far, in order. */
  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      arrivals.add(
          new Arrival(
              exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders()));
      int instance = next(exchange.getRequestURI().getPath());
      URI uri = URI.create("http://localhost:" + ports.get(instance) + exchange.getRequestURI());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .method(
                  exchange.getRequestMethod(),
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> values.forEach(value -> addToRequest(request, name, value)));
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response.headers().map().forEach((name, values) -> addToResponse(exchange, name, values));
      byte[] body = response.body();
      exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int next(String path) {
    int instance = served.size() % ports.size();
    served.add(instance + " " + path);
    return instance;
  }

  private static void addToRequest(HttpRequest.Builder request, String name, String value) {
    if (!HOP_BY_HOP_HEADERS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
      request.header(name, value);
    }
  }

  private static void addToResponse(HttpExchange exchange, String name, List<String> values) {
    if (!HOP_BY_HOP_HEADERS.contains(name) && !name.startsWith(":")) {
      exchange.getResponseHeaders().put(name, values);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
