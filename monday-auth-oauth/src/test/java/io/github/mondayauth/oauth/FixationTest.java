package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Mallory sends Victor a link that begins a flow in Mallory's name. Nothing of Victor's may end up
 * under Mallory, whatever of the flow Mallory has done himself.
 */
final class FixationTest {
  private final World world = new World();
  private final ApiKeyConnector key = Connector.apiKey("desk", "API key");
  private final FakeUser mallory = world.monday.addUser("Mallory", "evil");
  private final Device victor = new Device();

  @AfterEach
  void close() {
    world.close();
  }

  private void connectMallory(Connections connections) {
    Device own = new Device();
    Step step = own.open(connections, mallory.addRecipe(world.site.authorizeUrl()));
    own.open(connections, own.consent(step));
    assertThat(connections.connected(World.user(mallory))).contains("monday");
  }

  @Test
  void aConnectedAttackersLinkStartsNoThirdPartyLeg() {
    Connections onlyMonday = world.node(world.mondayConnector());
    connectMallory(onlyMonday);
    Connections connections = world.node(world.mondayConnector(), world.acmeConnector());

    URI link = mallory.addRecipe(world.site.authorizeUrl());
    Step step = victor.settle(connections, victor.open(connections, link), world.site.origin());

    assertThat(step.reply().status()).isEqualTo(200);
    assertThat(step.reply().body()).contains("Connect Acme?", "localhost", "Mallory", "evil Inc.");
    assertThat(world.acme.requests()).isEmpty();
    assertThat(connections.connected(World.user(mallory))).containsExactly("monday");
  }

  @Test
  void anAttackersLinkLeadsVictorToMondaysLegWhichDoesNotMatch() {
    Connections connections = world.node(world.mondayConnector(), world.acmeConnector());
    URI link = mallory.addRecipe(world.site.authorizeUrl());
    Step asked = victor.open(connections, link);
    // Victor's browser is signed in as Victor.
    world.monday.addUser("Victor", "victim");
    world.monday.consent(Consent.allowAs("Victor"));
    Step step = victor.open(connections, victor.consent(asked));

    assertThat(Device.reason(step)).isEqualTo(Reason.IDENTITY);
    assertThat(world.acme.requests()).isEmpty();
    assertThat(connections.connected(World.user(mallory))).isEmpty();
  }

  @Test
  void aReloadAfterTheMismatchDoesNotVouchThroughTheAttackersOwnConnection() {
    Connections onlyMonday = world.node(world.mondayConnector());
    connectMallory(onlyMonday);
    Connections connections =
        world.node(world.mondayConnector(), world.acmeConnector()).reconnect("monday");
    Step asked = victor.open(connections, mallory.addRecipe(world.site.authorizeUrl()));
    world.monday.addUser("Victor", "victim");
    world.monday.consent(Consent.allowAs("Victor"));
    URI callback = victor.consent(asked);
    assertThat(Device.reason(victor.open(connections, callback))).isEqualTo(Reason.IDENTITY);

    Step reloaded =
        victor.settle(connections, victor.open(connections, callback), world.site.origin());

    assertThat(reloaded.reply().body()).contains("Connect Acme?");
    assertThat(world.acme.requests()).isEmpty();
  }

  @Test
  void aLinkWithoutAMondayLegShowsTheConfirmPage() {
    Connections connections = world.node(world.acmeConnector());
    Step step =
        victor.settle(
            connections,
            victor.open(connections, mallory.addRecipe(world.site.authorizeUrl())),
            world.site.origin());

    assertThat(step.reply().body()).contains("Connect Acme?", "Mallory");
    assertThat(world.acme.requests()).isEmpty();
  }

  @Test
  void aLinkToAnApiKeyFormShowsTheConfirmPageFirst() {
    Connections connections = world.node(key);
    Step step =
        victor.settle(
            connections,
            victor.open(connections, mallory.addRecipe(world.site.authorizeUrl())),
            world.site.origin());

    assertThat(step.reply().body()).contains("Connect Desk?").doesNotContain("<form");
  }

