package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AppLifecycleEvent;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks with connect links. A link is no secret: it is in addresses, messages and logs. So
 * everybody may open it, any number of times, but only its user may complete it.
 */
final class LinkAttackTest {
  private static final String OTHER_SECRET = "0123456789abcdef0123456789abcdef";

  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final FakeUser mallory = fixture.monday.addUser("Mallory", "evil");
  private final DirectBrowser victor = new DirectBrowser();
  private final URI done = fixture.testApp.origin().resolve("/done");

  @AfterEach
  void close() {
    fixture.close();
  }

  private URI link(FakeUser user) {
    return link(connections, user);
  }

  /** A link as a view of the user gets it. */
  private URI link(Connections instance, FakeUser user) {
    return instance
        .link(fixture.mondayApp().sessionTokenVerifier().verify(user.sessionToken()), done)
        .toUri();
  }

  private void signInAsVictorAtMonday() {
    fixture.monday.addUser("Victor", "victim");
    fixture.monday.consent(Consent.allowAs("Victor"));
  }

  private Step begin(String query) {
    return connections.begin(BrowserRequest.get("/authorize", query));
  }

  private void uninstall(FakeUser user) {
    connections.admin().forget(OAuthFixture.user(user).account());
  }

  private boolean isOpen(FakeUser user) {
    return VaultAccess.records(fixture.vault()).isOpen(OAuthFixture.user(user).account());
  }

