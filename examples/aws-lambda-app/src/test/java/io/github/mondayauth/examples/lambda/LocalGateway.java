package io.github.mondayauth.examples.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.aws.GatewayEvents;
import io.github.mondayauth.aws.HttpApiHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP API with the routes of the template, on localhost. It sends events in format 2.0 as the
 * gateway does: names of headers in lower case, cookies in a list, and bodies in base64 unless they
 * are JSON or text.
 */
final class LocalGateway implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SamTemplate template = SamTemplate.read();
  private final Map<String, HttpApiHandler> functions = new ConcurrentHashMap<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Context context = GatewayEvents.context(log);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  LocalGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI origin() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** The lines that functions logged. */
  List<String> log() {
    return log;
  }

  void deploy(HttpApiHandler function) {
    functions.put(function.getClass().getSimpleName(), function);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      Optional<SamTemplate.Route> route =
          template.routes().stream()
              .filter(each -> each.matches(exchange.getRequestMethod(), path))
              .findFirst();
      if (route.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      JsonNode response;
      try {
        APIGatewayV2HTTPResponse reply =
            functions
                .get(route.get().function())
                .handleRequest(
                    GatewayEvents.parse(
                        event(exchange, route.get()).toString(), APIGatewayV2HTTPEvent.class),
                    context);
        response = JSON.readTree(GatewayEvents.write(reply));
      } catch (RuntimeException failed) {
        log.add("failed: " + failed);
        exchange.sendResponseHeaders(500, -1);
        return;
      }
      send(response, exchange);
    }
  }

  private static ObjectNode event(HttpExchange exchange, SamTemplate.Route route)
      throws IOException {
    URI uri = exchange.getRequestURI();
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0").put("routeKey", route.method() + " " + route.path());
    event.put("rawPath", uri.getRawPath());
    event.put("rawQueryString", uri.getRawQuery() == null ? "" : uri.getRawQuery());
    ObjectNode headers = event.putObject("headers");
    List<String> cookies = new ArrayList<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (name.equalsIgnoreCase("Cookie")) {
                values.forEach(value -> cookies.addAll(List.of(value.split("; ", -1))));
              } else {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
              }
            });
    if (!cookies.isEmpty()) {
      ArrayNode list = event.putArray("cookies");
      cookies.forEach(list::add);
    }
    ObjectNode context = event.putObject("requestContext").put("stage", "$default");
    context
        .putObject("http")
        .put("method", exchange.getRequestMethod())
        .put("path", uri.getRawPath());
    byte[] body = exchange.getRequestBody().readAllBytes();
    String type = headers.path("content-type").asText();
    boolean isText = type.startsWith("text/") || type.startsWith("application/json");
    if (body.length > 0) {
      event.put(
          "body", isText ? new String(body, UTF_8) : Base64.getEncoder().encodeToString(body));
    }
    event.put("isBase64Encoded", body.length > 0 && !isText);
    return event;
  }

  private static void send(JsonNode response, HttpExchange exchange) throws IOException {
    response
        .path("headers")
        .properties()
        .forEach(h -> exchange.getResponseHeaders().set(h.getKey(), h.getValue().asText()));
    response
        .path("cookies")
        .forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie.asText()));
    byte[] body = response.path("body").asText().getBytes(UTF_8);
    exchange.sendResponseHeaders(
        response.path("statusCode").asInt(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
