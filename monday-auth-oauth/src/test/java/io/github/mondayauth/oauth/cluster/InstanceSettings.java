package io.github.mondayauth.oauth.cluster;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The settings that all instances of a cluster share: app, database, keys and services. */
final class InstanceSettings implements AutoCloseable {
  static final URI BASE = URI.create("http://localhost:9");

  /** The age at which maintenance refreshes an unused grant of a service. */
  static final Duration UNUSED = Duration.ofDays(30);

  /** The age at which maintenance obeys a claimed uninstall. */
  static final Duration CLAIM_OBEYED = Duration.ofDays(7);

  private static final String PATIENT = "patient";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Properties values;

  /** The connection pools of this process. */
  private final List<HikariDataSource> pools = new ArrayList<>();

  private InstanceSettings(Properties values) {
    this.values = values;
  }

  static InstanceSettings of(
      String database, FakeMonday monday, Map<String, FakeOAuthServer> services) {
    Properties values = new Properties();
    values.setProperty("database", database);
    values.setProperty("keys", KeyRing.generate().reveal());
    values.setProperty("monday", monday.origin().toString());
    values.setProperty("client.id", monday.app().clientId());
    values.setProperty("client.secret", monday.app().clientSecret());
    values.setProperty("signing.secret", monday.app().signingSecret());
    values.setProperty("services", String.join(" ", services.keySet()));
    services.forEach(
        (name, server) -> {
          values.setProperty(name + ".origin", server.origin().toString());
          values.setProperty(name + ".authorize", server.authorizationEndpoint().toString());
          values.setProperty(name + ".token", server.tokenEndpoint().toString());
          values.setProperty(name + ".revoke", server.revocationEndpoint().toString());
          values.setProperty(name + ".id", server.clientId());
          values.setProperty(name + ".secret", server.clientSecret());
        });
    return new InstanceSettings(values);
  }

  static InstanceSettings read(Path file) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new InstanceSettings(values);
  }

  /** Lets calls wait for refreshes of others longer than a busy machine takes for them. */
  void setPatient() {
    values.setProperty(PATIENT, "");
  }

  /** Writes the settings, and the time at which an instance starts, to a file. */
  Path write(Path folder, Instant now) {
    try {
      Path file = Files.createTempFile(folder, "instance", ".properties");
      Properties all = new Properties();
      all.putAll(values);
      all.setProperty("now", now.toString());
      try (Writer writer = Files.newBufferedWriter(file)) {
        all.store(writer, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Instant now() {
    return Instant.parse(get("now"));
  }

  TokenStore store() {
    HikariDataSource pool = Database.open(get("database"));
    pools.add(pool);
    return TokenStore.jdbc(pool);
  }

  String clientId() {
    return get("client.id");
  }

  MondayApp app(TestClock clock) {
    return MondayApp.builder(clientId(), BASE)
        .clientSecret(Secret.of(get("client.secret")))
        .signingSecret(Secret.of(get("signing.secret")))
        .insecureMonday(URI.create(get("monday")))
        .timeSource(clock)
        .build();
  }

  Connections connections(TestClock clock, Pauses pauses) {
    MondayApp app = app(clock);
    TokenVault vault =
        TokenVault.open(app, pauses.store(store()), KeyRing.of(Secret.of(get("keys"))));
    List<Connector> connectors =
        new ArrayList<>(List.of(Connector.monday("me:read", "account:read")));
    for (String name : get("services").split(" ", -1)) {
      OAuthServer server =
          OAuthServer.of(uri(name + ".authorize"), uri(name + ".token"))
              .revocationEndpoint(uri(name + ".revoke"));
      connectors.add(
          Connector.oauth(name, server, get(name + ".id"), Secret.of(get(name + ".secret")))
              .refreshUnusedAfter(UNUSED));
    }
    Connections.Builder builder =
        Connections.builder(app, vault, connectors.toArray(Connector[]::new))
            .httpTransport(pauses.transport(HttpTransport.standard()))
            .eraseClaimedUninstallsAfter(CLAIM_OBEYED);
    return (values.containsKey(PATIENT) ? builder.waitForRefresh(PATIENCE) : builder).build();
  }

  private URI uri(String key) {
    return URI.create(get(key));
  }

  private String get(String key) {
    String value = values.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("settings: expected " + key + ", found none");
    }
    return value;
  }

  /** Closes the connections of this process to the database. */
  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }
}
