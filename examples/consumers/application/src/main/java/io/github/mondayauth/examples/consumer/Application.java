package io.github.mondayauth.examples.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Verifies requests, connects users to monday.com, and keeps their credentials fresh. Arguments:
 * base URI, monday.com's origin, client id. Standard input: the client secret, the signing secret,
 * and the seconds by which the clock is advanced, a line each. The application ends when standard
 * input does.
 */
public final class Application {
  private final MondayApp app;
  private final Connections connections;

  private Application(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  /**
   * Starts the application. It prints the class of the transport when it is ready, and the time
   * whenever it has changed.
   *
   * @param args base URI, monday.com's origin, client id
   * @throws IOException if the port is taken, or standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    URI baseUri = URI.create(args[0]);
    AtomicLong advanced = new AtomicLong();
    MondayApp app =
        MondayApp.builder(args[2], baseUri)
            .clientSecret(Secret.of(input.readLine()))
            .signingSecret(Secret.of(input.readLine()))
            .insecureMonday(URI.create(args[1]))
            .timeSource(() -> Instant.now().plusSeconds(advanced.get()))
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    Connections connections =
        Connections.create(app, vault, Connector.monday("me:read", "account:read"));

    ExecutorService threads = Executors.newFixedThreadPool(4);
    HttpServer server = new Application(app, connections).start(baseUri.getPort(), threads);
    System.out.println(HttpTransport.standard().getClass().getSimpleName());
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      advanced.addAndGet(Long.parseLong(line));
      System.out.println(app.timeSource().instant());
    }
    server.stop(0);
    threads.shutdown();
  }

  private HttpServer start(int port, ExecutorService threads) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/run", exchange -> send(exchange, run(exchange)));
    server.createContext(
        "/authorize",
        exchange -> send(exchange, connections.begin(browserRequest(exchange)).reply()));
    server.createContext(
        "/callback/",
        exchange -> send(exchange, connections.resume(browserRequest(exchange)).reply()));
    server.start();
    return server;
  }

  private Reply run(HttpExchange exchange) {
    try {
      String endpoint = exchange.getRequestURI().toString();
      MondayUser user =
          app.requestVerifier()
              .verify(exchange.getRequestHeaders().getFirst("Authorization"), endpoint)
              .user();
      Credential credential = connections.credential(user, "monday");
      return Reply.json(200, "{\"scopes\":" + credential.scopes().size() + "}");
    } catch (MondayAuthException e) {
      return e.reply();
    }
  }

  private static BrowserRequest browserRequest(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    BrowserRequest request =
        exchange.getRequestMethod().equals("POST")
            ? BrowserRequest.post(
                uri.getRawPath(), new String(exchange.getRequestBody().readAllBytes(), UTF_8))
            : BrowserRequest.get(uri.getRawPath(), uri.getRawQuery());
    return request.headers(exchange.getRequestHeaders()::get);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    try (exchange) {
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      reply.cookies().forEach(cookie -> exchange.getResponseHeaders().add("Set-Cookie", cookie));
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
