package io.github.mondayauth.examples.frameworks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayAuthException;
import io.github.mondayauth.Reply;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.util.Map;

// The library waits for databases and providers, which the event loop must not do.
@ExecuteOn(TaskExecutors.BLOCKING)
@Controller(produces = MediaType.ALL)
final class MicronautApp {
  private final MondayApp app;
  private final Connections connections;

  MicronautApp(MondayApp app, Connections connections) {
    this.app = app;
    this.connections = connections;
  }

  static AutoCloseable start(int port, MondayApp app, Connections connections) {
    return ApplicationContext.builder()
        .singletons(app, connections)
        .properties(Map.of("micronaut.server.host", "localhost", "micronaut.server.port", port))
        .run(EmbeddedServer.class);
  }

  @Post("/run")
  HttpResponse<String> run(HttpHeaders headers) {
    String authorization = String.join(",", headers.getAll("Authorization"));
    RequestClaims claims = app.requestVerifier().verify(authorization, "/run");
    connections.credential(claims.user(), "monday");
    return response(Reply.json(200, "{}"));
  }

  @Get("/authorize")
  HttpResponse<String> authorize(HttpRequest<?> request) {
    return response(connections.begin(get(request)).reply());
  }

  @Get("/callback/{+path}")
  HttpResponse<String> callback(HttpRequest<?> request) {
    return response(connections.resume(get(request)).reply());
  }

  @Post("/callback/{+path}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<String> callback(HttpRequest<?> request, @Body byte[] form) {
    String path = request.getUri().getRawPath();
    BrowserRequest post =
        BrowserRequest.post(path, new String(form, UTF_8)).headers(request.getHeaders()::getAll);
    return response(connections.resume(post).reply());
  }

  @Error(global = true)
  HttpResponse<String> refused(MondayAuthException e) {
    return response(e.reply());
  }

  private static BrowserRequest get(HttpRequest<?> request) {
    URI uri = request.getUri();
    return BrowserRequest.get(uri.getRawPath(), uri.getRawQuery())
        .headers(request.getHeaders()::getAll);
  }

  private static HttpResponse<String> response(Reply reply) {
    MutableHttpResponse<String> response = HttpResponse.ok(reply.body()).status(reply.status());
    reply.headers().forEach(response::header);
    reply.cookies().forEach(cookie -> response.header("Set-Cookie", cookie));
    return response;
  }
}
