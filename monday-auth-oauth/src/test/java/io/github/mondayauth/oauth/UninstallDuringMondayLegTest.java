package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Owner;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.LifecycleEvent;
import io.github.mondayauth.vault.TokenStore;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The app is uninstalled while a user is between monday.com's consent screen and the end of the
 * callback. Whatever monday.com then returns, the user learns that the app was uninstalled, and not
 * that it is set up incorrectly.
 */
final class UninstallDuringMondayLegTest {
  private final OAuthFixture fixture = new OAuthFixture();

  /** Runs before the first request whose path contains the string is sent. */
  private final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});

  private final AtomicInteger unrevoked = new AtomicInteger();
  private final DirectBrowser browser = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections connections(String path) {
    fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            unrevoked.incrementAndGet();
          }
        };
    HttpTransport transport = HttpTransport.standard();
    return fixture.add(
        Connections.builder(fixture.mondayApp(), fixture.vault(), fixture.mondayConnector())
            .httpTransport(
                request -> {
                  if (request.uri().getPath().contains(path)) {
                    before.getAndSet(() -> {}).run();
                  }
                  return transport.send(request);
                }));
  }

  private void uninstall(Connections connections) {
    deliver(connections, fixture.ada.uninstall());
  }

  private void deliver(Connections connections, LifecycleEvent uninstall) {
    AppLifecycleEvent event =
        fixture.mondayApp().appLifecycleVerifier().verify(uninstall.token(), uninstall.body());
    connections.forget(event);
  }

  private void assertUninstalled(Step step) {
    assertThat(DirectBrowser.reason(step)).isEqualTo(OAuthException.Reason.UNINSTALLED);
    assertThat(step.reply().status()).isEqualTo(409);
    assertThat(step.reply().body())
        .contains("uninstalled while you were connecting")
        .doesNotContain("not set up correctly");
  }

  @Test
  void consentScreenOfAnAppWhoseUninstallHasNotBeenDeliveredYet() {
    Connections connections = connections("/");
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    LifecycleEvent late = fixture.ada.uninstall();
    URI callback = browser.consent(begun);
    assertThat(DirectBrowser.parameter(callback, "error")).isEqualTo("unauthorized_client");

    Step step = browser.open(connections, callback);
    assertUninstalled(step);
    assertThat(((Step.Refused) step).cause()).hasMessageContaining("unauthorized_client");
    deliver(connections, late);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"invalid_client", "invalid_grant", "unauthorized_client", "server_error", ""})
  void tokenEndpointThatRefusesAnUninstalledApp(String error) {
    Connections connections = connections("/oauth_ms/oauth/token");
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    before.set(
        () -> {
          uninstall(connections);
          fixture.monday.tokenEndpoint(error.isEmpty() ? Fault.html(401) : Fault.error(400, error));
        });

    assertUninstalled(browser.open(connections, callback));
  }

  @Test
  void apiThatRefusesTheAccessTokenOfAnUninstalledApp() {
    Connections connections = connections("/v2");
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    before.set(() -> uninstall(connections));

    assertUninstalled(browser.open(connections, callback));
    assertThat(fixture.monday.liveGrants(fixture.ada)).isZero();
  }

  @Test
  void reinstalledAppWhoseTokenEndpointRefusesAFlowOfTheEarlierInstallation() {
    Connections connections = connections("/oauth_ms/oauth/token");
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    before.set(
        () -> {
          fixture.vault().forget(fixture.adaUser().account());
          fixture.vault().openAccount(fixture.adaUser().account(), fixture.clock.instant());
          fixture.monday.tokenEndpoint(Fault.error(400, "invalid_grant"));
        });

    assertUninstalled(browser.open(connections, callback));
  }

  /** Such an uninstall keeps the account, so that only its tombstone says that it happened. */
  @Test
  void tokenEndpointThatFailsWhileAnUninstallArrivesLateAfterAnotherUserHasConnected() {
    Connections connections = connections("/oauth_ms/oauth/token");
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    fixture.clock.advance(Duration.ofMinutes(1));
    LifecycleEvent late = fixture.ada.uninstall();
    fixture.ada.install(fixture.testApp.origin());
    fixture.clock.advance(Duration.ofMinutes(1));
    fixture.monday.consent(Consent.allowAs("Bob"));
    DirectBrowser other = new DirectBrowser();
    Step connected =
        other.open(connections, other.consent(other.open(connections, fixture.recipe(bob))));
    assertThat(connected).isInstanceOf(Step.Done.class);
    before.set(
        () -> {
          deliver(connections, late);
          fixture.monday.tokenEndpoint(Fault.error(400, "invalid_grant"));
        });

    assertUninstalled(browser.open(connections, callback));
    assertThat(connections.connected(OAuthFixture.user(bob))).containsExactly("monday");
  }

  @Test
  void anErrorKeepsItsReasonIfItIsNotKnownWhetherTheAppWasUninstalled() {
    AtomicBoolean isDown = new AtomicBoolean();
    TokenStore memory = TokenStore.inMemory();
    try (OAuthFixture failing =
        new OAuthFixture(
            HookedStore.of(
                memory,
                (method, arguments, call) -> {
                  if (isDown.get()) {
                    throw new IllegalStateException("down");
                  }
                  return call.call();
                }))) {
      HttpTransport transport = HttpTransport.standard();
      Connections connections =
          failing.add(
              Connections.builder(failing.mondayApp(), failing.vault(), failing.mondayConnector())
                  .httpTransport(
                      request -> {
                        isDown.set(true);
                        return transport.send(request);
                      }));
      URI callback = browser.consent(browser.open(connections, failing.recipe(failing.ada)));
      failing.monday.tokenEndpoint(Fault.error(400, "invalid_client"));
      isDown.set(false);

      assertThat(DirectBrowser.reason(browser.open(connections, callback)))
          .isEqualTo(OAuthException.Reason.CLIENT);
    }
  }

  @Test
  void anErrorWithoutAnUninstallKeepsItsReason() {
    Connections connections = connections("/oauth_ms/oauth/token");
    URI callback = browser.consent(browser.open(connections, fixture.recipe(fixture.ada)));
    fixture.monday.tokenEndpoint(Fault.error(400, "invalid_client"));

    assertThat(DirectBrowser.reason(browser.open(connections, callback)))
        .isEqualTo(OAuthException.Reason.CLIENT);
  }

  /**
   * An uninstall must not turn the dropped grant of a victim, who consented in somebody else's
   * flow, into a revoked one.
   */
  @Test
  void grantOfAnotherUserIsNotRevokedByAnUninstallOfTheAttackersAccount() {
    FakeUser victim = fixture.monday.addUser("Vic", "victims");
    Connections connections = connections("/v2");
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    fixture.monday.consent(Consent.allowAs("Vic"));
    URI callback = browser.consent(begun);
    before.set(() -> uninstall(connections));

    assertUninstalled(browser.open(connections, callback));
    assertThat(fixture.monday.liveGrants(victim)).isEqualTo(1);
    assertThat(fixture.monday.requests()).noneMatch(r -> r.path().contains("revoke"));
    assertThat(unrevoked).hasValue(1);
  }
}
