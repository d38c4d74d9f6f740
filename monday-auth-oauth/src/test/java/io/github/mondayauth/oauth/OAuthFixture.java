package io.github.mondayauth.oauth;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeOAuthServer;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Fakes of monday.com and of a provider "acme", an application, a clock, and the user Ada, who
 * always gives consent. Tests change what they need.
 */
final class OAuthFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** How long a state is valid. */
  static final Duration STATE_LIFETIME = Duration.ofMinutes(15);

  final TestClock clock = TestClock.at(NOW);
  final RegisteredApp app = RegisteredApp.random();
  final FakeMonday monday;
  final FakeOAuthServer acme;
  final TestApp testApp = new TestApp();
  final TokenStore store;
  final Secret keys = KeyRing.generate();
  final FakeUser ada;
  final TestBrowser browser = new TestBrowser();
  AuthListener listener = new AuthListener() {};
  private final List<Connections> instances = new ArrayList<>();

  OAuthFixture() {
    this(TokenStore.inMemory());
  }

  OAuthFixture(TokenStore store) {
    this(store, FakeOAuthServer.builder().reuseRevokesFamily());
  }

  OAuthFixture(TokenStore store, FakeOAuthServer.Builder provider) {
    this(store, provider, false);
  }

  private OAuthFixture(
      TokenStore store, FakeOAuthServer.Builder provider, boolean userInAccessTokens) {
    this.store = store;
    FakeMonday.Builder builder =
        FakeMonday.builder(app).clock(clock).reuseRevokesFamily().shortLivedTokensOverHttp();
    monday = (userInAccessTokens ? builder.userInAccessTokens() : builder).start();
    ada = monday.addUser("Ada", "lovelace");
    acme = provider.clock(clock).start();
    monday.consent(Consent.allow());
    acme.consent(Consent.allow());
  }

  /** A fixture whose monday.com names user and account in its access tokens. */
  static OAuthFixture withUserInAccessTokens() {
    return new OAuthFixture(
        TokenStore.inMemory(), FakeOAuthServer.builder().reuseRevokesFamily(), true);
  }

  /** The key ring as an instance sees it that cannot reach the key service to unwrap. */
  KeyRing unreachableKeys() {
    KeyRing ring = KeyRing.of(keys);
    return new KeyRing() {
      @Override
      public String primaryKeyId() {
        return ring.primaryKeyId();
      }

      @Override
      public Wrapped wrap(byte[] dataKey, KeyContext context) {
        return ring.wrap(dataKey, context);
      }

      @Override
      public byte[] unwrap(Wrapped wrapped, KeyContext context) {
        throw new VaultException(VaultException.Reason.KEY_UNAVAILABLE, "no connection");
      }
    };
  }

  MondayApp mondayApp() {
    return MondayApp.builder(app.clientId(), testApp.origin())
        .clientSecret(Secret.of(app.clientSecret()))
        .signingSecret(Secret.of(app.signingSecret()))
        .insecureMonday(monday.origin())
        .timeSource(clock)
        .listener(listener)
        .build();
  }

  TokenVault vault() {
    return TokenVault.open(mondayApp(), store, KeyRing.of(keys));
  }

  /** Adds an instance of the application with these connectors, which replies from now on. */
  Connections instance(Connector... connectors) {
    return add(Connections.builder(mondayApp(), vault(), connectors));
  }

  Connections add(Connections.Builder builder) {
    Connections instance = builder.build();
    testApp.add(instance);
    instances.add(instance);
    testApp.switchTo(instances.size() - 1);
    return instance;
  }

  MondayConnector mondayConnector() {
    return Connector.monday("me:read", "account:read", "boards:read");
  }

  OAuthServer acmeServer() {
    return OAuthServer.of(acme.authorizationEndpoint(), acme.tokenEndpoint())
        .revocationEndpoint(acme.revocationEndpoint());
  }

  OAuthConnector acmeConnector() {
    return acmeConnector("acme").title("Acme");
  }

  /** A connection of another name to the provider "acme". */
  OAuthConnector acmeConnector(String name) {
    return Connector.oauth(name, acmeServer(), acme.clientId(), Secret.of(acme.clientSecret()));
  }

  /** The authorization URL, with a new authorization token, at which a user arrives. */
  URI recipe(FakeUser user) {
    return user.addRecipe(testApp.authorizeUrl());
  }

  /** Ada adds a recipe in her browser. */
  TestBrowser.Page addRecipe() {
    return browser.open(recipe(ada));
  }

  static MondayUser user(FakeUser user) {
    return new MondayAccount(user.accountId()).user(user.id());
  }

  MondayUser adaUser() {
    return user(ada);
  }

  /** Follows the link with this text. */
  static TestBrowser.Page click(TestBrowser browser, TestBrowser.Page page, String text) {
    return browser.open(link(page, text));
  }

  static URI link(TestBrowser.Page page, String text) {
    return page.uri().resolve(DirectBrowser.link(page.reply().body(), text));
  }

  @Override
  public void close() {
    testApp.close();
    monday.close();
    acme.close();
  }
}
