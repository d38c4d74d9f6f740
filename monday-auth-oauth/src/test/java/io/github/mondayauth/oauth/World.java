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
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * monday.com, a provider called "acme", an application's site, one clock, and a user called Ada
 * whose consent is given at once. Tests say what is different.
 */
final class World implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  final TestClock clock = TestClock.at(NOW);
  final RegisteredApp app = RegisteredApp.random();
  final FakeMonday monday =
      FakeMonday.builder(app).clock(clock).reuseRevokesFamily().shortLivedTokensOverHttp().start();
  final FakeOAuthServer acme;
  final Site site = new Site();
  final TokenStore store;
  final Secret keys = KeyRing.generate();
  final FakeUser ada = monday.addUser("Ada", "lovelace");
  final TestBrowser browser = new TestBrowser();
  AuthListener listener = new AuthListener() {};
  private final List<Connections> nodes = new ArrayList<>();

  World() {
    this(TokenStore.inMemory());
  }

  World(TokenStore store) {
    this(store, FakeOAuthServer.builder().reuseRevokesFamily());
  }

  World(TokenStore store, FakeOAuthServer.Builder provider) {
    this.store = store;
    acme = provider.clock(clock).start();
    monday.consent(Consent.allow());
    acme.consent(Consent.allow());
  }

  MondayApp mondayApp() {
    return MondayApp.builder(app.clientId(), site.origin())
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

  /** A further node with these connectors; it is the site's current one. */
  Connections node(Connector... connectors) {
    return add(Connections.builder(mondayApp(), vault(), connectors));
  }

  Connections add(Connections.Builder builder) {
    Connections node = builder.build();
    site.add(node);
    nodes.add(node);
    site.switchTo(nodes.size() - 1);
    return node;
  }

  MondayConnector mondayConnector() {
    return Connector.monday("me:read", "boards:read");
  }

  OAuthServer acmeServer() {
    return OAuthServer.of(acme.authorizationEndpoint(), acme.tokenEndpoint())
        .revocationEndpoint(acme.revocationEndpoint());
  }

  OAuthConnector acmeConnector() {
    return Connector.oauth("acme", acmeServer(), acme.clientId(), Secret.of(acme.clientSecret()))
        .title("Acme");
  }

  /** Ada adds a recipe in her browser. */
  TestBrowser.Page addRecipe() {
    return browser.open(ada.addRecipe(site.authorizeUrl()));
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
    Matcher link =
        Pattern.compile("<a [^>]*href=\"([^\"]*)\">" + Pattern.quote(text) + "</a>")
            .matcher(page.reply().body());
    if (!link.find()) {
      throw new AssertionError("no link " + text + " on " + page + ":\n" + page.reply().body());
    }
    return page.uri().resolve(link.group(1).replace("&amp;", "&"));
  }

  @Override
  public void close() {
    site.close();
    monday.close();
    acme.close();
  }
}
