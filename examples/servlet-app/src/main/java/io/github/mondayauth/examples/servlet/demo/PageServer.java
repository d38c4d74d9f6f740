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
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final DemoEnvironment environment;
  private final DemoActions actions;
  private final DemoLog log;
  private final DatabaseView database;
  private final ObjectMapper json = new ObjectMapper();

  PageServer(DemoEnvironment environment, DemoActions actions, DemoLog log, DatabaseView database)
      throws IOException {
    this.environment = environment;
    this.actions = actions;
    this.log = log;
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
      String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
      switch (exchange.getRequestMethod() + " " + path[0]) {
        case "GET " -> send(exchange, 200, "text/html; charset=utf-8", page());
        case "GET state" -> sendJson(exchange, state(Long.parseLong(path[1])));
        case "GET recipe" -> redirect(exchange, actions.addRecipe(actions.user(path[1])));
        case "GET view" -> redirect(exchange, actions.openView(actions.user(path[1])));
        case "POST act" -> sendJson(exchange, act(exchange, path));
        default -> throw new NoSuchElementException("Not found");
      }
    } catch (NoSuchElementException | NumberFormatException | IndexOutOfBoundsException e) {
      send(exchange, 404, "text/plain", "Not found");
    } catch (SQLException e) {
      send(exchange, 500, "text/plain", "The database is unavailable");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Performs an action. The required header prevents CSRF: another site's form cannot send it. */
  private ObjectNode act(HttpExchange exchange, String... path) {
    if (exchange.getRequestHeaders().getFirst("X-Demo") == null) {
      throw new NoSuchElementException("Expected the header X-Demo, found none");
    }
    return actions.act(path[1], actions.user(path[2]));
  }

  private ObjectNode state(long after) throws InterruptedException, SQLException, IOException {
    log.awaitChange(after);
    ObjectNode state = json.createObjectNode().put("revision", log.revision());
    var users = state.putArray("users");
    for (FakeUser user : actions.users()) {
      users
          .addObject()
          .put("id", String.valueOf(user.id()))
          .put("account", String.valueOf(user.accountId()))
          .put("name", user.name())
          .put("slug", user.accountSlug())
          .put("mailKey", actions.mailKey(user))
          .put("mondayTokens", environment.monday.liveTokens(user));
    }
    var names = state.putObject("names");
    environment.people().forEach(person -> names.put(String.valueOf(person.id()), person.name()));
    var titles = state.putObject("titles");
    DemoEnvironment.TITLES.forEach(titles::put);
    state.set("log", log.json());
    state.set("rows", database.json());
    var secrets = environment.secrets();
    state.put("secrets", secrets.size());
    var found = state.putArray("found");
    new SecretScanner(secrets).findInFolder(environment.databaseFolder()).forEach(found::add);
    return state;
  }

  private static String page() {
    try (InputStream in = requireNonNull(PageServer.class.getResourceAsStream("page.html"))) {
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
