package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an uninstall deletes and revokes, and which uninstalls are believed. */
final class ForgetTest {
  private static final ForgetResult NOTHING = new ForgetResult(0, 0, 0, false);
  private static final ForgetResult CLAIMED = new ForgetResult(0, 0, 0, true);

  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());

  @AfterEach
  void close() {
    fixture.close();
  }

  private AppLifecycleEvent event(FakeUser user, String type, boolean admin) {
    String token =
        fixture
            .monday
            .tokens()
            .appLifecycle()
            .account(user.accountId())
            .user(user.id())
            .claim("dat.is_admin", admin)
            .sign();
    return fixture.mondayApp().appLifecycleVerifier().verify(token, user.lifecycleBody(type));
  }

  private void assertConnected() {
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
  }

  @Test
  void forgetsAccountWhenAdministratorUninstalls() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    ForgetResult result = connections.forget(event(fixture.ada, "uninstall", true));

    // Two credentials, and the records of two used states.
    assertThat(result).isEqualTo(new ForgetResult(4, 2, 0, false));
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(connections.forget(event(fixture.ada, "uninstall", true))).isEqualTo(NOTHING);
  }

  @Test
  void forgetsNothingOnOtherEvents() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    for (String type : new String[] {"install", "app_subscription_cancelled", "something_new"}) {
      assertThat(connections.forget(event(fixture.ada, type, true))).isEqualTo(NOTHING);
    }
    assertConnected();
  }

  @Test
  void believesNoUninstallForgedWithTheSessionTokenOfAGuest() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    FakeUser guest = fixture.monday.addGuest("Gus", "lovelace");
    AppLifecycleEvent forged = event(guest, "uninstall", false);

    assertThat(connections.forget(forged)).isEqualTo(CLAIMED);
    assertConnected();
  }

  @Test
  void believesNoForgedUninstallThoughStoredTokensExpired() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofHours(2));
    FakeUser guest = fixture.monday.addGuest("Gus", "lovelace");

    assertThat(connections.forget(event(guest, "uninstall", false))).isEqualTo(CLAIMED);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
  }

  @Test
  void believesNoForgedUninstallThoughStoredTokensAreAboutToExpire() {
    fixture.addRecipe();
    FakeUser guest = fixture.monday.addGuest("Gus", "lovelace");
    fixture.clock.advance(Duration.ofMinutes(58).plusSeconds(30));
    fixture.monday.refuseAccessTokens();

    assertThat(connections.forget(event(guest, "uninstall", false))).isEqualTo(CLAIMED);
    assertThat(connections.connected(fixture.adaUser())).contains("acme");
  }

  @Test
  void aGuestErasesNothingAfterTheOwnerOfTheStoredTokensWasDeactivated() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    FakeUser guest = fixture.monday.addGuest("Gus", "lovelace");
    fixture.monday.refuseAccessTokens();

    assertThat(connections.forget(event(guest, "uninstall", false))).isEqualTo(CLAIMED);
    assertConnected();
  }

  @Test
  void aClaimedUninstallMakesNoCallToMonday() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    fixture.monday.api(Fault.html(503));

    assertThat(connections.forget(event(fixture.ada, "uninstall", false))).isEqualTo(CLAIMED);
    assertConnected();
  }

  @Test
  void anOperatorForgetsAnAccountWhoseUninstallIsOnlyClaimed() {
    fixture.addRecipe();
    assertThat(connections.admin().forget(fixture.adaUser().account()).records()).isEqualTo(4);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void ignoresUninstallRedeliveredAfterReinstallation() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofMinutes(1));
    AppLifecycleEvent uninstall = event(fixture.ada, "uninstall", true);
    connections.forget(uninstall);
    fixture.clock.advance(Duration.ofMinutes(1));
    fixture.addRecipe();
    assertConnected();

    assertThat(connections.forget(uninstall)).isEqualTo(NOTHING);
    assertConnected();
  }

  @Test
  void forgetsExactlyThatAccount() {
    MondayUser twelve = new MondayAccount(12).user(5);
    MondayUser oneTwoThree = new MondayAccount(123).user(5);
    connections.admin().put(twelve, "acme", Credential.of(Secret.of("a")));
    connections.admin().put(oneTwoThree, "acme", Credential.of(Secret.of("b")));
    connections.profile("work").admin().put(twelve, "acme", Credential.of(Secret.of("c")));
    ForgetResult result = connections.admin().forget(new MondayAccount(12));

    assertThat(result.records()).isEqualTo(2);
    assertThat(connections.find(twelve, "acme")).isEmpty();
    assertThat(connections.profile("work").find(twelve, "acme")).isEmpty();
    assertThat(connections.find(oneTwoThree, "acme")).isPresent();
  }

  @Test
  void deletesBeforeItRevokesAndCountsWhatCouldNotBeRevoked() {
    fixture.addRecipe();
    fixture.acme.revocationEndpoint(Fault.html(500));
    ForgetResult result = connections.admin().forget(fixture.adaUser().account());

    assertThat(result.revoked()).isEqualTo(1);
    assertThat(result.unrevoked()).isEqualTo(1);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void countsCredentialsOfConnectionsThatAreNoLongerConfiguredAsPossiblyValid() {
    fixture.addRecipe();
    Connections later =
        Connections.create(fixture.mondayApp(), fixture.vault(), fixture.mondayConnector());

    assertThat(later.admin().forget(fixture.adaUser().account()))
        .isEqualTo(new ForgetResult(4, 1, 1, false));
    assertThat(fixture.acme.revocationRequests()).isEmpty();
  }

  @Test
  void startsNoRevocationAfterTheDeadline() {
    fixture.addRecipe();
    Connections hasty =
        Connections.builder(
                fixture.mondayApp(),
                fixture.vault(),
                fixture.mondayConnector(),
                fixture.acmeConnector())
            .revocationTimeout(Duration.ZERO)
            .build();
    ForgetResult result = hasty.admin().forget(fixture.adaUser().account());

    assertThat(result.unrevoked()).isEqualTo(2);
    assertThat(fixture.acme.revocationRequests()).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void refusesCallbackStartedBeforeUninstallAndAcceptsNewOne() {
    DirectBrowser browser = new DirectBrowser();
    var callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    connections.admin().forget(fixture.adaUser().account());
    Step stale = browser.open(connections, callback);
    assertThat(DirectBrowser.reason(stale)).isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(fixture.monday.tokenRequests()).isEmpty();
    fixture.clock.advance(Duration.ofSeconds(1));

    assertThat(fixture.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertConnected();
    // The callback still belongs to the installation that was removed.
    assertThat(DirectBrowser.reason(browser.open(connections, callback)))
        .isIn(OAuthException.Reason.UNINSTALLED, OAuthException.Reason.BROWSER);
  }

  @Test
  void storesNothingIfAccountUninstallsDuringCodeExchange() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.monday.tokenEndpoint(Fault.held(arrived, release));
    DirectBrowser browser = new DirectBrowser();
    var callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    var pool = Executors.newSingleThreadExecutor();
    try {
      var step = pool.submit(() -> browser.open(connections, callback));
      arrived.await();
      connections.admin().forget(fixture.adaUser().account());
      release.countDown();
      assertThat(DirectBrowser.reason(step.get())).isEqualTo(OAuthException.Reason.UNINSTALLED);
    } finally {
      pool.shutdownNow();
    }
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void disconnectRemovesAndRevokesOneConnection() {
    fixture.addRecipe();
    assertThat(connections.admin().disconnect(fixture.adaUser(), "acme"))
        .isEqualTo(new ForgetResult(1, 1, 0, false));

    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday");
    assertThat(fixture.acme.liveTokens()).isZero();
    assertThat(fixture.monday.liveTokens(fixture.ada)).isEqualTo(1);
  }
}
