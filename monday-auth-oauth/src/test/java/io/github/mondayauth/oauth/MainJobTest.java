package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user's way from the first recipe to the uninstall. */
class MainJobTest {
  private final OAuthFixture fixture = fixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());

  OAuthFixture fixture() {
    return new OAuthFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void connectsBothServicesAndReturnsToBackToUrl() {
    TestBrowser.Page page = fixture.addRecipe();

    assertThat(page.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void returnsAConnectedUserToMondayAtOnce() {
    fixture.addRecipe();
    TestBrowser.Page again = fixture.addRecipe();

    assertThat(again.uri().getPath()).startsWith("/boards/1111");
    assertThat(again.visited()).hasSize(2);
  }

  @Test
  void continuesOnAnotherInstanceAtEveryStep() {
    fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.monday.consent(Consent.ask());
    fixture.acme.consent(Consent.ask());
    fixture.testApp.switchTo(0);
    TestBrowser.Page consent = fixture.addRecipe();
    fixture.testApp.switchTo(1);
    TestBrowser.Page second = consent.submit(java.util.Map.of("decision", "allow"));
    fixture.testApp.switchTo(0);
    TestBrowser.Page back = second.submit(java.util.Map.of("decision", "allow"));

    assertThat(back.uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(fixture.adaUser())).hasSize(2);
  }

  @Test
  void returnsAFreshCredentialAfterTheFirstHasExpired() {
    fixture.addRecipe();
    Credential first = connections.credential(fixture.adaUser(), "acme");
    fixture.clock.advance(Duration.ofHours(2));
    Credential second = connections.credential(fixture.adaUser(), "acme");

    assertThat(second.secret()).isNotEqualTo(first.secret());
    assertThat(fixture.acme.tokenRequests()).hasSize(2);
    assertThat(connections.credential(fixture.adaUser(), "monday").secret()).isNotNull();
    assertThat(fixture.monday.tokenRequests()).hasSize(2);
  }

  @Test
  void notifiesAUserWhoIsNotConnectedWithAReplyThatMondayDoesNotRetry() {
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "acme"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.wasConnected()).isFalse();
              assertThat(e.owner()).isEqualTo(fixture.adaUser());
              assertThat(e.reply().status()).isBetween(400, 499);
              assertThat(e.reply().body()).contains("\"severityCode\":4000", "Connect Acme");
            });
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
  }

  @Test
  void deletesAndRevokesEverythingOfAnAccount() {
    fixture.addRecipe();
    ForgetResult result = connections.admin().forget(fixture.adaUser().account());

    assertThat(result.revoked()).isEqualTo(2);
    assertThat(result.unrevoked()).isZero();
    assertThat(connections.find(fixture.adaUser(), "acme")).isEmpty();
    assertThat(fixture.acme.liveTokens()).isZero();
    assertThat(fixture.monday.liveTokens(fixture.ada)).isZero();

    fixture.clock.advance(Duration.ofSeconds(1)); // later than the uninstall
    assertThat(fixture.addRecipe().uri().getPath()).startsWith("/boards/1111");
    assertThat(connections.connected(fixture.adaUser())).hasSize(2);
  }
}
