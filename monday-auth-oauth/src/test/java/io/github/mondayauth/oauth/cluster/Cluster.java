package io.github.mondayauth.oauth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.ForgetResult;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.LifecycleEvent;
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
import org.jspecify.annotations.Nullable;

/**
 * Several instances that share a database, monday.com, the services and a clock. Every consent
 * screen gives consent immediately.
 */
final class Cluster implements AutoCloseable {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-21T12:00:00Z"));
  private final FakeMonday monday =
      FakeMonday.builder(RegisteredApp.random())
          .clock(clock)
          .reuseRevokesFamily()
          .shortLivedTokensOverHttp()
          .start();
  private final Map<String, FakeOAuthServer> services = new LinkedHashMap<>();
  private final InstanceSettings settings;
  private final Path folder;
  private final List<InstanceProcess> instances = new ArrayList<>();
  private final AtomicInteger users = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Connections local;

  Cluster(Database database, Map<String, FakeOAuthServer.Builder> services) {
    services.forEach((name, server) -> this.services.put(name, server.clock(clock).start()));
    this.services.values().forEach(server -> server.consent(Consent.allow()));
    monday.consent(Consent.allow());
    String address = database.create();
    try (var source = Database.open(address)) {
      TokenStore.createTables(source);
    }
    this.settings = InstanceSettings.of(address, monday, this.services);
    try {
      this.folder = Files.createTempDirectory(Path.of("target"), "cluster");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the calls of instances that start later wait longer for refreshes of others. */
  void setPatient() {
    settings.setPatient();
  }

  /** Starts more instances and waits until they are ready. */
  List<InstanceProcess> start(int count) {
    List<InstanceProcess> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(InstanceProcess.start(settings.write(folder, clock.instant())));
    }
    instances.addAll(started);
    started.forEach(instance -> instance.awaitEvent("READY"));
    return started;
  }

  /** Kills an instance. */
  void kill(InstanceProcess instance) {
    instances.remove(instance);
    instance.kill();
  }

  /** Advances the clock of the services and of all instances, including stopped ones. */
  void advance(Duration step) {
    clock.advance(step);
    instances.forEach(instance -> instance.clock(clock.instant()));
  }

  Instant instant() {
    return clock.instant();
  }

  FakeMonday monday() {
    return monday;
  }

  FakeOAuthServer service(String name) {
    return services.get(name);
  }

  /** The store of the instances, without the vault. */
  TokenStore store() {
    return settings.store();
  }

  String app() {
    return settings.clientId();
  }

  /** Adds a user to an account. */
  FakeUser user(String account) {
    return monday.addUser("User " + users.incrementAndGet(), account);
  }

  URI recipe(FakeUser user) {
    return user.addRecipe(InstanceSettings.BASE.resolve("/authorize"));
  }

  /** Connects all missing connections, each step at another instance. */
  void connect(FakeUser user) {
    ClusterBrowser browser = new ClusterBrowser();
    int turn = 0;
    Outcome step = browser.begin(instances.get(turn), recipe(user));
    while (step.kind().equals("Ask")) {
      turn = (turn + 1) % instances.size();
      step = browser.resume(instances.get(turn), browser.consent(step));
    }
    assertThat(step.kind()).as("%s", step).isEqualTo("Done");
  }

  /** Delivers a lifecycle event to an instance in this process. */
  ForgetResult deliver(LifecycleEvent event) {
    return local()
        .forget(settings.app(clock).appLifecycleVerifier().verify(event.token(), event.body()));
  }

  /** An instance in this process. */
  Connections local() {
    if (local == null) {
      local = settings.connections(clock, new Pauses(point -> {}));
    }
    return local;
  }

  /** Whether a service accepts the access token now. */
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

  /** The refresh tokens that a service received, in order. */
  List<String> refreshes(String service) {
    return service(service).tokenRequests().stream()
        .map(ReceivedRequest::parameters)
        .filter(form -> "refresh_token".equals(form.get("grant_type")))
        .map(form -> form.get("refresh_token"))
        .toList();
  }

  @Override
  public void close() {
    instances.forEach(InstanceProcess::close);
    services.values().forEach(FakeOAuthServer::close);
    monday.close();
    settings.close();
  }
}