  private void assertNoEffect() {
    assertThat(fixture.monday.tokenRequests()).isEmpty();
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  // Fixation: somebody else's browser.

  @Test
  void theVictimOfAnAttackersLinkFailsAtMondaysIdentityCheck() {
    Step asked = victor.open(connections, link(mallory));
    signInAsVictorAtMonday();
    Step step = victor.open(connections, victor.consent(asked));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.IDENTITY);
    assertThat(step.reply().status()).isEqualTo(403);
    assertThat(step.reply().body())
        .contains("This link is for another monday.com user", "close this page", "Start again")
        .doesNotContain("Mallory", "evil", String.valueOf(mallory.id()));
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(mallory))).isEmpty();
  }

  @Test
  void anAttackerWhoIsConnectedToMondayGainsNothingByThat() {
    DirectBrowser own = new DirectBrowser();
    Connections onlyMonday = fixture.instance(fixture.mondayConnector());
    own.open(onlyMonday, own.consent(own.open(onlyMonday, fixture.recipe(mallory))));
    Connections both = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    assertThat(both.connected(OAuthFixture.user(mallory))).containsExactly("monday");

    Step asked = victor.open(both, both.link(OAuthFixture.user(mallory), done).toUri());
    assertThat(((Step.Ask) asked).connection()).isEqualTo("monday");
    signInAsVictorAtMonday();
    URI callback = victor.consent(asked);
    assertThat(DirectBrowser.reason(victor.open(both, callback))).isEqualTo(Reason.IDENTITY);

    // A reload of the refused leg finds Mallory's connection and proves nothing.
    Step reloaded = victor.open(both, callback);
    assertThat(((Step.Ask) reloaded).connection()).isEqualTo("monday");
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(both.connected(OAuthFixture.user(mallory))).containsExactly("monday");
  }

  @Test
  void anAttackerWhoHasPassedMondaysLegCannotHandTheFlowToTheVictim() {
    DirectBrowser own = new DirectBrowser();
    Step asked = own.open(connections, link(mallory));
    fixture.monday.consent(Consent.allowAs("Mallory"));
    Step acme = own.open(connections, own.consent(asked));
    assertThat(((Step.Ask) acme).connection()).isEqualTo("acme");
    URI callback = victor.consent(acme);

    assertThat(DirectBrowser.reason(victor.open(connections, callback))).isEqualTo(Reason.BROWSER);
    assertThat(connections.connected(OAuthFixture.user(mallory))).containsExactly("monday");
  }

  @Test
  void aThiefOfALinkConnectsNothingForItsUser() {
    DirectBrowser thief = new DirectBrowser();
    Step asked = thief.open(connections, link(fixture.ada));
    fixture.monday.consent(Consent.allowAs("Mallory"));
    Step step = thief.open(connections, thief.consent(asked));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.IDENTITY);
    Step again = thief.open(connections, DirectBrowser.link(step, "Start again"));
    assertThat(((Step.Ask) again).connection()).isEqualTo("monday");
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void anotherUserOfTheSameAccountCannotCompleteALink() {
    FakeUser grace = fixture.monday.addUser("Grace", "lovelace");
    Step asked = victor.open(connections, link(grace));
    fixture.monday.consent(Consent.allowAs("Ada"));

    assertThat(DirectBrowser.reason(victor.open(connections, victor.consent(asked))))
        .isEqualTo(Reason.IDENTITY);
    assertThat(connections.connected(OAuthFixture.user(grace))).isEmpty();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void codesAndCallbacksOfTwoFlowsOfOneLinkCannotBeExchanged() {
    URI link = link(fixture.ada);
    DirectBrowser first = new DirectBrowser();
    DirectBrowser second = new DirectBrowser();
    URI firstCallback = first.consent(first.open(connections, link));
    URI secondCallback = second.consent(second.open(connections, link));

    assertThat(DirectBrowser.reason(second.open(connections, firstCallback)))
        .isEqualTo(Reason.BROWSER);
    URI injected =
        DirectBrowser.with(firstCallback, "code", DirectBrowser.parameter(secondCallback, "code"));
    assertThat(DirectBrowser.reason(first.open(connections, injected))).isEqualTo(Reason.GRANT);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  // Replay.

  @Test
  void eachOpeningIsAFlowOfItsOwn() {
    URI link = link(fixture.ada);
    DirectBrowser phone = new DirectBrowser();
    DirectBrowser laptop = new DirectBrowser();
    Step onPhone = phone.open(connections, link);
    Step onLaptop = laptop.open(connections, link);
    assertThat(DirectBrowser.parameter(DirectBrowser.location(onPhone), "state"))
        .isNotEqualTo(DirectBrowser.parameter(DirectBrowser.location(onLaptop), "state"));

    Step acme = phone.open(connections, phone.consent(onPhone));
    assertThat(phone.open(connections, phone.consent(acme))).isInstanceOf(Step.Done.class);
    // monday.com's leg proves the user on the laptop too, and then nothing is missing.
    assertThat(laptop.open(connections, laptop.consent(onLaptop))).isInstanceOf(Step.Done.class);
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void aLinkOpenedAHundredTimesLeavesTwentyCookies() {
    URI link = link(fixture.ada);
    for (int i = 0; i < 100; i++) {
      victor.open(connections, link);
    }
    assertThat(victor.cookies()).hasSize(20);
    assertNoEffect();
  }

  @Test
  void tenKeysCanBeTriedWithOneLinkHoweverOftenItIsOpened() {
    List<String> tried = new ArrayList<>();
    Connections keys = refusingKeys(tried);
    URI link = link(keys, fixture.ada);
    for (int opening = 0; opening < 6; opening++) {
      enterThreeKeys(keys, link);
      fixture.clock.advance(Duration.ofMinutes(2));
    }
    assertThat(tried).hasSize(10);
  }

  @Test
  void theAttemptsOfALongLivedLinkAreCountedUntilItExpires() {
    List<String> tried = new ArrayList<>();
    Connections keys = refusingKeys(tried);
    link(keys, fixture.ada);
    URI link = keys.link(fixture.adaUser(), done).validFor(Duration.ofDays(30)).toUri();
    for (int opening = 0; opening < 4; opening++) {
      enterThreeKeys(keys, link);
    }
    fixture.clock.advance(Duration.ofDays(30).minusSeconds(1));
    fixture.store.purge(fixture.clock.instant(), 1_000);
    enterThreeKeys(keys, link);

    assertThat(tried).hasSize(10);
  }

  private Connections refusingKeys(List<String> tried) {
    return fixture.instance(
        fixture.mondayConnector(),
        Connector.apiKey("desk", "API key")
            .check(
                credential -> {
                  tried.add(credential.secret().reveal());
                  return false;
                }));
  }

  private void enterThreeKeys(Connections keys, URI link) {
    DirectBrowser browser = new DirectBrowser();
    Step form = browser.openPage(keys, browser.consent(browser.open(keys, link)));
    for (int i = 0; i < 3; i++) {
      String body =
          "state="
              + DirectBrowser.hidden(form, "state")
              + "&proof="
              + DirectBrowser.hidden(form, "proof")
              + "&key=stolen-"
              + i;
      browser.post(keys, fixture.testApp.origin().resolve("/callback/desk"), body);
    }
  }

  // Forged, altered and relabeled.

  @Test
  void refusesEveryAlteredCharacter() {
    String sealed = DirectBrowser.parameter(link(fixture.ada), "link");
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      Step step = begin("link=" + sealed.substring(0, i) + other + sealed.substring(i + 1));
      assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.LINK);
    }
    for (String other : List.of(sealed + "A", sealed + "=", sealed.substring(1), "%20" + sealed)) {
      assertThat(DirectBrowser.reason(begin("link=" + other))).isEqualTo(Reason.LINK);
    }
    assertNoEffect();
  }

  @Test
  void showsAPageThatSaysWhatTheUserCanDo() {
    Step step = begin("link=garbage");

    assertThat(step.reply().status()).isEqualTo(400);
    assertThat(step.reply().headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
    assertThat(step.reply().body())
        .contains(
            "This link cannot be used",
            "Get a new link where you found this one",
            "<dt>Reference</dt><dd><bdi>link</bdi></dd>")
        .doesNotContain("garbage", "add the automation");
    assertThat(step.reply().cookies()).isEmpty();
  }

  @Test
  void aStateIsNoLinkAndALinkIsNoState() {
    URI link = link(fixture.ada);
    String sealedLink = DirectBrowser.parameter(link, "link");
    Step asked = victor.open(connections, link);
    String state = DirectBrowser.parameter(DirectBrowser.location(asked), "state");

    assertThat(DirectBrowser.reason(begin("link=" + state))).isEqualTo(Reason.LINK);
    Step callback =
        victor.open(
            connections,
            URI.create(fixture.testApp.origin() + "/callback/monday?code=x&state=" + sealedLink));
    assertThat(DirectBrowser.reason(callback)).isEqualTo(Reason.STATE);
    assertThat(begin("token=" + sealedLink)).isInstanceOf(Step.Refused.class);
    assertThat(begin("token=" + state)).isInstanceOf(Step.Refused.class);
    assertNoEffect();
  }

  @Test
  void tokensOfMondayAreNoLinks() {
    URI recipe = fixture.recipe(fixture.ada);
    for (String token :
        List.of(DirectBrowser.parameter(recipe, "token"), fixture.ada.sessionToken())) {
      assertThat(DirectBrowser.reason(begin("link=" + token))).isEqualTo(Reason.LINK);
    }
    assertThat(isOpen(fixture.ada)).isFalse();
  }

  @Test
  void refusesTheLinkOfAnotherAppOnTheSameStore() {
    RegisteredApp registered = RegisteredApp.random();
    MondayApp app =
        MondayApp.builder(registered.clientId(), fixture.testApp.origin())
            .clientSecret(Secret.of(registered.clientSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    TokenVault vault = TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys));
    Connections other = Connections.create(app, vault, fixture.mondayConnector());
    VaultAccess.records(vault).open(fixture.adaUser().account(), OAuthFixture.NOW);
    link(fixture.ada); // opens the account for this app too

    Step step = victor.open(connections, other.link(fixture.adaUser(), done).toUri());
    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.LINK);
    assertNoEffect();
  }

  @Test
  void worksWithThePreviousClientSecretAndNotWithOneBeforeThat() {
    URI link = link(fixture.ada);
    assertThat(begin(rotated(OTHER_SECRET, fixture.app.clientSecret()), link))
        .isInstanceOf(Step.Ask.class);
    assertThat(DirectBrowser.reason(begin(rotated(OTHER_SECRET), link))).isEqualTo(Reason.LINK);
  }

  private static Step begin(Connections instance, URI link) {
    return instance.begin(BrowserRequest.get(link.getPath(), link.getRawQuery()));
  }

  private Connections rotated(String current, String... previous) {
    Secret[] earlier = new Secret[previous.length];
    for (int i = 0; i < previous.length; i++) {
      earlier[i] = Secret.of(previous[i]);
    }
    MondayApp app =
        MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
            .clientSecret(Secret.of(current), earlier)
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    TokenVault vault = TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys));
    return Connections.create(app, vault, fixture.mondayConnector(), fixture.acmeConnector());
  }

  // Parameters.

  @Test
  void refusesALinkTogetherWithAToken() {
    String link = link(fixture.ada).getRawQuery();
    String token = fixture.recipe(fixture.ada).getRawQuery();
    for (String query :
        List.of(
            link + "&" + token,
            token + "&" + link,
            link + "&token=",
            link + "&token",
            token + "&link=",
            "link&" + token,
            link + "&t%6fken=x",
            token + "&lin%6b=x")) {
      Step step = begin(query);
      assertThat(DirectBrowser.reason(step)).as(query).isEqualTo(Reason.PARAMETERS);
      assertThat(step.reply().cookies()).isEmpty();
    }
    assertNoEffect();
  }

  @Test
  void refusesSeveralLinksAndAnEmptyOne() {
    String mine = link(fixture.ada).getRawQuery();
    String mallorys = link(mallory).getRawQuery();
    for (String query :
        List.of(
            mine + "&" + mallorys,
            mallorys + "&" + mine,
            mine + "&" + mine,
            mine + "&link=",
            mine + "&lin%6b=x",
            "link=",
            "link")) {
      assertThat(DirectBrowser.reason(begin(query))).as(query).isEqualTo(Reason.PARAMETERS);
    }
    assertNoEffect();
  }

  @Test
  void refusesAVeryLongLink() {
    String sealed = DirectBrowser.parameter(link(fixture.ada), "link");

    assertThat(DirectBrowser.reason(begin("link=" + sealed + "A".repeat(8_000))))
        .isEqualTo(Reason.LINK);
    assertThat(DirectBrowser.reason(begin("link=" + "A".repeat(60_000)))).isEqualTo(Reason.LINK);
    assertThat(DirectBrowser.reason(begin("link=" + "A".repeat(1 << 20))))
        .isEqualTo(Reason.PARAMETERS);
    assertNoEffect();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%ff", "%00", "a.b.c", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"})
  void showsAPageForEveryMalformedLink(String link) {
    Step step = begin("link=" + link);

    assertThat(step).isInstanceOf(Step.Refused.class);
    assertThat(step.reply().status()).isEqualTo(400);
    assertThat(step.reply().body()).doesNotContain("<script>");
  }

  @Test
  void theLongestLinkFitsInAnAddress() {
    URI longest = URI.create(done + "/" + "x".repeat(2_000 - done.toString().length() - 1));
    link(fixture.ada);
    URI link = connections.link(fixture.adaUser(), longest).toUri();

    assertThat(link.toString()).hasSizeLessThan(3_000);
    assertThat(victor.open(connections, link)).isInstanceOf(Step.Ask.class);
  }

  // Uninstall.

  @Test
  void anUninstallBetweenMakingAndOpeningEndsTheLink() {
    URI link = link(fixture.ada);
    uninstall(fixture.ada);
    Step step = victor.open(connections, link);

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.UNINSTALLED);
    assertThat(step.reply().status()).isEqualTo(409);
    assertThat(step.reply().body())
        .contains("This link is from an earlier installation", "get a new link");
    assertThat(isOpen(fixture.ada)).as("a link opens no account").isFalse();
    assertNoEffect();
  }

  @Test
  void aReinstallationDoesNotReviveALinkOfBefore() {
    link(fixture.ada);
    URI link = connections.link(fixture.adaUser(), done).validFor(Duration.ofDays(30)).toUri();
    uninstall(fixture.ada);
    fixture.clock.advance(Duration.ofHours(3));
    URI later = link(fixture.ada);

    assertThat(DirectBrowser.reason(victor.open(connections, link))).isEqualTo(Reason.UNINSTALLED);
    assertThat(victor.open(connections, later)).isInstanceOf(Step.Ask.class);
  }

  @Test
  void anUninstallBetweenOpeningAndFinishingEndsTheFlowAtEachLeg() {
    URI link = link(fixture.ada);
    DirectBrowser first = new DirectBrowser();
    URI mondays = first.consent(first.open(connections, link));
    DirectBrowser second = new DirectBrowser();
    Step acme = second.open(connections, second.consent(second.open(connections, link)));
    URI acmes = second.consent(acme);
    int exchanges = fixture.monday.tokenRequests().size();
    uninstall(fixture.ada);

    for (Step step : List.of(first.open(connections, mondays), second.open(connections, acmes))) {
      assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.UNINSTALLED);
      assertThat(step.reply().body()).contains("Get a new link where you found this one");
    }
    assertThat(fixture.monday.tokenRequests()).hasSize(exchanges);
    assertThat(fixture.acme.tokenRequests()).isEmpty();
    assertThat(isOpen(fixture.ada)).isFalse();
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void aUsersLinkCannotBeMadeAfterAnUninstall() {
    link(fixture.ada);
    ConnectLink kept = connections.link(fixture.adaUser(), done);
    uninstall(fixture.ada);

    assertThatThrownBy(kept::toUri)
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNINSTALLED));
  }

  /** An event of now, which the application receives when the supplier is called. */
  private Supplier<AppLifecycleEvent> uninstallDeliveredLate(FakeUser user) {
    String body = user.lifecycleBody("uninstall");
    return () ->
        fixture
            .mondayApp()
            .appLifecycleVerifier()
            .verify(
                fixture
                    .monday
                    .tokens()
                    .appLifecycle()
                    .account(user.accountId())
                    .user(user.id())
                    .sign(),
                body);
  }

  private void connectByRecipe(FakeUser user) {
    DirectBrowser browser = new DirectBrowser();
    fixture.monday.consent(Consent.allowAs(user.name()));
    complete(browser, browser.open(connections, fixture.recipe(user)));
  }

  private Step complete(DirectBrowser browser, Step begun) {
    Step step = begun;
    for (int legs = 0; legs < 3 && step instanceof Step.Ask; legs++) {
      step = browser.open(connections, browser.consent(step));
    }
    return step;
  }

  private void connectByLink(FakeUser user) {
    DirectBrowser browser = new DirectBrowser();
    fixture.monday.consent(Consent.allowAs(user.name()));
    Step end = complete(browser, browser.open(connections, link(user)));
    assertThat(end).isInstanceOf(Step.Done.class);
  }

  /** The view of an uninstalled app may stay open, and its session token valid, for a while. */
  @Test
  void aSessionTokenOpensNoAccountForAsLongAsAFlowTakesAfterAnUninstall() {
    link(fixture.ada);
    uninstall(fixture.ada);

    fixture.clock.advance(Duration.ofMinutes(75));
    assertThatThrownBy(() -> link(fixture.ada))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNINSTALLED));
    assertThat(isOpen(fixture.ada)).isFalse();
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(victor.open(connections, link(fixture.ada))).isInstanceOf(Step.Ask.class);
  }

  /** A view that is still open asks for a link. */
  @Test
  void aSessionTokenOpensNoAccountAfterAnUninstallInTheHourThatHasJustBegun() {
    fixture.clock.advance(Duration.ofHours(1).plusSeconds(5));
    uninstall(fixture.ada);
    fixture.clock.advance(Duration.ofSeconds(5));

    assertThatThrownBy(() -> link(fixture.ada))
        .isInstanceOfSatisfying(
            OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNINSTALLED));
    assertThat(isOpen(fixture.ada)).isFalse();
  }

  @Test
  void aLinkOfTheDayBeforeIsRefusedAfterAnUninstallInTheHourThatHasJustBegun() {
    link(fixture.ada);
    URI before = connections.link(fixture.adaUser(), done).validFor(Duration.ofDays(30)).toUri();
    fixture.clock.advance(Duration.ofHours(25).plusSeconds(5));
    Supplier<AppLifecycleEvent> uninstall = uninstallDeliveredLate(fixture.ada);
    fixture.clock.advance(Duration.ofSeconds(5));
    FakeUser grace = fixture.monday.addUser("Grace", "lovelace");
    connectByRecipe(grace);
    connections.forget(uninstall.get());
    assertThat(connections.connected(OAuthFixture.user(grace))).contains("monday");

    assertThat(DirectBrowser.reason(victor.open(connections, before)))
        .isEqualTo(Reason.UNINSTALLED);
  }

  @Test
  void anAuthorizationTokenOpensTheAccountForSessionTokensAtOnce() {
    link(fixture.ada);
    uninstall(fixture.ada);
    fixture.clock.advance(Duration.ofSeconds(2));
    connectByRecipe(fixture.monday.addUser("Grace", "lovelace"));

    connectByLink(fixture.ada);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "acme");
  }

  /** An uninstall while the account stays, because a user has connected since. */
  @Test
  void anUninstallThatKeepsTheAccountEndsTheLinksOfBefore() {
    FakeUser grace = fixture.monday.addUser("Grace", "lovelace");
    URI before =
        connections
            .link(
                fixture.mondayApp().sessionTokenVerifier().verify(fixture.ada.sessionToken()), done)
            .validFor(Duration.ofDays(1))
            .toUri();
    DirectBrowser ada = new DirectBrowser();
    fixture.monday.consent(Consent.allowAs("Ada"));
    URI callback = ada.consent(ada.open(connections, before));
    fixture.clock.advance(Duration.ofSeconds(5));
    Supplier<AppLifecycleEvent> uninstall = uninstallDeliveredLate(fixture.ada);
    fixture.clock.advance(Duration.ofSeconds(5));
    connectByRecipe(grace);
    connections.forget(uninstall.get());
    assertThat(connections.connected(OAuthFixture.user(grace))).contains("monday");

    assertThat(DirectBrowser.reason(ada.open(connections, before))).isEqualTo(Reason.UNINSTALLED);
    assertThat(DirectBrowser.reason(ada.open(connections, callback))).isEqualTo(Reason.UNINSTALLED);
    connectByLink(fixture.ada);
  }

  /** The application made the link, so it says nothing about what monday.com knew at that time. */
  @Test
  void aConnectionThatWasMadeByALinkDisprovesNoUninstall() {
    connectByRecipe(fixture.ada);
    Supplier<AppLifecycleEvent> uninstall = uninstallDeliveredLate(fixture.ada);
    fixture.clock.advance(Duration.ofHours(2));
    FakeUser grace = fixture.monday.addUser("Grace", "lovelace");
    connectByLink(grace);

    connections.forget(uninstall.get());
    assertThat(isOpen(fixture.ada)).isFalse();
    assertThat(connections.connected(OAuthFixture.user(grace))).isEmpty();
  }

  @Test
  void aConnectionThatWasMadeByALinkDisprovesNoClaimedUninstall() {
    connectByRecipe(fixture.ada);
    FakeUser guest = fixture.monday.addGuest("Gus", "lovelace");
    AppLifecycleEvent claim =
        fixture
            .mondayApp()
            .appLifecycleVerifier()
            .verify(guest.sessionToken(), guest.lifecycleBody("uninstall"));
    connections.forget(claim);
    assertThat(connections.admin().claimedUninstall(fixture.adaUser().account())).isPresent();
    fixture.clock.advance(Duration.ofHours(2));
    connectByLink(fixture.monday.addUser("Grace", "lovelace"));

    assertThat(connections.admin().claimedUninstall(fixture.adaUser().account())).isPresent();
  }

  // Instances with another configuration.

  @Test
  void aStricterInstanceRefusesTheReturnUrlsOfALaxerOne() {
    URI away = URI.create("https://www.example.org/welcome");
    Connections lax =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.mondayConnector(),
                    fixture.acmeConnector())
                .allowReturnTo(away));
    link(fixture.ada);
    URI link = lax.link(fixture.adaUser(), away).toUri();
    DirectBrowser ada = new DirectBrowser();

    assertThat(DirectBrowser.reason(ada.open(connections, link))).isEqualTo(Reason.LINK);
    Step acme = ada.open(lax, ada.consent(ada.open(lax, link)));
    Step end = ada.open(connections, ada.consent(acme));
    assertThat(DirectBrowser.reason(end)).as("at the end").isEqualTo(Reason.LINK);
    assertThat(end.reply().headers()).doesNotContainKey("Location");
    assertThat(ada.open(lax, link).reply().headers()).containsEntry("Location", away.toString());
  }

  @Test
  void aLinkOfAnInstanceWithOtherConnectionsIsRefused() {
    Connections more =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector(), fixture.acmeConnector("other"));
    link(fixture.ada);
    MondayUser ada = fixture.adaUser();

    for (URI link :
        List.of(
            more.link(ada, done).only("other").toUri(),
            more.reconnect("other").link(ada, done).toUri())) {
      assertThat(DirectBrowser.reason(victor.open(connections, link))).isEqualTo(Reason.LINK);
    }
    Connections withoutMonday = fixture.instance(fixture.acmeConnector());
    assertThat(DirectBrowser.reason(victor.open(withoutMonday, link(fixture.ada))))
        .isEqualTo(Reason.LINK);
    assertNoEffect();
  }

  @Test
  void aLaxerInstanceCannotLetTheFlowOfALinkPassOnAConfirmation() {
    Connections lax =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.mondayConnector(),
                    fixture.acmeConnector())
                .insecureWithoutConfirmation());
    fixture.addRecipe();
    connections.admin().disconnect(fixture.adaUser(), "acme");
    URI link = link(lax, fixture.ada);
    Step asked = victor.open(lax, link);

    assertThat(((Step.Ask) asked).connection()).isEqualTo("monday");
    // The used leg of a reload proves nothing on the lax instance either.
    URI callback = victor.consent(asked);
    victor.open(lax, callback);
    Step reloaded = victor.open(lax, callback);
    assertThat(((Step.Ask) reloaded).connection()).isEqualTo("monday");
  }

  // What is shown and logged.

  @Test
  void theLinkAndTheStateAppearInNoMessage() {
    URI link = link(fixture.ada);
    String sealed = DirectBrowser.parameter(link, "link");
    Step begun = victor.open(connections, link);
    uninstall(fixture.ada);
    Step refused = victor.open(connections, link);

    assertThat(begun.toString() + refused + ((Step.Refused) refused).cause())
        .doesNotContain(sealed)
        .doesNotContain("/done");
    assertThat(refused.reply().body()).doesNotContain(sealed);
  }
}
