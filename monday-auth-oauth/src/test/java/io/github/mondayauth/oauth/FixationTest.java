package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Mallory sends Victor a link that starts a flow for Mallory. Whatever Mallory has done in that
 * flow before, no credential of Victor's may be stored for Mallory.
 */
final class FixationTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final ApiKeyConnector key = Connector.apiKey("desk", "API key");
  private final FakeUser mallory = fixture.monday.addUser("Mallory", "evil");
  private final DirectBrowser victor = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void connectMallory(Connections connections) {
    DirectBrowser own = new DirectBrowser();
    Step step = own.open(connections, fixture.recipe(mallory));
    own.open(connections, own.consent(step));
    assertThat(connections.connected(OAuthFixture.user(mallory))).contains("monday");
  }

  private void signInAsVictorAtMonday() {
    fixture.monday.addUser("Victor", "victim");
    fixture.monday.consent(Consent.allowAs("Victor"));
  }

  @Test
  void aLinkOfAConnectedAttackerReachesNoProvider() {
    Connections onlyMonday = fixture.instance(fixture.mondayConnector());
    connectMallory(onlyMonday);
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());

    Step step = victor.openPage(connections, fixture.recipe(mallory));

    assertThat(step.reply().status()).isEqualTo(200);
    assertThat(step.reply().body()).contains("Connect Acme?", "localhost", "Mallory", "evil Inc.");
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(mallory))).containsExactly("monday");
  }

  @Test
  void anAttackersLinkFailsAtMondaysIdentityCheck() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    Step asked = victor.open(connections, fixture.recipe(mallory));
    signInAsVictorAtMonday();
    Step step = victor.open(connections, victor.consent(asked));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.IDENTITY);
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(mallory))).isEmpty();
  }

  @Test
  void aReloadAfterTheIdentityCheckFailedConfirmsNothing() {
    Connections onlyMonday = fixture.instance(fixture.mondayConnector());
    connectMallory(onlyMonday);
    Connections connections =
        fixture.instance(fixture.mondayConnector(), fixture.acmeConnector()).reconnect("monday");
    Step asked = victor.open(connections, fixture.recipe(mallory));
    signInAsVictorAtMonday();
    URI callback = victor.consent(asked);
    assertThat(DirectBrowser.reason(victor.open(connections, callback))).isEqualTo(Reason.IDENTITY);

    Step reloaded = victor.open(connections, callback);

    assertThat(DirectBrowser.location(reloaded).toString())
        .startsWith(fixture.monday.origin().toString());
    assertThat(fixture.acme.requests()).isEmpty();
  }

  @Test
  void aLinkWithoutAMondayLegShowsTheConfirmationPage() {
    Connections connections = fixture.instance(fixture.acmeConnector());
    Step step = victor.openPage(connections, fixture.recipe(mallory));

    assertThat(step.reply().body()).contains("Connect Acme?", "Mallory");
    assertThat(fixture.acme.requests()).isEmpty();
  }

  @Test
  void aLinkToAnApiKeyFormShowsTheConfirmationPageFirst() {
    Connections connections = fixture.instance(key);
    Step step = victor.openPage(connections, fixture.recipe(mallory));

    assertThat(step.reply().body()).contains("Connect Desk?").doesNotContain("<form");
  }

  @Test
  void theFormsOfAnAttackersFlowDoNotWorkInTheVictimsBrowser() {
    Connections connections = fixture.instance(key);
    DirectBrowser own = new DirectBrowser();
    Step page = own.openPage(connections, fixture.recipe(mallory));
    URI confirmed = DirectBrowser.link(page, "Continue");
    Step form = own.openPage(connections, confirmed);
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&key=victors-key";
    URI address = fixture.testApp.origin().resolve("/callback/desk");

    assertThat(DirectBrowser.reason(victor.open(connections, confirmed))).isEqualTo(Reason.BROWSER);
    assertThat(DirectBrowser.reason(victor.post(connections, address, body)))
        .isEqualTo(Reason.BROWSER);
    assertThat(connections.connected(OAuthFixture.user(mallory))).isEmpty();
  }

  @Test
  void refusesCallbacksAndCodesExchangedBetweenAttackerAndVictim() {
    Connections connections =
        fixture.add(
            Connections.builder(fixture.mondayApp(), fixture.vault(), fixture.acmeConnector())
                .insecureWithoutConfirmation());
    DirectBrowser own = new DirectBrowser();
    URI mallorys = own.consent(own.open(connections, fixture.recipe(mallory)));
    URI victors = victor.consent(victor.open(connections, fixture.recipe(fixture.ada)));
    // Code injection: Victor's code with Mallory's state, in Mallory's browser. PKCE prevents it.
    URI injected = DirectBrowser.with(mallorys, "code", DirectBrowser.parameter(victors, "code"));

    assertThat(DirectBrowser.reason(own.open(connections, injected))).isEqualTo(Reason.GRANT);
    assertThat(DirectBrowser.reason(victor.open(connections, mallorys))).isEqualTo(Reason.BROWSER);
    assertThat(connections.connected(OAuthFixture.user(mallory))).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void theConfirmationPageRequiresItsFormTokenAndItsCookie() {
    Connections connections = fixture.instance(fixture.acmeConnector());
    Step page = victor.openPage(connections, fixture.recipe(fixture.ada));
    URI go = DirectBrowser.link(page, "Continue");

    Step unproven = victor.open(connections, DirectBrowser.with(go, "proof", "A".repeat(43)));
    assertThat(unproven.reply().body()).contains("Connect Acme?");
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(DirectBrowser.reason(new DirectBrowser().open(connections, go)))
        .isEqualTo(Reason.BROWSER);
    Step asked = victor.open(connections, go);
    assertThat(DirectBrowser.location(asked).toString())
        .startsWith(fixture.acme.authorizationEndpoint().toString());
    assertThat(victor.open(connections, victor.consent(asked))).isInstanceOf(Step.Done.class);
  }

  @Test
  void theConfirmationPageCanBeReloadedAfterTheAuthorizationTokenExpired() {
    Connections connections = fixture.instance(fixture.acmeConnector());
    Step redirect = victor.open(connections, fixture.recipe(fixture.ada));
    URI page = DirectBrowser.location(redirect);
    fixture.clock.advance(OAuthFixture.STATE_LIFETIME.minusSeconds(1));
    Step reloaded = victor.open(connections, page);

    assertThat(reloaded.reply().body()).contains("Connect Acme?", "Ada");
  }

  @Test
  void theConfirmationPageShowsNoIds() {
    Connections connections = fixture.instance(fixture.acmeConnector());
    Step page = victor.openPage(connections, fixture.recipe(fixture.ada));

    assertThat(page.reply().body())
        .contains("localhost", "Email address")
        .doesNotContain(String.valueOf(fixture.ada.id()));
  }

  @Test
  void namesAreRequestedOnlyForTheConfirmationPage() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    Step asked = victor.open(connections, fixture.recipe(fixture.ada));

    assertThat(asked).isInstanceOf(Step.Ask.class);
    assertThat(fixture.monday.requests()).noneMatch(request -> request.path().equals("/v2"));
  }

  @Test
  void noConfirmationIsNeededAfterTheMondayLeg() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    Step asked = victor.open(connections, fixture.recipe(fixture.ada));
    Step second = victor.open(connections, victor.consent(asked));

    assertThat(DirectBrowser.location(second).toString())
        .startsWith(fixture.acme.authorizationEndpoint().toString());
  }
}