  @Test
  void theFormsOfAnAttackersFlowDoNotWorkInVictorsBrowser() {
    Connections connections = world.node(key);
    Device own = new Device();
    Step page =
        own.settle(
            connections,
            own.open(connections, mallory.addRecipe(world.site.authorizeUrl())),
            world.site.origin());
    URI confirmed = Device.link(page, "Continue");
    Step form = own.settle(connections, own.open(connections, confirmed), world.site.origin());
    String body =
        "state="
            + Device.hidden(form, "state")
            + "&proof="
            + Device.hidden(form, "proof")
            + "&key=victors-key";
    URI address = world.site.origin().resolve("/callback/desk");

    assertThat(Device.reason(victor.open(connections, confirmed))).isEqualTo(Reason.BROWSER);
    assertThat(Device.reason(victor.post(connections, address, body))).isEqualTo(Reason.BROWSER);
    assertThat(connections.connected(World.user(mallory))).isEmpty();
  }

  @Test
  void anAttackersThirdPartyCallbackDoesNotWorkInVictorsBrowserNorTheOtherWayRound() {
    Connections connections =
        world.add(
            Connections.builder(world.mondayApp(), world.vault(), world.acmeConnector())
                .insecureWithoutConfirmation());
    Device own = new Device();
    URI mallorys = own.consent(own.open(connections, mallory.addRecipe(world.site.authorizeUrl())));
    URI victors =
        victor.consent(victor.open(connections, world.ada.addRecipe(world.site.authorizeUrl())));
    // Code injection: Victor's code with Mallory's state, in Mallory's browser; PKCE forbids it.
    URI injected = Device.with(mallorys, "code", Device.parameter(victors, "code"));

    assertThat(Device.reason(own.open(connections, injected))).isEqualTo(Reason.GRANT);
    assertThat(Device.reason(victor.open(connections, mallorys))).isEqualTo(Reason.BROWSER);
    assertThat(connections.connected(World.user(mallory))).isEmpty();
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void theConfirmPageNeedsItsTokenAndItsCookie() {
    Connections connections = world.node(world.acmeConnector());
    Step page =
        victor.settle(
            connections,
            victor.open(connections, world.ada.addRecipe(world.site.authorizeUrl())),
            world.site.origin());
    URI go = Device.link(page, "Continue");

    Step unproven = victor.open(connections, Device.with(go, "proof", "A".repeat(43)));
    assertThat(unproven.reply().body()).contains("Connect Acme?");
    assertThat(world.acme.requests()).isEmpty();
    assertThat(Device.reason(new Device().open(connections, go))).isEqualTo(Reason.BROWSER);
    Step asked = victor.open(connections, go);
    assertThat(Device.location(asked).toString())
        .startsWith(world.acme.authorizationEndpoint().toString());
    assertThat(victor.open(connections, victor.consent(asked))).isInstanceOf(Step.Done.class);
  }

  @Test
  void theConfirmPageSurvivesAReloadLongAfterTheAuthorizationTokenExpired() {
    Connections connections = world.node(world.acmeConnector());
    Step redirect = victor.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    URI page = Device.location(redirect);
    world.clock.advance(Flow.LIFETIME.minusSeconds(1));
    Step reloaded = victor.open(connections, page);

    assertThat(reloaded.reply().body()).contains("Connect Acme?", "Ada");
  }

  @Test
  void showsTheIdsOfNobodyWhereNamesCannotBeHad() {
    world.monday.api(io.github.mondayauth.testkit.Fault.html(500));
    Connections connections = world.node(world.acmeConnector());
    Step page =
        victor.settle(
            connections,
            victor.open(connections, world.ada.addRecipe(world.site.authorizeUrl())),
            world.site.origin());

    assertThat(page.reply().body())
        .contains("localhost")
        .doesNotContain(String.valueOf(world.ada.id()), "<dt>User");
  }

  @Test
  void afterTheMondayLegNoConfirmationIsNeeded() {
    Connections connections = world.node(world.mondayConnector(), world.acmeConnector());
    Step asked = victor.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    Step second = victor.open(connections, victor.consent(asked));

    assertThat(Device.location(second).toString())
        .startsWith(world.acme.authorizationEndpoint().toString());
  }
}
