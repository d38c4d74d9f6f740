package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile or broken requests to the two browser endpoints come to: nothing. */
final class CallbackAttackTest {
  private final World world = new World();
  private final Connections connections =
      world.node(world.mondayConnector(), world.acmeConnector());
  private final Device ada = new Device();

  @AfterEach
  void close() {
    world.close();
  }

  private URI recipe() {
    return world.ada.addRecipe(world.site.authorizeUrl());
  }

  /** The address monday.com sends Ada's browser back to. */
  private URI callback() {
    return ada.consent(ada.open(connections, recipe()));
  }

  private void assertNothingHappened() {
    assertThat(world.monday.tokenRequests()).isEmpty();
    assertThat(world.acme.requests()).isEmpty();
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void refusesAMissingState() {
    URI callback = callback();
    Step step =
        ada.open(connections, URI.create(callback.toString().replaceAll("&?state=[^&]*", "")));

    assertThat(Device.reason(step)).isEqualTo(Reason.STATE);
    assertThat(step.reply().status()).isEqualTo(400);
    assertNothingHappened();
  }

  @Test
  void refusesAnAlteredState() {
    URI callback = callback();
    String state = Device.parameter(callback, "state");
    for (int i : new int[] {0, 1, 20, state.length() / 2, state.length() - 1}) {
      char other = state.charAt(i) == 'A' ? 'B' : 'A';
      String altered = state.substring(0, i) + other + state.substring(i + 1);
      Step step = ada.open(connections, Device.with(callback, "state", altered));
      assertThat(Device.reason(step)).isEqualTo(Reason.STATE);
    }
    assertNothingHappened();
  }

  @Test
  void refusesAnExpiredStateAndOffersToStartAgain() {
    URI callback = callback();
    world.clock.advance(Flow.LIFETIME);
    Step step = ada.open(connections, callback);

    assertThat(Device.reason(step)).isEqualTo(Reason.EXPIRED);
    assertNothingHappened();
    Step again = ada.open(connections, Device.link(step, "Start again"));
    assertThat(again).isInstanceOf(Step.Ask.class);
    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Ask.class);
  }

  @Test
  void acceptsAStateOneSecondBeforeItExpires() {
    URI callback = callback();
    world.clock.advance(Flow.LIFETIME.minusSeconds(1));
    world.monday.tokenEndpoint(io.github.mondayauth.testkit.Fault.none());

    assertThat(world.clock.instant()).isBefore(World.NOW.plus(Flow.LIFETIME));
    assertThat(Device.reason(ada.open(connections, callback))).isEqualTo(Reason.GRANT);
    // The code had lived its ten minutes; the state had not.
    assertThat(world.monday.tokenRequests()).hasSize(1);
  }

  @Test
  void refusesToStartAgainAnHourAfterTheAuthorizationToken() {
    URI callback = callback();
    world.clock.advance(Duration.ofMinutes(59));
    Step step = ada.open(connections, callback);
    URI again = Device.link(step, "Start again");
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(Device.reason(ada.open(connections, again))).isEqualTo(Reason.EXPIRED);
    assertThat(Device.hasLink(ada.open(connections, callback), "Start again")).isFalse();
    assertNothingHappened();
  }

  @Test
  void refusesAStateFromAnotherBrowser() {
    URI callback = callback();
    Step step = new Device().open(connections, callback);

    assertThat(Device.reason(step)).isEqualTo(Reason.BROWSER);
    assertThat(Device.hasLink(step, "Start again")).isFalse();
    assertNothingHappened();
    assertThat(ada.open(connections, callback)).isInstanceOf(Step.Ask.class);
  }

  @Test
  void refusesAForgedCookie() {
    URI callback = callback();
    Device thief = new Device();
    ada.cookies().forEach((name, value) -> thief.cookies().put(name, "A".repeat(43)));

    assertThat(Device.reason(thief.open(connections, callback))).isEqualTo(Reason.BROWSER);
    assertNothingHappened();
  }

