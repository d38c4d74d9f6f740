package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Flows that begin with an authorization token that has {@code exp} and the three claims that
 * monday.com documents, {@code userId}, {@code accountId} and {@code backToUrl}, and no others.
 */
final class DocumentedClaimsTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI recipe(Instant expiry) {
    fixture.recipe(fixture.ada); // signs Ada in at monday.com
    String payload =
        "{\"userId\":%d,\"accountId\":%d,\"backToUrl\":\"%s/boards/1111\",\"exp\":%d}"
            .formatted(
                fixture.ada.id(),
                fixture.ada.accountId(),
                fixture.monday.origin(),
                expiry.getEpochSecond());
    String token =
        fixture
            .monday
            .tokens()
            .authorization(fixture.testApp.authorizeUrl(), fixture.monday.origin())
            .rawPayload(payload)
            .sign();
    return URI.create(fixture.testApp.authorizeUrl() + "?token=" + token);
  }

  private URI recipe() {
    return recipe(fixture.clock.instant().plusSeconds(300));
  }

  private AppLifecycleEvent uninstall() {
    return uninstall(true);
  }

  private AppLifecycleEvent uninstall(boolean admin) {
    String token =
        fixture
            .monday
            .tokens()
            .appLifecycle()
            .account(fixture.ada.accountId())
            .user(fixture.ada.id())
            .claim("dat.is_admin", admin)
            .sign();
    return fixture
        .mondayApp()
        .appLifecycleVerifier()
        .verify(token, fixture.ada.lifecycleBody("uninstall"));
  }

  @Test
  void passTheWholeFlow() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    TestBrowser.Page page = fixture.browser.open(recipe());

    assertThat(page.uri()).isEqualTo(fixture.monday.origin().resolve("/boards/1111"));
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
    assertThat(page.visited())
        .filteredOn(uri -> uri.getPath().startsWith("/callback/"))
        .allSatisfy(uri -> assertThat(uri.toString()).startsWith(fixture.testApp.origin() + "/"));
    assertThat(fixture.browser.open(recipe()).visited()).as("connected already").hasSize(2);
  }

  @Test
  void areRefusedIfTheAppRequiresAnAudience() {
    MondayApp app =
        MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
            .clientSecret(Secret.of(fixture.app.clientSecret()))
            .signingSecret(Secret.of(fixture.app.signingSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .requireAudience()
            .build();
    TokenVault vault = TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys));
    Connections connections =
        fixture.add(Connections.builder(app, vault, fixture.mondayConnector()));

    assertThat(fixture.browser.open(recipe()).reply().status()).isEqualTo(401);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(fixture.addRecipe().uri().getPath()).startsWith("/boards/1111");
  }

  @Test
  void disproveNoUninstall() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    AppLifecycleEvent earlier = uninstall();
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.browser.open(recipe());
    assertThat(connections.connected(fixture.adaUser())).hasSize(2);

    // A token that states no time of issue does not show that the account was opened later.
    assertThat(connections.forget(earlier).records()).isPositive();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void disproveNoUninstallWithAnExpiryInAnotherYear() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    AppLifecycleEvent earlier = uninstall();
    fixture.clock.advance(Duration.ofMinutes(2));
    fixture.browser.open(recipe(fixture.clock.instant().plus(Duration.ofDays(400))));

    assertThat(connections.forget(earlier).records()).isPositive();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void neverPassATombstone() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    fixture.browser.open(recipe());
    fixture.clock.advance(Duration.ofMinutes(1));
    connections.forget(uninstall());
    fixture.clock.advance(Duration.ofMinutes(10));

    fixture.browser.open(recipe());
    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    fixture.browser.open(recipe(fixture.clock.instant().plus(Duration.ofDays(400))));
    assertThat(DirectBrowser.reason(fixture.testApp.lastStep()))
        .isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    // A token that states its time shows that the app was installed again.
    assertThat(fixture.addRecipe().uri().getPath()).startsWith("/boards/1111");
  }

  @Test
  void disproveNoClaimedUninstall() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    fixture.browser.open(recipe());
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(connections.forget(uninstall(false)).isClaimed()).isTrue();
    fixture.clock.advance(Duration.ofMinutes(10));

    fixture.browser.open(recipe());
    MondayAccount account = fixture.adaUser().account();
    assertThat(connections.admin().claimedUninstall(account)).isPresent();
    fixture.addRecipe();
    assertThat(connections.admin().claimedUninstall(account)).isEmpty();
  }

  @Test
  void mayStartAgainForAnHourAfterTheAssumedTimeOfIssue() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    DirectBrowser ada = new DirectBrowser();
    URI callback = ada.consent(ada.open(connections, recipe()));
    fixture.clock.advance(Duration.ofMinutes(60).minusSeconds(1));
    Step expired = ada.open(connections, callback);
    assertThat(DirectBrowser.hasLink(expired, "Start again")).isTrue();
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(DirectBrowser.hasLink(ada.open(connections, callback), "Start again")).isFalse();
  }

  @Test
  void giveAThiefNoMoreAttemptsWithStolenApiKeys() {
    List<String> tried = new ArrayList<>();
    fixture.instance(
        fixture.mondayConnector(),
        Connector.apiKey("desk", "Key")
            .check(
                offered -> {
                  tried.add(offered.secret().reveal());
                  return false;
                }));
    // A token that lives for a day can be used each second, with another assumed time of issue.
    URI recipe = recipe(fixture.clock.instant().plus(Duration.ofDays(1)));
    for (int i = 0; i < 20; i++) {
      fixture.browser.open(recipe).submit(Map.of("key", "key " + i));
      fixture.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(tried).hasSize(10);
  }
}
