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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uninstalls: proven, forged, repeated, late; and what is deleted. */
final class ForgetTest {
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
  void anAdminsUninstallForgetsTheAccount() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    ForgetResult forgotten = connections.forget(event(world.ada, "uninstall", true));

    // Two credentials and two used flows.
    assertThat(forgotten).isEqualTo(new ForgetResult(4, 2, 0));
    assertThat(connections.connected(world.adaUser())).isEmpty();
    assertThat(connections.forget(event(world.ada, "uninstall", true)))
        .isEqualTo(ForgetResult.NOTHING);
  }

  @Test
  void otherEventsForgetNothing() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    for (String type : new String[] {"install", "app_subscription_cancelled", "something_new"}) {
      assertThat(connections.forget(event(world.ada, type, true))).isEqualTo(ForgetResult.NOTHING);
    }
    assertConnected();
  }

  @Test
  void anUninstallForgedWithAGuestsSessionTokenIsUnproven() {
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
  void aForgedUninstallIsNotProvenByATokenThatMerelyExpired() {
    world.addRecipe();
    world.clock.advance(Duration.ofHours(2));
    FakeUser guest = world.monday.addGuest("Gus", "lovelace");

    assertThatThrownBy(() -> connections.forget(event(guest, "uninstall", false)))
        .isInstanceOf(OAuthException.class);
    assertThat(connections.credential(world.adaUser(), "acme")).isNotNull();
  }

  @Test
  void aForgedUninstallIsNotProvenByATokenThatIsAboutToExpire() {
    world.addRecipe();
    FakeUser guest = world.monday.addGuest("Gus", "lovelace");
    world.clock.advance(Duration.ofMinutes(58).plusSeconds(30));
    world.monday.refuseAccessTokens();

    assertThatThrownBy(() -> connections.forget(event(guest, "uninstall", false)))
        .isInstanceOf(OAuthException.class);
    assertThat(connections.connected(world.adaUser())).contains("acme");
  }

  @Test
  void aRefusedTokenProvesAnUninstallByWhoeverItWas() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    FakeUser member = world.monday.addGuest("Gus", "lovelace");
    world.monday.refuseAccessTokens();

    ForgetResult forgotten = connections.forget(event(member, "uninstall", false));
    assertThat(forgotten.records()).isEqualTo(4);
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void anUninstallThatCannotBeProvenNowIsTriedAgainLater() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    world.monday.api(Fault.html(503));

    assertThatThrownBy(() -> connections.forget(event(world.ada, "uninstall", false)))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reply().status()).isEqualTo(503));
    assertConnected();
  }

  @Test
  void anUninstallRedeliveredAfterAReinstallIsIgnored() {
    world.addRecipe();
    world.clock.advance(Duration.ofMinutes(1));
    AppLifecycleEvent uninstall = event(world.ada, "uninstall", true);
    connections.forget(uninstall);
    world.clock.advance(Duration.ofMinutes(1));
    world.addRecipe();
    assertConnected();

    assertThat(connections.forget(uninstall)).isEqualTo(ForgetResult.NOTHING);
    assertConnected();
  }

  @Test
  void forgetsExactlyThatAccount() {
    MondayUser twelve = new MondayAccount(12).user(5);
    MondayUser oneTwoThree = new MondayAccount(123).user(5);
    connections.admin().put(twelve, "acme", Credential.of(Secret.of("a")));
    connections.admin().put(oneTwoThree, "acme", Credential.of(Secret.of("b")));
    connections.profile("work").admin().put(twelve, "acme", Credential.of(Secret.of("c")));
    ForgetResult forgotten = connections.admin().forget(new MondayAccount(12));

    assertThat(forgotten.records()).isEqualTo(2);
    assertThat(connections.find(twelve, "acme")).isEmpty();
    assertThat(connections.profile("work").find(twelve, "acme")).isEmpty();
    assertThat(connections.find(oneTwoThree, "acme")).isPresent();
  }

  @Test
  void deletesBeforeItRevokesAndCountsWhatCouldNotBeRevoked() {
    world.addRecipe();
    world.acme.revocationEndpoint(Fault.html(500));
    ForgetResult forgotten = connections.admin().forget(world.adaUser().account());

    assertThat(forgotten.revoked()).isEqualTo(1);
    assertThat(forgotten.unrevoked()).isEqualTo(1);
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
    ForgetResult forgotten = hasty.admin().forget(world.adaUser().account());

    assertThat(forgotten.unrevoked()).isEqualTo(2);
    assertThat(world.acme.revocationRequests()).isEmpty();
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void aFlowBegunBeforeTheUninstallEndsInARefusalAndAFreshOneWorks() {
    Device device = new Device();
    var callback =
        device.consent(device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
    connections.admin().forget(world.adaUser().account());
    Step stale = device.open(connections, callback);
    assertThat(Device.reason(stale)).isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(world.monday.tokenRequests()).isEmpty();

    assertThat(world.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertConnected();
    // The stale flow is of another installation, also now that there is a new one.
    assertThat(Device.reason(device.open(connections, callback)))
        .isIn(OAuthException.Reason.UNINSTALLED, OAuthException.Reason.BROWSER);
  }

  @Test
  void anUninstallDuringTheExchangeWins() throws Exception {
    java.util.concurrent.CountDownLatch arrived = new java.util.concurrent.CountDownLatch(1);
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    world.monday.tokenEndpoint(Fault.held(arrived, release));
    Device device = new Device();
    var callback =
        device.consent(device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
    var pool = java.util.concurrent.Executors.newSingleThreadExecutor();
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
  void disconnectEndsOneConnectionOnly() {
    world.addRecipe();
    assertThat(connections.admin().disconnect(world.adaUser(), "acme")).isTrue();

    assertThat(connections.connected(world.adaUser())).containsExactly("monday");
    assertThat(world.acme.liveTokens()).isZero();
    assertThat(world.monday.liveTokens(world.ada)).isEqualTo(1);
  }
}
