package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private static final ForgetResult NOTHING = new ForgetResult(0, 0, 0);

  private final World world = new World();
  private final Connections connections =
      world.node(world.mondayConnector(), world.acmeConnector());

  @AfterEach
  void close() {
    world.close();
  }

  private AppLifecycleEvent event(FakeUser user, String type, boolean admin) {
    String token =
        world
            .monday
            .tokens()
            .appLifecycle()
            .account(user.accountId())
            .user(user.id())
            .claim("dat.is_admin", admin)
            .sign();
    return world.mondayApp().appLifecycleVerifier().verify(token, user.lifecycleBody(type));
  }

  private void assertConnected() {
    assertThat(connections.connected(world.adaUser())).containsExactly("monday", "acme");
  }

  @Test
  void forgetsAccountWhenAdministratorUninstalls() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    ForgetResult result = connections.forget(event(world.ada, "uninstall", true));

    // Two credentials, and the records of two used states.
    assertThat(result).isEqualTo(new ForgetResult(4, 2, 0));
    assertThat(connections.connected(world.adaUser())).isEmpty();
    assertThat(connections.forget(event(world.ada, "uninstall", true))).isEqualTo(NOTHING);
  }

  @Test
  void forgetsNothingOnOtherEvents() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    for (String type : new String[] {"install", "app_subscription_cancelled", "something_new"}) {
      assertThat(connections.forget(event(world.ada, type, true))).isEqualTo(NOTHING);
    }
    assertConnected();
  }

  @Test
  void refusesUninstallForgedWithSessionTokenOfGuest() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    FakeUser guest = world.monday.addGuest("Gus", "lovelace");
    AppLifecycleEvent forged = event(guest, "uninstall", false);

    assertThatThrownBy(() -> connections.forget(forged))
        .isInstanceOfSatisfying(
            OAuthException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(OAuthException.Reason.UNPROVEN);
              assertThat(e.reply().status()).isBetween(400, 499);
            });
    assertConnected();
  }

  @Test
  void refusesForgedUninstallThoughStoredTokensExpired() {
    world.addRecipe();
    world.clock.advance(Duration.ofHours(2));
    FakeUser guest = world.monday.addGuest("Gus", "lovelace");

    assertThatThrownBy(() -> connections.forget(event(guest, "uninstall", false)))
        .isInstanceOf(OAuthException.class);
    assertThat(connections.credential(world.adaUser(), "acme")).isNotNull();
  }

  @Test
  void refusesForgedUninstallThoughStoredTokensAreAboutToExpire() {
    world.addRecipe();
    FakeUser guest = world.monday.addGuest("Gus", "lovelace");
    world.clock.advance(Duration.ofMinutes(58).plusSeconds(30));
    world.monday.refuseAccessTokens();

    assertThatThrownBy(() -> connections.forget(event(guest, "uninstall", false)))
        .isInstanceOf(OAuthException.class);
    assertThat(connections.connected(world.adaUser())).contains("acme");
  }

  @Test
  void believesUninstallByAnyUserIfMondayRefusesTheStoredTokens() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    FakeUser member = world.monday.addGuest("Gus", "lovelace");
    world.monday.refuseAccessTokens();

    ForgetResult result = connections.forget(event(member, "uninstall", false));
    assertThat(result.records()).isEqualTo(4);
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void asksForRedeliveryOfUninstallThatCannotBeProvenNow() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    world.monday.api(Fault.html(503));

    assertThatThrownBy(() -> connections.forget(event(world.ada, "uninstall", false)))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertConnected();
  }

  @Test
  void ignoresUninstallRedeliveredAfterReinstallation() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    AppLifecycleEvent uninstall = event(world.ada, "uninstall", true);
    connections.forget(uninstall);
    world.clock.advance(Duration.ofMinutes(1));
    world.addRecipe();
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
    world.addRecipe();
    world.acme.revocationEndpoint(Fault.html(500));
    ForgetResult result = connections.admin().forget(world.adaUser().account());

    assertThat(result.revoked()).isEqualTo(1);
    assertThat(result.unrevoked()).isEqualTo(1);
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void startsNoRevocationAfterTheDeadline() {
    world.addRecipe();
    Connections hasty =
        Connections.builder(
                world.mondayApp(), world.vault(), world.mondayConnector(), world.acmeConnector())
            .forgetDeadline(Duration.ZERO)
            .build();
    ForgetResult result = hasty.admin().forget(world.adaUser().account());

    assertThat(result.unrevoked()).isEqualTo(2);
    assertThat(world.acme.revocationRequests()).isEmpty();
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void refusesCallbackStartedBeforeUninstallAndAcceptsNewOne() {
    Device device = new Device();
    var callback =
        device.consent(device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
    connections.admin().forget(world.adaUser().account());
    Step stale = device.open(connections, callback);
    assertThat(Device.reason(stale)).isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(world.monday.tokenRequests()).isEmpty();

    assertThat(world.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertConnected();
    // The callback still belongs to the installation that was removed.
    assertThat(Device.reason(device.open(connections, callback)))
        .isIn(OAuthException.Reason.UNINSTALLED, OAuthException.Reason.BROWSER);
  }

  @Test
  void storesNothingIfAccountUninstallsDuringCodeExchange() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.monday.tokenEndpoint(Fault.held(arrived, release));
    Device device = new Device();
    var callback =
        device.consent(device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
    var pool = Executors.newSingleThreadExecutor();
    try {
      var step = pool.submit(() -> device.open(connections, callback));
      arrived.await();
      connections.admin().forget(world.adaUser().account());
      release.countDown();
      assertThat(Device.reason(step.get())).isEqualTo(OAuthException.Reason.UNINSTALLED);
    } finally {
      pool.shutdownNow();
    }
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void disconnectRemovesAndRevokesOneConnection() {
    world.addRecipe();
    assertThat(connections.admin().disconnect(world.adaUser(), "acme")).isTrue();

    assertThat(connections.connected(world.adaUser())).containsExactly("monday");
    assertThat(world.acme.liveTokens()).isZero();
    assertThat(world.monday.liveTokens(world.ada)).isEqualTo(1);
  }
}
