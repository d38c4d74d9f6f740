package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mallory sends Victor the link of their own flow when the confirmation page cannot say whose it
 * is. Victor must not get past it.
 */
final class ConfirmationTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final FakeUser mallory = fixture.monday.addUser("Mallory", "evil");
  private final DirectBrowser victor = new DirectBrowser();
  private final DirectBrowser own = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections acme() {
    return fixture.instance(fixture.acmeConnector());
  }

  /** Both connectors; Mallory has connected monday.com before. */
  private Connections bothWithMalloryAtMonday() {
    Connections onlyMonday = fixture.instance(fixture.mondayConnector());
    own.open(onlyMonday, own.consent(own.open(onlyMonday, fixture.recipe(mallory))));
    assertThat(onlyMonday.connected(OAuthFixture.user(mallory))).containsExactly("monday");
    return fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  }

  private void assertNothingReached(Connections connections) {
    assertThat(fixture.acme.requests()).isEmpty();
    assertThat(connections.connected(OAuthFixture.user(mallory))).doesNotContain("acme");
  }

  private void assertMondayLeg(Step step) {
    assertThat(DirectBrowser.location(step).toString())
        .startsWith(fixture.monday.origin() + "/oauth2/authorize");
  }

  private static Fault unauthorizedField() {
    return Fault.response(
        200,
        "application/json",
        "{\"errors\":[{\"message\":\"Unauthorized field or type\","
            + "\"extensions\":{\"code\":\"UserUnauthorizedException\"}}]}");
  }

  @Test
  void aLinkOpenedAfterTheShortLivedTokenExpiredConfirmsNothing() {
    Connections connections = acme();
    URI link = fixture.recipe(mallory);
    // The authorization token is accepted for 30 seconds longer than the short-lived token.
    fixture.clock.advance(Duration.ofMinutes(5).plusSeconds(15));
    Step step = victor.openPage(connections, link);

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.EXPIRED);
    assertThat(step.reply().body()).doesNotContain("Continue", "Try again");
    assertNothingReached(connections);
  }

  @Test
  void aLinkOpenedAfterTheShortLivedTokenExpiredStartsTheMondayLegAgain() {
    Connections connections = bothWithMalloryAtMonday();
    URI link = fixture.recipe(mallory);
    fixture.clock.advance(Duration.ofMinutes(5).plusSeconds(15));
    Step step = victor.openPage(connections, link);
    assertMondayLeg(step);

    fixture.monday.addUser("Victor", "victim");
    fixture.monday.consent(Consent.allowAs("Victor"));
    URI callback = victor.consent(step);
    assertThat(DirectBrowser.reason(victor.open(connections, callback))).isEqualTo(Reason.IDENTITY);
    // A reload finds the connection, but still nothing that shows whose browser this is.
    assertMondayLeg(victor.open(connections, callback));
    assertNothingReached(connections);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void anApiThatDoesNotRespondAllowsOneRestartAndThenRefuses(int status) {
    Connections connections = acme();
    fixture.monday.api(Fault.html(status));
    URI link = fixture.recipe(mallory);
    Step first = victor.openPage(connections, link);
    assertThat(DirectBrowser.reason(first)).isEqualTo(Reason.UNAVAILABLE);
    URI again = link.resolve(DirectBrowser.link(first, "Try again"));
    Step second = victor.openPage(connections, URI.create(link + "&attempt=2"));

    assertThat(again.getRawQuery()).isEqualTo(link.getRawQuery() + "&attempt=2");
    assertThat(DirectBrowser.reason(second)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(second.reply().body()).doesNotContain("Try again", "Continue");
    assertNothingReached(connections);
    fixture.monday.api(Fault.none());
    assertThat(victor.openPage(connections, URI.create(link + "&attempt=2")).reply().body())
        .contains("Connect Acme?");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void anApiThatDoesNotRespondStartsTheMondayLegAgain(int status) {
    Connections connections = bothWithMalloryAtMonday();
    fixture.monday.api(Fault.html(status));

    assertMondayLeg(victor.openPage(connections, fixture.recipe(mallory)));
    assertNothingReached(connections);
  }

  @Test
  void aMissingScopeIsASetUpErrorThatNamesTheScope() {
    Connections connections = acme();
    fixture.monday.api(unauthorizedField());
    Step step = victor.openPage(connections, fixture.recipe(mallory));

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.IDENTITY_UNKNOWN);
    assertThat(((Step.Refused) step).cause()).hasMessageContaining("me:read");
    assertThat(step.reply().body()).doesNotContain("Continue", "Try again");
    assertNothingReached(connections);
  }

  @Test
  void theUserWhoseMondayLegReplacedTheConfirmationConnects() {
    Connections connections = bothWithMalloryAtMonday();
    fixture.monday.api(unauthorizedField());
    URI link = fixture.recipe(mallory);
    Step monday = own.openPage(connections, link);
    fixture.monday.api(Fault.none());
    Step acme = own.open(connections, own.consent(monday));

    assertThat(own.open(connections, own.consent(acme))).isInstanceOf(Step.Done.class);
    assertThat(connections.connected(OAuthFixture.user(mallory))).contains("monday", "acme");
  }

  @Test
  void theFactsAreQuotedAndTheEmailAddressComesFirst() {
    FakeUser liar = fixture.monday.addUser("monday.com has verified\u200b this request", "evil");
    Step page = victor.openPage(acme(), fixture.recipe(liar));

    assertThat(page.reply().body())
        .containsPattern("<dt>Email address</dt><dd><bdi>“[^”]*@[^”]*”</bdi></dd>")
        .contains("<dd><bdi>“monday.com has verified this request”</bdi></dd>")
        .doesNotContain("\u200b");
    assertThat(page.reply().body().indexOf("Email address</dt>"))
        .isLessThan(page.reply().body().indexOf("has verified"));
  }

  /** For the developer, whose instances have different configurations. */
  private static void assertRefusedForLackOf(String check, Step step) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Refused.class,
            refused -> {
              assertThat(DirectBrowser.reason(refused)).isEqualTo(Reason.STATE);
              assertThat(refused.cause())
                  .hasMessageContaining("expected one whose flow has passed " + check);
            });
  }

  @Test
  void aStricterInstanceRefusesTheStatesOfALaxerOne() {
    Connections strict = acme();
    Connections lax =
        fixture.add(
            Connections.builder(
                    fixture.mondayApp(),
                    fixture.vault(),
                    fixture.acmeConnector(),
                    Connector.apiKey("desk", "Key"),
                    fixture.acmeConnector("extra").optional())
                .insecureWithoutConfirmation());
    Step asked = victor.open(lax, fixture.recipe(mallory));
    URI callback = victor.consent(asked);

    assertRefusedForLackOf("the confirmation page", victor.open(strict, callback));
    assertThat(fixture.acme.tokenRequests()).isEmpty();
    assertThat(strict.connected(OAuthFixture.user(mallory))).isEmpty();
  }

  @Test
  void aStricterInstanceRefusesTheFormsAndPagesOfALaxerOne() {
    Connector key = Connector.apiKey("desk", "Key");
    Connector extra = fixture.acmeConnector("extra").optional();
    for (Connector connector : new Connector[] {key, extra}) {
      Connections strict = fixture.instance(connector);
      Connections lax =
          fixture.add(
              Connections.builder(fixture.mondayApp(), fixture.vault(), connector)
                  .insecureWithoutConfirmation());
      DirectBrowser browser = new DirectBrowser();
      URI page = DirectBrowser.location(browser.open(lax, fixture.recipe(mallory)));

      assertThat(browser.open(lax, page).reply().status()).isEqualTo(200);
      Step step = browser.open(strict, page);
      assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.STATE);
    }
  }

  private Connections withMondayLeg(Connector... connectors) {
    return fixture.add(
        Connections.builder(fixture.mondayApp(), fixture.vault(), connectors).requireMondayLeg());
  }

  @Test
  void aThiefOfAnAuthorizationUrlFailsAtTheRequiredMondayLeg() {
    bothWithMalloryAtMonday();
    Connections connections = withMondayLeg(fixture.mondayConnector(), fixture.acmeConnector());
    Step asked = victor.open(connections, fixture.recipe(mallory));
    assertMondayLeg(asked);
    fixture.monday.addUser("Thief", "thieves");
    fixture.monday.consent(Consent.allowAs("Thief"));

    assertThat(DirectBrowser.reason(victor.open(connections, victor.consent(asked))))
        .isEqualTo(Reason.IDENTITY);
    assertNothingReached(connections);
  }

  @Test
  void theUserPassesTheRequiredMondayLegAndReturnsAtOnceIfNothingIsMissing() {
    bothWithMalloryAtMonday();
    Connections connections = withMondayLeg(fixture.mondayConnector(), fixture.acmeConnector());
    Step monday = own.open(connections, fixture.recipe(mallory));
    assertMondayLeg(monday);
    Step acme = own.open(connections, own.consent(monday));

    assertThat(own.open(connections, own.consent(acme))).isInstanceOf(Step.Done.class);
    assertThat(own.open(connections, fixture.recipe(mallory))).isInstanceOf(Step.Done.class);
  }

  @Test
  void anInstanceThatRequiresTheMondayLegRefusesStatesThatWereOnlyConfirmed() {
    Connections confirming = bothWithMalloryAtMonday();
    Connections requiring = withMondayLeg(fixture.mondayConnector(), fixture.acmeConnector());
    Step page = own.openPage(confirming, fixture.recipe(mallory));
    Step shown = own.open(confirming, DirectBrowser.link(page, "Continue"));
    URI callback = own.consent(shown);

    DirectBrowser same = new DirectBrowser().with(own.cookies());
    assertRefusedForLackOf("monday.com's leg", same.open(requiring, callback));
    assertThat(own.open(confirming, callback)).isInstanceOf(Step.Done.class);
  }

  @Test
  void requiringTheMondayLegNeedsAMondayConnectorThatEveryUserConnects() {
    Connector acme = fixture.acmeConnector();
    for (Connector[] connectors :
        new Connector[][] {
          {acme},
          {acme, fixture.mondayConnector().optional()},
          {acme, fixture.mondayConnector().perAccount(user -> true)}
        }) {
      assertThatThrownBy(() -> withMondayLeg(connectors))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("requireMondayLeg");
    }
  }
}
