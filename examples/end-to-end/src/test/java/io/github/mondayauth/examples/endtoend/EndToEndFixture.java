package io.github.mondayauth.examples.endtoend;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.oauth.OAuthConnector;
import io.github.mondayauth.oauth.OAuthServer;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeMonday;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The application on two instances that share a database, a fake monday.com whose users consent at
 * once, and a client of the authorization server. The time of the application and of monday.com is
 * the test's; that of the authorization server is the real time.
 */
final class EndToEndFixture implements AutoCloseable {
  static final String SERVICE = "spring";
  private static final int INSTANCES = 2;

  /** Longer than a test holds a response, however busy the machine is. */
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

  /** Longer than the server takes to confirm that it revoked a token. */
  private static final Duration REVOCATION_TIMEOUT = Duration.ofMinutes(4);

  /** Longer than an access token of the service is valid. */
  private static final Duration EXPIRED = AuthorizationServer.ACCESS_TOKEN_LIFETIME.multipliedBy(2);

  final TestClock clock = TestClock.at(Instant.parse("2026-11-21T12:00:00Z"));
  final RegisteredApp registered = RegisteredApp.random();
  final FakeMonday monday =
      FakeMonday.builder(registered).clock(clock).reuseRevokesFamily().start();
  final FakeUser ada = monday.addUser("Ada", "lovelace");
  final AuthorizationServer server;
  final TestApp app;
  final String clientId;
  final List<Connections> instances = new ArrayList<>();

  /** The owners of credentials that may still be valid and that no result counts. */
  final List<Owner> unrevoked = new CopyOnWriteArrayList<>();

  private TokenStore store;
  private final List<HikariDataSource> pools = new ArrayList<>();

  EndToEndFixture(AuthorizationServer server, SharedDatabase database) throws IOException {
    this(server, database, OAuthServer::clientSecretBasic);
  }

  EndToEndFixture(
      AuthorizationServer server, SharedDatabase database, UnaryOperator<OAuthServer> options)
      throws IOException {
    this.server = server;
    app = new TestApp();
    monday.consent(Consent.allow());
    clientId = server.register(app.url("/callback/" + SERVICE));
    OAuthServer described =
        OAuthServer.of(server.endpoint("/oauth2/authorize"), server.endpoint("/oauth2/token"))
            .revocationEndpoint(server.endpoint("/oauth2/revoke"))
            .issuer(server.origin().toString())
            .requireIssuer();
    OAuthConnector connector =
        Connector.oauth(
                SERVICE,
                options.apply(described),
                clientId,
                Secret.of(AuthorizationServer.CLIENT_SECRET))
            .title("Spring")
            .scopes("read");
    start(database.create(), connector);
  }

  private void start(DataSource database, OAuthConnector connector) {
    Secret keys = KeyRing.generate();
    List<TestApp.Instance> running = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      HikariDataSource pool = SharedDatabase.pool(database);
      pools.add(pool);
      MondayApp mondayApp =
          MondayApp.builder(registered.clientId(), app.origin())
              .clientSecret(Secret.of(registered.clientSecret()))
              .signingSecret(Secret.of(registered.signingSecret()))
              .insecureMonday(monday.origin())
              .timeSource(clock)
              .listener(
                  new AuthListener() {
                    @Override
                    public void unrevoked(Owner owner, String connection) {
                      unrevoked.add(owner);
                    }
                  })
              .build();
      if (i == 0) {
        TokenStore.createTables(pool);
      }
      store = TokenStore.jdbc(pool);
      TokenVault vault = TokenVault.open(mondayApp, store, KeyRing.of(keys));
      Connections instance =
          Connections.builder(
                  mondayApp, vault, Connector.monday("me:read", "account:read"), connector)
              .httpTransport(HttpTransport.builder().callTimeout(CALL_TIMEOUT).build())
              .revocationTimeout(REVOCATION_TIMEOUT)
              .waitForRefresh(Duration.ofMinutes(2))
              .build();
      instances.add(instance);
      running.add(
          new TestApp.Instance(
              mondayApp, instance, SERVICE, token -> server.accepts(clientId, token)));
    }
    app.run(running);
  }

  /** Any instance. */
  Connections connections() {
    return instances.get(0);
  }

  static MondayUser user(FakeUser user) {
    return new MondayAccount(user.accountId()).user(user.id());
  }

  /** The user adds a recipe, and passes monday.com's consent. */
  TestBrowser.Page openLoginPage(TestBrowser browser, FakeUser user) {
    return browser.open(user.addRecipe(app.url("/authorize")));
  }

  /** The user goes on to the consent page of the service, unless nothing is missing. */
  TestBrowser.Page openConsentPage(TestBrowser browser, FakeUser user) {
    return passLogin(openLoginPage(browser, user));
  }

  private static TestBrowser.Page passLogin(TestBrowser.Page page) {
    return page.uri().getPath().equals("/login")
        ? page.submit(
            Map.of("username", AuthorizationServer.USER, "password", AuthorizationServer.PASSWORD))
        : page;
  }

  /** The user logs in to the service, gives consent if it requests that, and follows redirects. */
  TestBrowser.Page logIn(TestBrowser.Page login) {
    TestBrowser.Page page = passLogin(login);
    return page.uri().getPath().equals("/oauth2/authorize") && page.hasForm()
        ? page.submit(Map.of("scope", "read"))
        : page;
  }

  /** The user connects the service and ends at monday.com. */
  TestBrowser.Page connect(FakeUser user) {
    return logIn(openLoginPage(new TestBrowser(), user));
  }

  /** monday.com runs the action for the user. */
  AppReply run(FakeUser user) {
    return user.runAction(app.url("/run"), Map.of());
  }

  /** The root of the user's account, and its records. */
  List<TokenStore.Row> rows(FakeUser user) {
    List<TokenStore.Row> rows =
        new ArrayList<>(store.records(registered.clientId(), user.accountId(), null, 100));
    store.find(TokenStore.Key.root(registered.clientId(), user.accountId())).ifPresent(rows::add);
    return rows;
  }

  /** Lets the access tokens of the service expire. */
  void expire() {
    clock.advance(EXPIRED);
  }

  List<Authorizations.Issued> issued() {
    return server.authorizations.issued(clientId);
  }

  /** The latest token response. */
  Authorizations.Issued latest() {
    List<Authorizations.Issued> all = issued();
    return all.get(all.size() - 1);
  }

  URI lifecycle() {
    return app.url("/lifecycle");
  }

  @Override
  public void close() {
    app.close();
    monday.close();
    pools.forEach(HikariDataSource::close);
  }
}
