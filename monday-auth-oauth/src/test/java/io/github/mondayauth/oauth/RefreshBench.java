package io.github.mondayauth.oauth;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Instances of an application that refresh credentials at a provider inside the test: no servers
 * and no threads, so that hours and thousands of credentials take no time.
 */
final class RefreshBench {
  static final Instant NOW = OAuthFixture.NOW;
  static final MondayAccount ACCOUNT = new MondayAccount(7);
  static final MondayUser ADA = ACCOUNT.user(1);
  static final String HOST = "acme.example";

  /** The lifetime of each access token. */
  static final Duration LIFETIME = Duration.ofHours(1);

  final TestClock clock = TestClock.at(NOW);
  final TokenStore store = TokenStore.inMemory();
  final Secret keys = KeyRing.generate();

  /** The number of requests that the provider received. */
  final AtomicInteger calls = new AtomicInteger();

  /** Calls of {@code refreshFailed}, {@code reauthorizationNeeded} and {@code unrevoked}. */
  final List<String> events = new CopyOnWriteArrayList<>();

  /** The provider's response to every request. */
  volatile HttpTransport provider = request -> granted();

  OAuthServer server =
      OAuthServer.of(
          URI.create("https://" + HOST + "/authorize"), URI.create("https://" + HOST + "/token"));

  /** Sets options of the connector. */
  UnaryOperator<OAuthConnector> options = UnaryOperator.identity();

  /** A response with an access token that is different in each response. */
  HttpTransport.Response granted() {
    return json(
        200,
        "{\"access_token\":\"at"
            + calls.get()
            + "\",\"refresh_token\":\"rt"
            + calls.get()
            + "\",\"expires_in\":"
            + LIFETIME.toSeconds()
            + "}");
  }

  static HttpTransport.Response json(int status, String body) {
    return response(status, "application/json", body);
  }

  static HttpTransport.Response response(int status, String type, String body) {
    return new HttpTransport.Response(status, Map.of("Content-Type", type), body);
  }

  /** The provider responds so from now on. */
  void respond(int status, String body) {
    provider = request -> json(status, body);
  }

  /** The provider grants every request from now on. */
  void recover() {
    provider = request -> granted();
  }

  MondayApp app(InstantSource time) {
    return MondayApp.builder("client", URI.create("https://app.example"))
        .clientSecret(Secret.of("client-secret-of-the-app".repeat(2)))
        .signingSecret(Secret.of("signing-secret-of-the-app".repeat(2)))
        .timeSource(time)
        .listener(
            new AuthListener() {
              @Override
              public void refreshFailed(Owner owner, String connection, String reasonCode) {
                events.add(reasonCode);
              }

              @Override
              public void reauthorizationNeeded(Owner owner, String connection) {
                events.add("reconnect");
              }

              @Override
              public void unrevoked(Owner owner, String connection) {
                events.add("unrevoked");
              }
            })
        .build();
  }

  Connections.Builder builder(InstantSource time, TokenStore tokens) {
    MondayApp app = app(time);
    return Connections.builder(
            app,
            TokenVault.open(app, tokens, KeyRing.of(keys)),
            options.apply(Connector.oauth("acme", server, "id", Secret.of("provider-secret"))))
        .httpTransport(
            request -> {
              calls.incrementAndGet();
              return provider.send(request);
            });
  }

  /** An instance with the bench's clock. */
  Connections instance() {
    return builder(clock, store).build();
  }

  /** An instance with a clock of its own. */
  Connections instance(InstantSource time) {
    return builder(time, store).build();
  }

  /** Stores a credential that has just been obtained. */
  void connect(Connections instance, Owner owner) {
    instance
        .admin()
        .put(
            owner,
            "acme",
            Credential.of(Secret.of("at of " + owner))
                .withRefreshToken(Secret.of("rt of " + owner))
                .withExpiresAt(clock.instant().plus(LIFETIME)));
  }

  /** Stores a credential and lets it expire. */
  void connectAndExpire(Connections instance) {
    connect(instance, ADA);
    clock.advance(LIFETIME.plusMinutes(1));
  }
}
