package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.Credential;
import io.github.mondayauth.oauth.NotConnectedException;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

class CredentialInterceptorTest {
  private static final MondayUser USER = new MondayUser(new MondayAccount(7), 8);

  private final List<String> received = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private URI origin;
  private Connections connections;

  /** A service that accepts the credentials that contain "valid". */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/", this::reply);
    server.start();
    origin = URI.create("http://localhost:" + server.getAddress().getPort());
    RegisteredApp registered = RegisteredApp.random();
    MondayApp app =
        MondayApp.builder(registered.clientId(), URI.create("https://app.example.com"))
            .clientSecret(Secret.of(registered.clientSecret()))
            .signingSecret(Secret.of(registered.signingSecret()))
            .insecureMonday(origin)
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    vault.openAccount(USER.account(), Instant.now());
    connections =
        Connections.create(
            app,
            vault,
            Connector.apiKey("mailer", "API key"),
            Connector.oauth(
                "desk",
                OAuthServer.perHost("/authorize", "/token", "*.desk.example"),
                "id",
                Secret.of("secret")),
            Connector.oauth(
                "github",
                OAuthServer.of(origin.resolve("/authorize"), origin.resolve("/token")),
                "id",
                Secret.of("secret")));
  }

  private void reply(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String key = exchange.getRequestHeaders().getFirst("X-Api-Key");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.equals("/token")) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      send(exchange, 200, "{\"access_token\":\"renewed-valid\",\"token_type\":\"bearer\"}");
      return;
    }
    received.add(authorization + " " + key + " " + body);
    boolean isValid = String.valueOf(authorization).contains("valid") || key != null;
    send(exchange, isValid ? 200 : 401, isValid ? "ok" : "refused");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RestClient client(CredentialInterceptor interceptor) {
    return RestClient.builder().requestInterceptor(interceptor).build();
  }

  @Test
  void refusesAnOriginThatWouldSendCredentialsInTheClear() {
    for (String unsafe : List.of("http://api.github.com", "//api.github.com", "https:/x", "x:y")) {
      assertThatThrownBy(
              () -> CredentialInterceptor.forOrigin(connections, "github", URI.create(unsafe)))
          .as(unsafe)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected https");
    }
  }

  private RestClient gitHub() {
    return client(CredentialInterceptor.forOrigin(connections, "github", origin));
  }

  private void connect(String connection, Credential credential) {
    connections.admin().put(USER, connection, credential);
  }

  @Test
  void sendsTheCredentialOfTheOwner() {
    connect("github", Credential.of(Secret.of("is-valid")));

    String body =
        gitHub()
            .get()
            .uri(origin.resolve("/user"))
            .attributes(CredentialInterceptor.owner(USER))
            .retrieve()
            .body(String.class);

    assertThat(body).isEqualTo("ok");
    assertThat(received).containsExactly("Bearer is-valid null ");
  }

  @Test
  void renewsARefusedCredentialAndRepeatsTheCallOnceWithItsBody() {
    connect(
        "github",
        Credential.of(Secret.of("stale"))
            .withRefreshToken(Secret.of("refresh"))
            .withExpiresAt(Instant.now().plusSeconds(7200)));
    makeOlder();

    String body =
        gitHub()
            .post()
            .uri(origin.resolve("/issues"))
            .attributes(CredentialInterceptor.owner(USER))
            .body("a title")
            .retrieve()
            .body(String.class);

    assertThat(body).isEqualTo("ok");
    assertThat(received)
        .containsExactly("Bearer stale null a title", "Bearer renewed-valid null a title");
  }

  /** Imported credentials count as obtained now, and those of the last 20 seconds stay. */
  private void makeOlder() {
    RegisteredApp registered = RegisteredApp.random();
    java.util.concurrent.atomic.AtomicReference<Instant> now =
        new java.util.concurrent.atomic.AtomicReference<>(Instant.now());
    MondayApp app =
        MondayApp.builder(registered.clientId(), URI.create("https://app.example.com"))
            .clientSecret(Secret.of(registered.clientSecret()))
            .insecureMonday(origin)
            .timeSource(now::get)
            .build();
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    vault.openAccount(USER.account(), now.get());
    connections =
        Connections.create(
            app,
            vault,
            Connector.oauth(
                "github",
                OAuthServer.of(origin.resolve("/authorize"), origin.resolve("/token")),
                "id",
                Secret.of("secret")));
    connect(
        "github",
        Credential.of(Secret.of("stale"))
            .withRefreshToken(Secret.of("refresh"))
            .withExpiresAt(now.get().plusSeconds(7200)));
    now.updateAndGet(instant -> instant.plusSeconds(60));
  }

  @Test
  void credentialThatCannotBeRenewedNotifiesTheUser() {
    connect("github", Credential.of(Secret.of("stale")));

    assertThatThrownBy(
            () ->
                gitHub()
                    .get()
                    .uri(origin.resolve("/user"))
                    .attributes(CredentialInterceptor.owner(USER))
                    .retrieve()
                    .body(String.class))
        .isInstanceOf(NotConnectedException.class);
    assertThat(received).hasSize(1);
  }

  @Test
  void userWhoIsNotConnectedIsNotifiedBeforeAnyCall() {
    assertThatThrownBy(
            () ->
                gitHub()
                    .get()
                    .uri(origin.resolve("/user"))
                    .attributes(CredentialInterceptor.owner(USER))
                    .retrieve()
                    .body(String.class))
        .isInstanceOf(NotConnectedException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void callWithoutAnOwnerIsAProgrammingError() {
    assertThatThrownBy(() -> gitHub().get().uri(origin.resolve("/")).retrieve().body(String.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CredentialInterceptor.owner(user)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:{port}/user",
        "http://localhost/user",
        "https://localhost:{port}/user",
        "http://localhost.evil.example:{port}/user",
        "http://localhost:{port}@evil.example/user",
        "http://user@localhost:{port}/user"
      })
  void attackWithAnotherAddressGetsNoCredential(String address) {
    connect("github", Credential.of(Secret.of("is-valid")));
    URI uri = URI.create(address.replace("{port}", String.valueOf(server.getAddress().getPort())));

    assertThatThrownBy(
            () ->
                gitHub()
                    .get()
                    .uri(uri)
                    .attributes(CredentialInterceptor.owner(USER))
                    .retrieve()
                    .body(String.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected a call to the address of its service")
        .hasMessageNotContaining("is-valid");
    assertThat(received).isEmpty();
  }

  @Test
  void sendsAnApiKeyInAHeaderOfTheService() {
    connect("mailer", Credential.of(Secret.of("key-1")));
    RestClient mailer =
        client(
            CredentialInterceptor.forOrigin(connections, "mailer", origin)
                .header(
                    (headers, credential) ->
                        headers.set("X-Api-Key", credential.secret().reveal())));

    mailer
        .get()
        .uri(origin.resolve("/mail"))
        .attributes(CredentialInterceptor.owner(USER))
        .retrieve()
        .toBodilessEntity();

    assertThat(received).containsExactly("null key-1 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://acme.desk.example/tickets|true",
        "https://ACME.desk.example/tickets|true",
        "https://evil.desk.example/tickets|false",
        "https://acme.desk.example:8443/tickets|false",
        "https://x@acme.desk.example/tickets|false",
        "http://acme.desk.example/tickets|false"
      })
  void credentialOfACustomerGoesToTheCustomersHostOnly(String example) throws Exception {
    connect(
        "desk", Credential.of(Secret.of("is-valid")).withAttribute("host", "acme.desk.example"));
    CredentialInterceptor interceptor = CredentialInterceptor.forCustomerHost(connections, "desk");
    String[] parts = example.split("\\|", 2);
    MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.GET, URI.create(parts[0]));
    CredentialInterceptor.owner(USER).accept(request.getAttributes());

    if (parts[1].equals("true")) {
      interceptor.intercept(request, new byte[0], (sent, body) -> response());
      assertThat(request.getHeaders().getFirst("Authorization")).isEqualTo("Bearer is-valid");
    } else {
      assertThatThrownBy(
              () -> interceptor.intercept(request, new byte[0], (sent, body) -> response()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(request.getHeaders().getFirst("Authorization")).isNull();
    }
  }

  private static MockClientHttpResponse response() {
    return new MockClientHttpResponse(new byte[0], HttpStatusCode.valueOf(200));
  }
}
