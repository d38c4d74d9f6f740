package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.FreePort;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application on a free port, with a fake monday.com and a fake GitHub around it. */
final class BootApp implements AutoCloseable {
  static {
    // Spring Boot sets Logback up anew for each application. The context is the JVM's, so two
    // applications that start at the same time would fail each other.
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
  }

  static final HttpClient CLIENT = HttpClient.newHttpClient();
  static final String LIFECYCLE = "/lifecycle-4f1c9a7e2b";

  final TestClock clock;
  final URI origin;
  final FakeMonday monday;
  final FakeOAuthServer gitHub;
  final FakeUser ada;
  final RegisteredApp registered;

  private final String basePath;
  private final List<String> properties = new ArrayList<>();
  private ConfigurableApplicationContext context;

  /** What every application of these tests has. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Base {}

  /**
   * Starts the services.
   *
   * @param basePath the context path and servlet path of the application, or empty
   * @param now the time of the services, and of an application that has the test's clock
   */
  BootApp(String basePath, Instant now) throws IOException {
    this.basePath = basePath;
    this.clock = TestClock.at(now);
    origin = URI.create("http://localhost:" + FreePort.find());
    registered =
        RegisteredApp.random()
            .withScopes("me:read", "account:read")
            .withRedirectUris(at("/callback/monday"));
    monday = FakeMonday.builder(registered).clock(clock).shortLivedTokensOverHttp().start();
    gitHub = FakeOAuthServer.builder().clock(clock).start();
    ada = monday.addUser("Ada", "acme");
    with(
        "server.port=" + origin.getPort(),
        "spring.main.banner-mode=off",
        "spring.flyway.enabled=false",
        "spring.liquibase.enabled=false",
        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
        "monday-auth.client-id=" + registered.clientId(),
        "monday-auth.client-secret=" + registered.clientSecret(),
        "monday-auth.signing-secret=" + registered.signingSecret(),
        "monday-auth.base-uri=" + at(""),
        "monday-auth.insecure-monday=" + monday.origin(),
        "monday-auth.lifecycle-path=" + LIFECYCLE,
        "monday-auth.verified-paths=/monday/**",
        "monday-auth.vault.keys=" + KeyRing.generate().reveal(),
        "monday-auth.vault.create-tables=true",
        "github.authorize=" + gitHub.authorizationEndpoint(),
        "github.token=" + gitHub.tokenEndpoint(),
        "github.resource=" + gitHub.resource(),
        "github.id=" + gitHub.clientId(),
        "github.secret=" + gitHub.clientSecret());
  }

  BootApp(String basePath) throws IOException {
    this(basePath, Instant.parse("2026-11-21T10:00:00Z"));
  }

  BootApp() throws IOException {
    this("");
  }

  /** Adds properties, which replace earlier ones of the same name. */
  BootApp with(String... more) {
    for (String property : more) {
      String name = property.substring(0, property.indexOf('=') + 1);
      properties.removeIf(known -> known.startsWith(name));
      properties.add(property);
    }
    return this;
  }

  BootApp without(String name) {
    properties.removeIf(known -> known.startsWith(name + "="));
    return this;
  }

  BootApp start(Class<?>... sources) {
    List<Class<?>> all = new ArrayList<>(List.of(sources));
    all.add(Base.class);
    SpringApplication application = new SpringApplication(all.toArray(Class<?>[]::new));
    // A bean of this application alone, since other test classes run at the same time.
    application.addInitializers(
        starting -> starting.getBeanFactory().registerSingleton("clock", clock));
    context =
        application.run(
            properties.stream().map(property -> "--" + property).toArray(String[]::new));
    return this;
  }

  /** Starts an application that has a configuration of its own. */
  BootApp startAlone(Class<?> application) {
    context =
        SpringApplication.run(
            application,
            properties.stream().map(property -> "--" + property).toArray(String[]::new));
    return this;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  /** The public URL of a path. */
  URI at(String path) {
    return URI.create(origin + basePath + path);
  }

  /** A request token of the user, for an endpoint at a path. */
  String token(String path) {
    return monday.tokens().request(at(path)).account(ada.accountId()).user(ada.id()).sign();
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(at(path)));
  }

  /** A POST request without a token. */
  HttpResponse<String> post(String path) {
    return send(HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.ofString("{}")));
  }

  /** A POST request with a token. */
  HttpResponse<String> post(String path, String token) {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"payload\":{}}")));
  }

  /** A POST request with a token for the same path. */
  HttpResponse<String> verified(String path) {
    return post(path, token(path));
  }

  void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.uri().toString()).isEqualTo(401);
    assertThat(response.body()).contains("severityCode");
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
    monday.close();
    gitHub.close();
  }
}
