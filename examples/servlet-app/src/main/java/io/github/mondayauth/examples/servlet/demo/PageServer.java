package io.github.mondayauth.examples.servlet.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.testkit.FakeUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import java.util.concurrent.Executors;

/** Serves the demo's page, its current state, and the actions of its buttons. */
final class PageServer implements AutoCloseable {
  private static final String CSP =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final DemoEnvironment environment;
  private final DemoActions actions;
  private final DemoLog log;
  private final Story story;
  private final DatabaseView database;
  private final ObjectMapper json = new ObjectMapper();

  PageServer(
      DemoEnvironment environment,
      DemoActions actions,
      DemoLog log,
      Story story,
      DatabaseView database)
      throws IOException {
    this.environment = environment;
    this.actions = actions;
    this.log = log;
    this.story = story;
    this.database = database;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "page");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      respond(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void respond(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
      switch (exchange.getRequestMethod() + " " + path[0]) {
        case "GET " -> send(exchange, 200, "text/html; charset=utf-8", resource("page.html"));
        case "GET page.css" -> send(exchange, 200, "text/css; charset=utf-8", resource("page.css"));
        case "GET page.js" ->
            send(exchange, 200, "text/javascript; charset=utf-8", resource("page.js"));
        case "GET state" -> sendJson(exchange, state(Long.parseLong(path[1])));
        case "GET recipe" -> redirect(exchange, actions.addRecipe(actions.user(path[1])));
        case "GET view" -> redirect(exchange, actions.openView(actions.user(path[1])));
        case "GET link" -> redirect(exchange, actions.openLink());
        case "POST act" -> act(exchange, path);
        default -> throw new NoSuchElementException("Not found");
      }
    } catch (NoSuchElementException | NumberFormatException | IndexOutOfBoundsException e) {
      send(exchange, 404, "text/plain", "Not found");
    } catch (SQLException e) {
      send(exchange, 500, "text/plain", "The database is unavailable");
    }
  }

  /** Performs an action. The required header prevents CSRF: another site's form cannot send it. */
  private void act(HttpExchange exchange, String... path) throws IOException {
    if (exchange.getRequestHeaders().getFirst("X-Demo") == null) {
      throw new NoSuchElementException("Expected the header X-Demo, found none");
    }
    actions.act(path[1], actions.user(path[2]));
    sendJson(exchange, json.createObjectNode());
  }

  private ObjectNode state(long after) throws InterruptedException, SQLException, IOException {
    log.awaitChange(after);
    ObjectNode state = json.createObjectNode().put("revision", log.revision());
    var users = state.putArray("users");
    for (FakeUser user : actions.users()) {
      users
          .addObject()
          .put("id", String.valueOf(user.id()))
          .put("name", user.name())
          .put("slug", user.accountSlug())
          .put("mailKey", actions.mailKey(user));
    }
    state.set("story", story.json());
    state.set("log", log.json());
    state.set("rows", database.json());
    state.put("markers", database.markers());
    var secrets = environment.secrets();
    state.put("secrets", secrets.size());
    var found = state.putArray("found");
    new SecretScanner(secrets).findInFolder(environment.databaseFolder()).forEach(found::add);
    return state;
  }

  private static String resource(String name) {
    try (InputStream in = requireNonNull(PageServer.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sendJson(HttpExchange exchange, ObjectNode object) throws IOException {
    send(exchange, 200, "application/json", json.writeValueAsString(object));
  }

  private static void redirect(HttpExchange exchange, URI to) throws IOException {
    exchange.getResponseHeaders().set("Location", to.toString());
    exchange.sendResponseHeaders(303, -1);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", CSP);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
