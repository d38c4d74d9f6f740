package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Fault;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and broken requests to the two browser endpoints have no effect. */
final class CallbackAttackTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final DirectBrowser ada = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI recipe() {
    return fixture.recipe(fixture.ada);
  }

  /** The callback to which monday.com returns Ada's browser. */
  private URI callback() {
    return ada.consent(ada.open(connections, recipe()));
  }

  private void assertNoEffect() {
    assertThat(fixture.monday.tokenRequests()).isEmpty();
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void refusesAMissingState() {
    URI callback = callback();
    Step step =
        ada.open(connections, URI.create(callback.toString().replaceAll("&?state=[^&]*", "")));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.STATE);
    assertThat(step.reply().status()).isEqualTo(400);
    assertNoEffect();
  }

  @Test
  void refusesAnAlteredState() {
    URI callback = callback();
    String state = DirectBrowser.parameter(callback, "state");
    for (int i : new int[] {0, 1, 20, state.length() / 2, state.length() - 1}) {
      char other = state.charAt(i) == 'A' ? 'B' : 'A';
      String altered = state.substring(0, i) + other + state.substring(i + 1);
      Step step = ada.open(connections, DirectBrowser.with(callback, "state", altered));
      assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.STATE);
    }
    assertNoEffect();
  }

  @Test
  void refusesAnExpiredStateAndOffersToStartAgain() {
    URI callback = callback();
    fixture.clock.advance(OAuthFixture.STATE_LIFETIME);
    Step step = ada.open(connections, callback);

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.EXPIRED);
    assertNoEffect();
    Step again = ada.open(connections, DirectBrowser.link(step, "Start again"));
    assertThat(again).isInstanceOf(Step.Ask.class);
    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Ask.class);
  }

  @Test
  void acceptsAStateOneSecondBeforeItExpires() {
    URI callback = callback();
    fixture.clock.advance(OAuthFixture.STATE_LIFETIME.minusSeconds(1));
    fixture.monday.tokenEndpoint(Fault.none());

    assertThat(fixture.clock.instant())
        .isBefore(OAuthFixture.NOW.plus(OAuthFixture.STATE_LIFETIME));
    assertThat(DirectBrowser.reason(ada.open(connections, callback))).isEqualTo(Reason.GRANT);
    // The code has expired after ten minutes, but the state has not.
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
  }

  @Test
  void refusesToStartAgainOneHourAfterTheAuthorizationTokenWasIssued() {
    URI callback = callback();
    fixture.clock.advance(Duration.ofMinutes(59));
    Step step = ada.open(connections, callback);
    URI again = DirectBrowser.link(step, "Start again");
    fixture.clock.advance(Duration.ofMinutes(1));

    assertThat(DirectBrowser.reason(ada.open(connections, again))).isEqualTo(Reason.EXPIRED);
    assertThat(DirectBrowser.hasLink(ada.open(connections, callback), "Start again")).isFalse();
    assertNoEffect();
  }

  @Test
  void refusesAStateFromAnotherBrowser() {
    URI callback = callback();
    Step step = new DirectBrowser().open(connections, callback);

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.BROWSER);
    assertThat(DirectBrowser.hasLink(step, "Start again")).isFalse();
    assertNoEffect();
    assertThat(ada.open(connections, callback)).isInstanceOf(Step.Ask.class);
  }

  @Test
  void refusesAForgedCookie() {
    URI callback = callback();
    DirectBrowser thief = new DirectBrowser();
    ada.cookies().forEach((name, value) -> thief.cookies().put(name, "A".repeat(43)));

    assertThat(DirectBrowser.reason(thief.open(connections, callback))).isEqualTo(Reason.BROWSER);
    assertNoEffect();
  }

  @Test
  void refusesAStateOfAnotherConnectionsCallback() {
    URI callback = callback();
    URI other = URI.create(callback.toString().replace("/callback/monday", "/callback/acme"));

    assertThat(DirectBrowser.reason(ada.open(connections, other))).isEqualTo(Reason.CALLBACK);
    assertThat(
            DirectBrowser.reason(
                ada.open(connections, URI.create(callback.toString().replace("/monday", "/x")))))
        .isEqualTo(Reason.CALLBACK);
    assertNoEffect();
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "state", "iss", "token", "st%61te", "error"})
  void refusesADuplicateParameter(String name) {
    URI callback = callback();
    URI twice = URI.create(callback + "&" + name + "=x&" + name + "=x");

    assertThat(DirectBrowser.reason(ada.open(connections, twice))).isEqualTo(Reason.PARAMETERS);
    assertNoEffect();
  }

  @Test
  void refusesADuplicateAuthorizationToken() {
    URI recipe = recipe();
    Step step = ada.open(connections, URI.create(recipe + "&" + recipe.getRawQuery()));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.PARAMETERS);
    assertThat(ada.cookies()).isEmpty();
  }

  @Test
  void refusesACallbackWithoutCodeAndDoesNotUseUpTheState() {
    URI callback = callback();
    URI without = URI.create(callback.toString().replaceAll("code=[^&]*&?", ""));

    assertThat(DirectBrowser.reason(ada.open(connections, without))).isEqualTo(Reason.PARAMETERS);
    assertNoEffect();
  }

  @Test
  void showsAPageForAForgedAuthorizationToken() {
    String forged =
        fixture
            .monday
            .tokens()
            .authorization(
                fixture.testApp.authorizeUrl(), fixture.monday.origin().resolve("/boards/1"))
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
  void showsAPageForEveryMalformedToken(String query) {
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
    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.STATE);
  }

  @Test
  void deletesTheCookieOnAFinalError() {
    URI callback = callback();
    URI without = URI.create(callback.toString().replaceAll("code=[^&]*&?", ""));
    ada.open(connections, without);

    assertThat(ada.cookies()).isEmpty();
  }

  @Test
  void isNotUsedUpByRequestsWithoutTheCookie() {
    URI callback = callback();
    for (int i = 0; i < 20; i++) {
      new DirectBrowser().open(connections, callback);
    }

    assertThat(ada.open(connections, callback)).isInstanceOf(Step.Ask.class);
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
  }
}
