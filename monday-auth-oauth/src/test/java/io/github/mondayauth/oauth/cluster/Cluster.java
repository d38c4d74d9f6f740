package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.ReceivedRequest;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.TokenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several processes with one database, one monday.com, the same services and one clock. Consent is
 * given at once everywhere.
 */
final class Cluster implements AutoCloseable {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-21T12:00:00Z"));
  private final FakeMonday monday =
      FakeMonday.builder(RegisteredApp.random()).clock(clock).reuseRevokesFamily().start();
  private final Map<String, FakeOAuthServer> services = new LinkedHashMap<>();
  private final NodeSettings settings;
  private final Path folder;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final AtomicInteger users = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();

  Cluster(Database database, Map<String, FakeOAuthServer.Builder> services) {
    services.forEach((name, server) -> this.services.put(name, server.clock(clock).start()));
    this.services.values().forEach(server -> server.consent(Consent.allow()));
    monday.consent(Consent.allow());
    String address = database.create();
    try (var source = Database.open(address)) {
      TokenStore.createTables(source);
    }
    this.settings = NodeSettings.of(address, monday, this.services);
    try {
      this.folder = Files.createTempDirectory("nodes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Further nodes, ready. */
  List<NodeProcess> start(int count) {
    List<NodeProcess> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(NodeProcess.start(settings.write(folder, clock.instant())));
    }
    nodes.addAll(started);
    started.forEach(node -> node.awaitEvent("READY"));
    return started;
  }

  /** The node is gone. */
  void kill(NodeProcess node) {
    nodes.remove(node);
    node.kill();
  }

  /** Time passes, for the services and for every node, stopped ones included. */
  void advance(Duration step) {
    clock.advance(step);
    nodes.forEach(node -> node.clock(clock.instant()));
  }

  FakeMonday monday() {
    return monday;
  }

  FakeOAuthServer service(String name) {
    return services.get(name);
  }

  /** The database as the nodes see it, past the vault. */
  TokenStore store() {
    return settings.store();
  }

  String app() {
    return settings.clientId();
  }

  /** A new user of an account. */
  FakeUser user(String account) {
    return monday.addUser("User " + users.incrementAndGet(), account);
  }

  URI recipe(FakeUser user) {
    return user.addRecipe(NodeSettings.BASE.resolve("/authorize"));
  }

  /** Connects all that is missing, each step at another node. */
  void connect(FakeUser user) {
    Visitor visitor = new Visitor();
    int turn = 0;
    Outcome step = visitor.begin(nodes.get(turn), recipe(user));
    while (step.kind().equals("Ask")) {
      turn = (turn + 1) % nodes.size();
      step = visitor.resume(nodes.get(turn), visitor.consent(step));
    }
    assertThat(step.kind()).as("%s", step).isEqualTo("Done");
  }

  /** Whether a service would accept the access token now. */
  boolean isLive(String service, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(service(service).resource())
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The refresh tokens a service was asked to exchange, in order. */
  List<String> refreshes(String service) {
    return service(service).tokenRequests().stream()
        .map(ReceivedRequest::parameters)
        .filter(form -> "refresh_token".equals(form.get("grant_type")))
        .map(form -> form.get("refresh_token"))
        .toList();
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    services.values().forEach(FakeOAuthServer::close);
    monday.close();
  }
}