  @Test
  void refusesAStateOfAnotherConnectionsCallback() {
    URI callback = callback();
    URI other = URI.create(callback.toString().replace("/callback/monday", "/callback/acme"));

    assertThat(Device.reason(ada.open(connections, other))).isEqualTo(Reason.CALLBACK);
    assertThat(
            Device.reason(
                ada.open(connections, URI.create(callback.toString().replace("/monday", "/x")))))
        .isEqualTo(Reason.CALLBACK);
    assertNothingHappened();
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "state", "iss", "token", "st%61te", "error"})
  void refusesADuplicateParameter(String name) {
    URI callback = callback();
    URI twice = URI.create(callback + "&" + name + "=x&" + name + "=x");

    assertThat(Device.reason(ada.open(connections, twice))).isEqualTo(Reason.PARAMETERS);
    assertNothingHappened();
  }

  @Test
  void refusesADuplicateAuthorizationToken() {
    URI recipe = recipe();
    Step step = ada.open(connections, URI.create(recipe + "&" + recipe.getRawQuery()));

    assertThat(Device.reason(step)).isEqualTo(Reason.PARAMETERS);
    assertThat(ada.cookies()).isEmpty();
  }

  @Test
  void refusesACallbackWithoutCodeAndLeavesTheFlowUnused() {
    URI callback = callback();
    URI without = URI.create(callback.toString().replaceAll("code=[^&]*&?", ""));

    assertThat(Device.reason(ada.open(connections, without))).isEqualTo(Reason.PARAMETERS);
    assertNothingHappened();
  }

  @Test
  void showsAPageForAForgedAuthorizationToken() {
    String forged =
        world
            .monday
            .tokens()
            .authorization(world.site.authorizeUrl(), world.monday.origin().resolve("/boards/1"))
            .signedWith("0123456789abcdef0123456789abcdef")
            .sign();
    Step step = connections.begin(BrowserRequest.get("/authorize", "token=" + forged));

    assertThat(step).isInstanceOf(Step.Refused.class);
    assertThat(((Step.Refused) step).cause()).isInstanceOf(TokenRejectedException.class);
    assertThat(step.reply().status()).isEqualTo(401);
    assertThat(step.reply().headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
    assertThat(step.reply().body()).contains("This link cannot be used", "signature");
    assertThat(step.reply().cookies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token=", "token=garbage", "token=%zz", "token=%ff", "&&&", "="})
  void showsAPageForWhateverIsNoToken(String query) {
    Step step = connections.begin(BrowserRequest.get("/authorize", query));

    assertThat(step).isInstanceOf(Step.Refused.class);
    assertThat(step.reply().status()).isBetween(400, 401);
    assertThat(connections.begin(BrowserRequest.get("/authorize", null)))
        .isInstanceOf(Step.Refused.class);
  }

  @Test
  void refusesAnOversizedTokenAndAnOversizedState() {
    assertThat(connections.begin(BrowserRequest.get("/authorize", "token=" + "x".repeat(1 << 20))))
        .isInstanceOf(Step.Refused.class);
    assertThat(connections.begin(BrowserRequest.get("/authorize", "token=" + "x".repeat(60_000))))
        .isInstanceOf(Step.Refused.class);
    Step step =
        connections.resume(BrowserRequest.get("/callback/monday", "state=" + "A".repeat(60_000)));
    assertThat(Device.reason(step)).isEqualTo(Reason.STATE);
  }

  @Test
  void clearsTheCookieOnAnErrorThatEndsTheFlow() {
    URI callback = callback();
    URI without = URI.create(callback.toString().replaceAll("code=[^&]*&?", ""));
    ada.open(connections, without);

    assertThat(ada.cookies()).isEmpty();
  }

  @Test
  void botsWithoutTheCookieCannotBurnAFlow() {
    URI callback = callback();
    for (int i = 0; i < 20; i++) {
      new Device().open(connections, callback);
    }

    assertThat(ada.open(connections, callback)).isInstanceOf(Step.Ask.class);
    assertThat(world.monday.tokenRequests()).hasSize(1);
  }
}
