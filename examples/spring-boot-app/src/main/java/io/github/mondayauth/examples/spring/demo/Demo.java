package io.github.mondayauth.examples.spring.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.examples.spring.SpringBootApp;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FreePort;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the application with a fake monday.com and a fake issue tracker, and serves a page with what
 * a user at monday.com can do.
 */
public final class Demo implements AutoCloseable {
  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><title>Demo</title>
      <h1>You are Ada at monday.com</h1>
      <p><a href="/add-recipe">Add a recipe</a>, which connects monday.com and the tracker
      <p><a href="/run">Run its action</a>
      <p><a href="/uninstall">Uninstall the app</a>
      """;

  private final FakeMonday monday;
  private final FakeOAuthServer tracker;
  private final FakeUser ada;
  private final URI baseUri;
  private final String lifecyclePath = "/lifecycle-" + UUID.randomUUID();
  private final ConfigurableApplicationContext application;
  private final HttpServer page;

  /** Starts everything, with an empty database in a folder that does not exist yet. */
  public Demo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path keys = folder.resolve("keys-" + UUID.randomUUID() + ".json");
    KeyRing.generate(keys);
    int port = FreePort.find();
    baseUri = URI.create("http://localhost:" + port);
    RegisteredApp registered =
        RegisteredApp.random()
            .withScopes("me:read", "account:read")
            .withRedirectUris(at("/callback/monday"));
    monday = FakeMonday.builder(registered).shortLivedTokensOverHttp().start();
    tracker = FakeOAuthServer.start();
    ada = monday.addUser("Ada", "acme");
    application =
        SpringApplication.run(
            SpringBootApp.class,
            "--server.port=" + port,
            "--monday-auth.insecure-monday=" + monday.origin(),
            "--MONDAY_CLIENT_ID=" + registered.clientId(),
            "--MONDAY_CLIENT_SECRET=" + registered.clientSecret(),
            "--MONDAY_SIGNING_SECRET=" + registered.signingSecret(),
            "--BASE_URI=" + baseUri,
            "--LIFECYCLE_PATH=" + lifecyclePath,
            "--KEY_FILE=" + keys,
            "--DATABASE_URL=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
            "--OPERATOR_PASSWORD=operator",
            "--TRACKER_AUTHORIZATION_ENDPOINT=" + tracker.authorizationEndpoint(),
            "--TRACKER_TOKEN_ENDPOINT=" + tracker.tokenEndpoint(),
            "--TRACKER_REVOCATION_ENDPOINT=" + tracker.revocationEndpoint(),
            "--TRACKER_API=" + tracker.resource(),
            "--TRACKER_CLIENT_ID=" + tracker.clientId(),
            "--TRACKER_CLIENT_SECRET=" + tracker.clientSecret());
    page = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    page.createContext("/", exchange -> send(exchange, "text/html", PAGE));
    page.createContext("/add-recipe", this::addRecipe);
    page.createContext("/run", action(() -> ada.runAction(at("/monday/run"), Map.of())));
    page.createContext("/uninstall", action(() -> ada.uninstall(at(lifecyclePath))));
    page.start();
  }

  /** The public URL of one of the application's endpoints. */
  public URI at(String path) {
    return URI.create(baseUri + path);
  }

  /** The fake monday.com. */
  public FakeMonday monday() {
    return monday;
  }

  /** The fake issue tracker. */
  public FakeOAuthServer tracker() {
    return tracker;
  }

  /** The user of the demo, an administrator. */
  public FakeUser ada() {
    return ada;
  }

  /** The address of the page with what the user can do. */
  public URI page() {
    return URI.create("http://localhost:" + page.getAddress().getPort());
  }

  private void addRecipe(HttpExchange exchange) throws IOException {
    String authorization = ada.addRecipe(at("/authorize")).toString();
    exchange.getResponseHeaders().set("Location", authorization);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static com.sun.net.httpserver.HttpHandler action(Supplier<AppReply> action) {
    return exchange -> {
      AppReply reply = action.get();
      send(exchange, "text/plain", "The app replied: " + reply.status() + "\n" + reply.body());
    };
  }

  private static void send(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    page.stop(0);
    application.close();
    monday.close();
    tracker.close();
  }

  /**
   * Runs the demo until the process is stopped.
   *
   * @param arguments the folder for the demo's key file
   */
  public static void main(String[] arguments) throws Exception {
    Demo demo = new Demo(Path.of(arguments[0]));
    System.out.println("Open " + demo.page());
  }
}
