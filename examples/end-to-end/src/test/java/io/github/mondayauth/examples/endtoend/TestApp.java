package io.github.mondayauth.examples.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.ForgetResult;
import io.github.mondayauth.oauth.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The application: a web server whose requests go to its instances in turn, as behind a load
 * balancer. Its action sends the access token to the service and replies with what the service
 * said.
 */
final class TestApp implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<ForgetResult> forgotten = new CopyOnWriteArrayList<>();
  private volatile List<Instance> instances = List.of();

  /** One instance, with the service that its action calls. */
  record Instance(MondayApp app, Connections connections, String connection, Service service) {}

  /** The service's API. */
  interface Service {
    boolean accepts(String accessToken);
  }

  TestApp() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI origin() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  URI url(String path) {
    return origin().resolve(path);
  }

  void run(List<Instance> all) {
    instances = List.copyOf(all);
  }

  /** The results of all uninstalls. */
  List<ForgetResult> forgotten() {
    return forgotten;
  }

  private void handle(HttpExchange exchange) throws IOException {
    List<Instance> all = instances;
    Instance instance = all.get(Math.floorMod(requests.getAndIncrement(), all.size()));
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Reply reply;
    try {
      reply = reply(instance, exchange, body);
    } catch (MondayAuthException refused) {
      reply = refused.reply();
    } catch (RuntimeException | Error unexpected) {
      unexpected.printStackTrace();
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      throw unexpected;
    }
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    reply.cookies().forEach(value -> exchange.getResponseHeaders().add("Set-Cookie", value));
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply reply(Instance instance, HttpExchange exchange, String body) {
    String path = exchange.getRequestURI().getPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return switch (path) {
      case "/run" -> run(instance, authorization, path);
      case "/lifecycle" -> lifecycle(instance, authorization, body);
      default -> browser(instance, exchange, body).reply();
    };
  }

  private static Reply run(Instance instance, @Nullable String authorization, String path) {
    RequestClaims claims = instance.app().requestVerifier().verify(authorization, path);
    Credential credential = instance.connections().credential(claims.user(), instance.connection());
    boolean accepted = instance.service().accepts(credential.secret().reveal());
    return Reply.json(accepted ? 200 : 502, "{}");
  }

  private Reply lifecycle(Instance instance, @Nullable String authorization, String body) {
    AppLifecycleEvent event = instance.app().appLifecycleVerifier().verify(authorization, body);
    forgotten.add(instance.connections().forget(event));
    return Reply.json(200, "{}");
  }

  private static Step browser(Instance instance, HttpExchange exchange, String body) {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getRawQuery();
    BrowserRequest request =
        (exchange.getRequestMethod().equals("POST")
                ? BrowserRequest.post(path, body)
                : BrowserRequest.get(path, query))
            .headers(exchange.getRequestHeaders()::get);
    return path.equals("/authorize")
        ? instance.connections().begin(request)
        : instance.connections().resume(request);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
