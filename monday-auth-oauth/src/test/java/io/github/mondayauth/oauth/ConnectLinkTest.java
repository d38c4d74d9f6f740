package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connect links: what they connect, for whom they can be made, and how long they work. */
final class ConnectLinkTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final DirectBrowser browser = new DirectBrowser();
  private final URI done = fixture.testApp.origin().resolve("/done");

  @AfterEach
  void close() {
    fixture.close();
  }

  private SessionClaims session(FakeUser user) {
    return fixture.mondayApp().sessionTokenVerifier().verify(user.sessionToken());
  }

  private void openAccount() {
    VaultAccess.records(fixture.vault()).open(fixture.adaUser().account(), OAuthFixture.NOW);
  }

  private boolean isOpen() {
    return VaultAccess.records(fixture.vault()).isOpen(fixture.adaUser().account());
  }

  /** Opens an address and gives every consent, up to the step that asks for none. */
  private Step follow(DirectBrowser user, Connections instance, URI start) {
    Step step = user.open(instance, start);
    for (int legs = 0; legs < 5 && step instanceof Step.Ask; legs++) {
      step = user.open(instance, user.consent(step));
    }
    return step;
  }

  private static void assertReturns(Step step, URI address) {
    assertThat(step).isInstanceOf(Step.Done.class);
    assertThat(((Step.Done) step).backToUrl()).isEqualTo(address);
    assertThat(DirectBrowser.location(step)).isEqualTo(address);
  }

  @Test
  void connectsEverythingAndReturns() {
    openAccount();
    URI link = connections.link(fixture.adaUser(), done).toUri();

    assertThat(link.toString()).startsWith(fixture.testApp.authorizeUrl() + "?link=");
    Step end = follow(browser, connections, link);
    assertReturns(end, done);
    assertThat(((Step.Done) end).user()).isEqualTo(fixture.adaUser());
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
  }

  @Test
  void worksOverHttpWithRealCookiesAndOnTwoInstances() {
    openAccount();
    URI link = connections.link(fixture.adaUser(), done).toUri();
    fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());

    fixture.browser.open(link);

    assertThat(fixture.testApp.lastStep()).isInstanceOf(Step.Refused.class); // no page at /done
    assertThat(fixture.testApp.steps()).anyMatch(step -> step instanceof Step.Done);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
  }

  @Test
  void needsNoSigningSecret() {
    openAccount();
    io.github.mondayauth.MondayApp app =
        io.github.mondayauth.MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
            .clientSecret(io.github.mondayauth.Secret.of(fixture.app.clientSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    Connections unsigned = Connections.create(app, fixture.vault(), fixture.mondayConnector());

    assertReturns(follow(browser, unsigned, unsigned.link(fixture.adaUser(), done).toUri()), done);
  }

  @Test
  void goesStraightBackIfNothingIsMissing() {
    fixture.addRecipe();
    Step step = browser.open(connections, connections.link(fixture.adaUser(), done).toUri());

    assertReturns(step, done);
    assertThat(step.reply().cookies()).isEmpty();
  }

  @Test
  void returnsToMondayToo() {
    openAccount();
    URI board = fixture.monday.origin().resolve("/boards/7");

    assertReturns(
        follow(browser, connections, connections.link(fixture.adaUser(), board).toUri()), board);
  }

  @Test
  void isLimitedToTheConnectionsItNames() {
    Connections three =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector(), fixture.acmeConnector("other"));
    openAccount();
    URI link = three.link(fixture.adaUser(), done).only("other").toUri();
    Step first = browser.open(three, link);

    assertThat(((Step.Ask) first).connection())
        .as("the leg that proves the user")
        .isEqualTo("monday");
    Step second = browser.open(three, browser.consent(first));
    assertThat(((Step.Ask) second).connection()).isEqualTo("other");
    assertReturns(browser.open(three, browser.consent(second)), done);
    assertThat(three.connected(fixture.adaUser())).containsExactly("monday", "other");
  }

  @Test
  void refusesUnknownAndMissingNames() {
    ConnectLink link = connections.link(fixture.adaUser(), done);

    assertThatThrownBy(() -> link.only("nothing")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(link::only).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> connections.reconnect("acme").link(fixture.adaUser(), done).only("monday"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme");
  }

  @Test
  void reconnectsWhatIsConnectedInTheProfileItNames() {
    fixture.addRecipe();
    String before = connections.credential(fixture.adaUser(), "acme").secret().reveal();
    URI link = connections.reconnect("acme").link(fixture.adaUser(), done).only("acme").toUri();
    assertReturns(follow(browser, connections, link), done);
    assertThat(connections.credential(fixture.adaUser(), "acme").secret().reveal())
        .isNotEqualTo(before);

    URI work = connections.profile("work").link(fixture.adaUser(), done).toUri();
    assertReturns(follow(browser, connections.profile("other"), work), done);
    assertThat(connections.profile("work").connected(fixture.adaUser())).contains("acme");
    assertThat(connections.profile("other").connected(fixture.adaUser())).doesNotContain("acme");
  }

  @Test
  void alwaysRunsMondaysLegFirstWhateverTheApplicationRequires() {
    Connections lax =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.mondayConnector(),
                    fixture.acmeConnector())
                .insecureWithoutConfirmation());
    fixture.addRecipe();
    lax.admin().disconnect(fixture.adaUser(), "acme");
    assertThat(lax.connected(fixture.adaUser())).containsExactly("monday");

    for (Connections each : List.of(connections, lax)) {
      Step first = browser.open(each, each.link(fixture.adaUser(), done).only("acme").toUri());
      assertThat(((Step.Ask) first).connection()).isEqualTo("monday");
      assertThat(DirectBrowser.location(first).toString())
          .startsWith(fixture.monday.origin() + "/oauth2/authorize?");
    }
  }

  @Test
  void anApiKeyFormFollowsMondaysLegWithoutAConfirmationPage() {
    Connections keys = fixture.instance(fixture.mondayConnector(), Connector.apiKey("desk", "Key"));
    openAccount();
    Step first = browser.open(keys, keys.link(fixture.adaUser(), done).toUri());
    Step form = browser.openPage(keys, browser.consent(first));

    assertThat(form.reply().body()).contains("<form", "Connect Desk");
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&key=adas-key";
    Step end = browser.post(keys, fixture.testApp.origin().resolve("/callback/desk"), body);
    assertThat(end).isInstanceOf(Step.Done.class);
    assertThat(keys.credential(fixture.adaUser(), "desk").secret().reveal()).isEqualTo("adas-key");
  }

  @Test
  void anOptionalConnectionCanBeSkipped() {
    Connections optional =
        fixture.instance(fixture.mondayConnector(), fixture.acmeConnector().optional());
    openAccount();
    Step first = browser.open(optional, optional.link(fixture.adaUser(), done).toUri());
    Step page = browser.openPage(optional, browser.consent(first));

    assertReturns(browser.open(optional, DirectBrowser.link(page, "Skip this connection")), done);
  }

  @Test
  void anOptionalMondayConnectorProvesTheUserEvenIfItIsSkipped() {
    Connections optional =
        fixture.instance(fixture.mondayConnector().optional(), fixture.acmeConnector());
    openAccount();
    URI link = optional.link(fixture.adaUser(), done).toUri();
    Step page = browser.openPage(optional, link);
    Step skipped = browser.open(optional, DirectBrowser.link(page, "Skip this connection"));

    assertThat(((Step.Ask) skipped).connection()).isEqualTo("monday");
    Step acme = browser.open(optional, browser.consent(skipped));
    assertThat(((Step.Ask) acme).connection()).isEqualTo("acme");
    assertReturns(browser.open(optional, browser.consent(acme)), done);
  }

  @Test
  void requiresAMondayConnectorForEachUser() {
    Connections none = fixture.instance(fixture.acmeConnector());
    Connections shared =
        fixture.instance(
            fixture.mondayConnector().perAccount(user -> true), fixture.acmeConnector());

    for (Connections each : List.of(none, shared)) {
      assertThatThrownBy(() -> each.link(fixture.adaUser(), done))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("link: expected Connector.monday without perAccount()");
      assertThatThrownBy(() -> each.link(session(fixture.ada), done))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aUsersLinkNeedsAnOpenAccount() {
    ConnectLink link = connections.link(fixture.adaUser(), done);

    assertThatThrownBy(link::toUri)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNINSTALLED))
        .hasMessageContaining("found that account ");
    assertThat(isOpen()).isFalse();
    openAccount();
    assertThat(link.toUri()).isNotNull();
  }

  @Test
  void aSessionsLinkOpensTheAccountWhenItIsMadeAndNotBefore() {
    ConnectLink link = connections.link(session(fixture.ada), done);
    assertThat(isOpen()).isFalse();
    URI address = link.toUri();

    assertThat(isOpen()).isTrue();
    assertReturns(follow(browser, connections, address), done);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
  }

  /**
   * A session token does not say when it was issued, so an account that it opened is never newer.
   */
  @Test
  void anAccountThatASessionOpenedIsNotTakenForALaterInstallation() {
    connections.link(session(fixture.ada), done).toUri();
    AppLifecycleEvent late =
        fixture
            .mondayApp()
            .appLifecycleVerifier()
            .verify(
                fixture.monday.tokens().appLifecycle().account(fixture.ada.accountId()).sign(),
                fixture.ada.lifecycleBody("uninstall"));
    fixture.clock.advance(Duration.ofMinutes(10));

    connections.forget(late);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void isValidForFifteenMinutesUnlessSet() {
    openAccount();
    URI link = connections.link(fixture.adaUser(), done).toUri();
    URI week = connections.link(fixture.adaUser(), done).validFor(Duration.ofDays(7)).toUri();

    fixture.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(browser.open(connections, link)).isInstanceOf(Step.Ask.class);
    fixture.clock.advance(Duration.ofSeconds(1));
    Step expired = browser.open(connections, link);
    assertThat(DirectBrowser.reason(expired)).isEqualTo(Reason.EXPIRED);
    assertThat(expired.reply().status()).isEqualTo(400);
    assertThat(expired.reply().body())
        .contains("This link has expired", "Get a new link where you found this one")
        .doesNotContain("Start again");
    fixture.clock.advance(Duration.ofDays(7).minusMinutes(15).minusSeconds(1));
    assertThat(browser.open(connections, week)).isInstanceOf(Step.Ask.class);
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(DirectBrowser.reason(browser.open(connections, week))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void canBeValidFromOneMinuteToThirtyDays() {
    ConnectLink link = connections.link(fixture.adaUser(), done);

    assertThat(link.validFor(Duration.ofMinutes(1)).validFor(Duration.ofDays(30))).isSameAs(link);
    for (Duration wrong :
        List.of(
            Duration.ofMinutes(1).minusMillis(1),
            Duration.ofDays(30).plusMillis(1),
            Duration.ZERO,
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> link.validFor(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("validFor: expected one minute to 30 days");
    }
  }

  /** A user who opened the link in time has as long as every other user. */
  @Test
  void aFlowMayTakeLongerThanItsLink() {
    openAccount();
    URI link = connections.link(fixture.adaUser(), done).validFor(Duration.ofDays(7)).toUri();
    fixture.clock.advance(Duration.ofDays(7).minusSeconds(1));
    Step first = browser.open(connections, link);
    URI callback = browser.consent(first);
    fixture.clock.advance(Duration.ofMinutes(20));
    Step expired = browser.open(connections, callback);

    assertThat(DirectBrowser.reason(expired)).isEqualTo(Reason.EXPIRED);
    Step again = browser.open(connections, DirectBrowser.link(expired, "Start again"));
    assertThat(again).isInstanceOf(Step.Ask.class);
    URI lateCallback = browser.consent(again);
    fixture.clock.advance(Duration.ofMinutes(39).plusSeconds(59));
    assertThat(DirectBrowser.hasLink(browser.open(connections, lateCallback), "Start again"))
        .isTrue();
    fixture.clock.advance(Duration.ofSeconds(1));
    Step tooLate = browser.open(connections, lateCallback);
    assertThat(DirectBrowser.hasLink(tooLate, "Start again")).isFalse();
    assertThat(tooLate.reply().body()).contains("Get a new link where you found this one");
  }

  @Test
  void aNotConnectedExceptionOffersALinkToItsConnection() {
    fixture.addRecipe();
    connections.admin().disconnect(fixture.adaUser(), "acme");
    NotConnectedException missing =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            NotConnectedException.class, () -> connections.credential(fixture.adaUser(), "acme"));
    URI link = missing.link(connections, done).validFor(Duration.ofDays(7)).toUri();

    assertReturns(follow(browser, connections, link), done);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
  }

  @Test
  void aNotConnectedExceptionReconnectsAGrantThatEnded() {
    fixture.addRecipe();
    fixture.acme.revokeGrants();
    fixture.clock.advance(Duration.ofHours(2));
    NotConnectedException ended =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            NotConnectedException.class, () -> connections.credential(fixture.adaUser(), "acme"));
    assertThat(ended.reason()).isEqualTo(NotConnectedException.Reason.GRANT_ENDED);

    assertReturns(follow(browser, connections, ended.link(connections, done).toUri()), done);
    assertThat(connections.credential(fixture.adaUser(), "acme")).isNotNull();
  }

  @Test
  void aNotConnectedExceptionOfTheWholeAccountDoesNotChooseAUser() {
    Connections shared =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector().perAccount(user -> true));
    openAccount();
    NotConnectedException missing =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            NotConnectedException.class, () -> shared.credential(fixture.adaUser(), "acme"));

    assertThatThrownBy(() -> missing.link(shared, done))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("connections.link(user, returnTo)");
    assertReturns(
        follow(
            browser,
            shared,
            shared.link(fixture.adaUser(), done).only(missing.connection()).toUri()),
        done);
    assertThat(shared.credential(new MondayAccount(fixture.ada.accountId()), "acme")).isNotNull();
  }

  @Test
  void onlyAUserWhomTheApplicationAdmitsConnectsTheAccount() {
    Connections shared =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector().perAccount(user -> false));
    openAccount();
    Step first = browser.open(shared, shared.link(fixture.adaUser(), done).toUri());
    Step refused = browser.open(shared, browser.consent(first));

    assertThat(DirectBrowser.reason(refused)).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(refused.reply().body()).contains("Only an administrator can connect Acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iframe", "frame", "embed", "object"})
  void offersANewTabInsideAFrameOfMonday(String destination) {
    openAccount();
    URI link = connections.link(fixture.adaUser(), done).toUri();
    Step step =
        connections.begin(
            BrowserRequest.get("/authorize", link.getRawQuery())
                .headers(name -> name.equals("Sec-Fetch-Dest") ? List.of(destination) : null));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.FRAME);
    assertThat(DirectBrowser.link(step, "Open in a new tab")).hasToString("?" + link.getRawQuery());
    assertThat(step.reply().headers().get("Content-Security-Policy"))
        .endsWith("frame-ancestors " + fixture.monday.origin());
    assertThat(step.reply().cookies()).isEmpty();
  }

  @Test
  void showsOnlyTheUser() {
    ConnectLink link = connections.link(fixture.adaUser(), done);

    assertThat(link.toString()).isEqualTo("ConnectLink[" + fixture.adaUser() + "]");
  }

  @Test
  void deniedConsentCanBeStartedAgain() {
    openAccount();
    fixture.monday.consent(Consent.deny());
    Step denied =
        browser.open(
            connections,
            browser.consent(
                browser.open(connections, connections.link(fixture.adaUser(), done).toUri())));
    assertThat(DirectBrowser.reason(denied)).isEqualTo(Reason.DENIED);
    fixture.monday.consent(Consent.allow());

    assertReturns(follow(browser, connections, DirectBrowser.link(denied, "Start again")), done);
  }
}
