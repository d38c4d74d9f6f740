package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of a user from the first recipe to the uninstall. */
final class MainJobTest {
  private final World world = new World();
  private final Connections connections =
      world.node(world.mondayConnector(), world.acmeConnector());

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void connectsBothServicesAndReturnsToBackToUrl() {
    TestBrowser.Page page = world.addRecipe();

    assertThat(page.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(world.adaUser())).containsExactly("monday", "acme");
    assertThat(world.monday.tokenRequests()).hasSize(1);
    assertThat(world.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void sendsAConnectedUserStraightBack() {
    world.addRecipe();
    TestBrowser.Page again = world.addRecipe();

    assertThat(again.uri().getPath()).startsWith("/boards/1111");
    assertThat(again.visited()).hasSize(2);
  }

  @Test
  void goesOnAtAnotherNodeAtEveryStep() {
    world.node(world.mondayConnector(), world.acmeConnector());
    world.monday.consent(Consent.ask());
    world.acme.consent(Consent.ask());
    world.site.switchTo(0);
    TestBrowser.Page consent = world.addRecipe();
    world.site.switchTo(1);
    TestBrowser.Page second = consent.submit(java.util.Map.of("decision", "allow"));
    world.site.switchTo(0);
    TestBrowser.Page back = second.submit(java.util.Map.of("decision", "allow"));

    assertThat(back.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(world.adaUser())).hasSize(2);
  }

  @Test
  void handsOutAFreshCredentialAfterTheFirstExpired() {
    world.addRecipe();
    Credential first = connections.credential(world.adaUser(), "acme");
    world.clock.advance(Duration.ofHours(2));
    Credential second = connections.credential(world.adaUser(), "acme");

    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(world.acme.tokenRequests()).hasSize(2);
    assertThat(connections.credential(world.adaUser(), "monday").secret()).isNotNull();
    assertThat(world.monday.tokenRequests()).hasSize(2);
  }

  @Test
  void saysWhoIsNotConnectedInAnAnswerThatMondayDoesNotRetry() {
    assertThatThrownBy(() -> connections.credential(world.adaUser(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.wasConnected()).isFalse();
              assertThat(e.owner()).isEqualTo(world.adaUser());
              assertThat(e.reply().status()).isBetween(400, 499);
              assertThat(e.reply().body()).contains("\"severityCode\":4000", "Connect Acme");
            });
    assertThat(connections.find(world.adaUser(), "acme")).isEmpty();
  }

  @Test
  void forgetsEverythingOfAnAccount() {
    world.addRecipe();
    ForgetResult forgotten = connections.admin().forget(world.adaUser().account());

    assertThat(forgotten.revoked()).isEqualTo(2);
    assertThat(forgotten.unrevoked()).isZero();
    assertThat(connections.find(world.adaUser(), "acme")).isEmpty();
    assertThat(world.acme.liveTokens()).isZero();
    assertThat(world.monday.liveTokens(world.ada)).isZero();
    assertThat(world.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(world.adaUser())).hasSize(2);
  }
}
