package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monday.com access token must belong to the user who started. */
final class IdentityTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections = fixture.instance(fixture.mondayConnector());
  private final DirectBrowser ada = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Step connect() {
    Step begun = ada.open(connections, fixture.recipe(fixture.ada));
    return ada.open(connections, ada.consent(begun));
  }

  private void assertRefused(Reason reason) {
    Step step = connect();
    assertThat(DirectBrowser.reason(step)).isEqualTo(reason);
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
    assertThat(fixture.monday.requests()).noneMatch(r -> r.path().contains("revoke"));
  }

  @Test
  void refusesATokenOfAnotherUserOfTheAccount() {
    fixture.monday.addUser("Bob", "lovelace");
    fixture.monday.consent(Consent.allowAs("Bob"));

    assertRefused(Reason.IDENTITY);
  }

  @Test
  void refusesATokenOfAnotherAccountAndStoresNothingForThatAccount() {
    FakeUser eve = fixture.monday.addUser("Eve", "evil");
    fixture.monday.consent(Consent.allowAs("Eve"));

    assertRefused(Reason.IDENTITY);
    assertThat(connections.connected(OAuthFixture.user(eve))).isEmpty();
    // Discarded, not revoked: it could be Eve's only working grant.
    assertThat(fixture.monday.liveTokens(eve)).isEqualTo(1);
  }

  /** The API would confirm the user who started, and must not be asked. */
  @Test
  void refusesATokenThatNamesAnotherUserOrAccount() {
    long user = fixture.ada.id();
    long account = fixture.ada.accountId();
    for (String claims :
        new String[] {
          "{\"uid\":%d,\"actid\":%d}".formatted(user + 1, account),
          "{\"uid\":%d,\"actid\":%d}".formatted(user, account + 1),
          "{\"uid\":%d}".formatted(user + 1),
          "{\"actid\":%d}".formatted(account + 1),
        }) {
      fixture.monday.tokenEndpoint(Fault.field("access_token", jwt(claims)));
      fixture.monday.api(me(user, account));

      assertRefused(Reason.IDENTITY);
    }
    assertThat(fixture.monday.requests()).noneMatch(request -> request.path().equals("/v2"));
  }

  @Test
  void letsTheUserSwitchAccountsAndStartAgain() {
    fixture.monday.addUser("Bob", "lovelace");
    fixture.monday.consent(Consent.allowAs("Bob"));
    Step refused = connect();
    fixture.monday.consent(Consent.allow());
    Step again = ada.open(connections, DirectBrowser.link(refused, "Start again"));

    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Done.class);
  }

  @Test
  void queriesTheApiIfTheTokenNamesNoUser() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(me(fixture.ada.id(), fixture.ada.accountId()));

    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void refusesATokenThatBelongsToAnotherUserByTheApi() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(me(fixture.ada.id() + 1, fixture.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    fixture.monday.api(me(fixture.ada.id(), 1));
    assertRefused(Reason.IDENTITY);
  }

  @Test
  void checksBothTheTokenAndTheApi() {
    fixture.monday.tokenEndpoint(
        Fault.field("access_token", jwt("{\"uid\":" + fixture.ada.id() + "}")));
    fixture.monday.api(me(fixture.ada.id() + 1, fixture.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    fixture.monday.api(me(fixture.ada.id(), fixture.ada.accountId()));
    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "\"0\"", "null", "1.5", "18446744073709551617", "\"x\""})
  void treatsAnIdThatIsNotAPositiveNumberAsAbsentAndQueriesTheApi(String id) {
    fixture.monday.tokenEndpoint(
        Fault.field("access_token", jwt("{\"uid\":" + id + ",\"actid\":" + id + "}")));
    fixture.monday.api(me(fixture.ada.id() + 1, fixture.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    fixture.monday.api(me(0, 0));
    assertRefused(Reason.IDENTITY_UNKNOWN);

    fixture.monday.api(me(fixture.ada.id(), fixture.ada.accountId()));
    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void namesTheMissingScopesIfTheUserStaysUnknown() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(
        Fault.response(200, "application/json", "{\"errors\":[{\"message\":\"no scope\"}]}"));
    Step step = connect();

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.IDENTITY_UNKNOWN);
    assertThat(((Step.Refused) step).cause())
        .hasMessageContaining("me:read")
        .hasMessageContaining("account:read");
    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void offersToStartAgainIfMondayReportsAnExhaustedBudgetWithStatus200() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(
        Fault.response(
            200,
            "application/json",
            "{\"errors\":[{\"extensions\":{\"code\":\"COMPLEXITY_BUDGET_EXHAUSTED\"}}]}"));
    Step step = connect();

    assertThat(DirectBrowser.reason(step)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(step.reply().body()).contains("Start again");
  }

  @Test
  void refusesATokenOfWhichOnlyTheAccountOrOnlyTheUserIsKnown() {
    String account = "{\"data\":{\"me\":{\"account\":{\"id\":\"%d\"}}}}";
    String user = "{\"data\":{\"me\":{\"id\":\"%d\"}}}";
    for (String known :
        new String[] {
          account.formatted(fixture.ada.accountId()), user.formatted(fixture.ada.id())
        }) {
      fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
      fixture.monday.api(Fault.response(200, "application/json", known));

      assertThat(DirectBrowser.reason(connect())).isEqualTo(Reason.IDENTITY_UNKNOWN);
      assertThat(connections.connected(fixture.adaUser())).isEmpty();
    }
  }

  @Test
  void refusesAtBuildAMondayConnectorWhoseScopesDoNotNameTheUser() {
    for (String[] scopes :
        new String[][] {{"boards:read"}, {"me:read"}, {"account:read", "boards:read"}, {}}) {
      assertThatThrownBy(() -> fixture.instance(Connector.monday(scopes)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("me:read")
          .hasMessageContaining("account:read")
          .hasMessageContaining("withoutIdentityScopes()");
    }
    fixture.instance(Connector.monday("account:read", "me:read"));
  }

  @Test
  void connectsAUserWhomOnlyTheApiNames() {
    assertThat(connect()).isInstanceOf(Step.Done.class);
    assertThat(fixture.monday.requests()).anyMatch(request -> request.path().equals("/v2"));
  }

  @Test
  void withoutIdentityScopesOnlyATokenThatNamesItsUserConnects() {
    Connections unscoped =
        fixture.instance(Connector.monday("boards:read").withoutIdentityScopes());
    Step begun = ada.open(unscoped, fixture.recipe(fixture.ada));
    Step unknown = ada.open(unscoped, ada.consent(begun));
    assertThat(DirectBrowser.reason(unknown)).isEqualTo(Reason.IDENTITY_UNKNOWN);

    try (OAuthFixture named = OAuthFixture.withUserInAccessTokens()) {
      Connections other = named.instance(Connector.monday("boards:read").withoutIdentityScopes());
      Step asked = ada.open(other, named.recipe(named.ada));
      assertThat(ada.open(other, ada.consent(asked))).isInstanceOf(Step.Done.class);
      assertThat(named.monday.requests()).noneMatch(request -> request.path().equals("/v2"));
    }
  }

  @Test
  void requestsOnlyTheConfiguredScopes() {
    Step begun = ada.open(connections, fixture.recipe(fixture.ada));

    assertThat(DirectBrowser.parameter(DirectBrowser.location(begun), "scope"))
        .isEqualTo("me%3Aread%20account%3Aread%20boards%3Aread");
    Connections all = fixture.instance(Connector.monday().withoutIdentityScopes());
    Step unscoped = ada.open(all, fixture.recipe(fixture.ada));
    assertThat(DirectBrowser.location(unscoped).getRawQuery()).doesNotContain("scope=");
  }

  @Test
  void blamesMondayIfItsApiDoesNotAcceptTheTokenOrReturnsNoJson() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(Fault.response(401, "application/json", "{\"errors\":[\"no\"]}"));
    assertRefused(Reason.PROVIDER);

    fixture.monday.api(Fault.html(200));
    assertRefused(Reason.PROVIDER);
  }

  @Test
  void refusesTheTokenIfTheApiIsDown() {
    fixture.monday.tokenEndpoint(Fault.field("access_token", "opaque"));
    fixture.monday.api(Fault.html(503));

    assertRefused(Reason.UNAVAILABLE);
  }

  private static Fault me(long user, long account) {
    String body =
        "{\"data\":{\"me\":{\"id\":\"%d\",\"account\":{\"id\":\"%d\"}}}}".formatted(user, account);
    return Fault.response(200, "application/json", body);
  }

  private static String jwt(String payload) {
    return "eyJhbGciOiJIUzI1NiJ9."
        + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }
}
