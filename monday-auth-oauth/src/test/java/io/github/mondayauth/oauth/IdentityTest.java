package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

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
  private final World world = new World();
  private final Connections connections = world.node(world.mondayConnector());
  private final Device ada = new Device();

  @AfterEach
  void close() {
    world.close();
  }

  private Step connect() {
    Step begun = ada.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
    return ada.open(connections, ada.consent(begun));
  }

  private void assertRefused(Reason reason) {
    Step step = connect();
    assertThat(Device.reason(step)).isEqualTo(reason);
    assertThat(connections.connected(world.adaUser())).isEmpty();
    assertThat(world.monday.requests()).noneMatch(r -> r.path().contains("revoke"));
  }

  @Test
  void refusesATokenOfAnotherUserOfTheAccount() {
    world.monday.addUser("Bob", "lovelace");
    world.monday.consent(Consent.allowAs("Bob"));

    assertRefused(Reason.IDENTITY);
  }

  @Test
  void refusesATokenOfAnotherAccountAndStoresNothingForThatAccount() {
    FakeUser eve = world.monday.addUser("Eve", "evil");
    world.monday.consent(Consent.allowAs("Eve"));

    assertRefused(Reason.IDENTITY);
    assertThat(connections.connected(World.user(eve))).isEmpty();
    // Discarded, not revoked: it could be Eve's only working grant.
    assertThat(world.monday.liveTokens(eve)).isEqualTo(1);
  }

  @Test
  void letsTheUserSwitchAccountsAndStartAgain() {
    world.monday.addUser("Bob", "lovelace");
    world.monday.consent(Consent.allowAs("Bob"));
    Step refused = connect();
    world.monday.consent(Consent.allow());
    Step again = ada.open(connections, Device.link(refused, "Start again"));

    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Done.class);
  }

  @Test
  void queriesTheApiIfTheTokenNamesNoUser() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(me(world.ada.id(), world.ada.accountId()));

    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void refusesATokenThatBelongsToAnotherUserByTheApi() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(me(world.ada.id() + 1, world.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    world.monday.api(me(world.ada.id(), 1));
    assertRefused(Reason.IDENTITY);
  }

  @Test
  void checksBothTheTokenAndTheApi() {
    world.monday.tokenEndpoint(
        Fault.member("access_token", jwt("{\"uid\":" + world.ada.id() + "}")));
    world.monday.api(me(world.ada.id() + 1, world.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    world.monday.api(me(world.ada.id(), world.ada.accountId()));
    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "\"0\"", "null", "1.5", "18446744073709551617", "\"x\""})
  void treatsAnIdThatIsNotAPositiveNumberAsAbsentAndQueriesTheApi(String id) {
    world.monday.tokenEndpoint(
        Fault.member("access_token", jwt("{\"uid\":" + id + ",\"actid\":" + id + "}")));
    world.monday.api(me(world.ada.id() + 1, world.ada.accountId()));
    assertRefused(Reason.IDENTITY);

    world.monday.api(me(0, 0));
    assertRefused(Reason.IDENTITY_UNKNOWN);

    world.monday.api(me(world.ada.id(), world.ada.accountId()));
    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void namesTheMissingScopesIfTheUserStaysUnknown() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(
        Fault.answer(200, "application/json", "{\"errors\":[{\"message\":\"no scope\"}]}"));
    Step step = connect();

    assertThat(Device.reason(step)).isEqualTo(Reason.IDENTITY_UNKNOWN);
    assertThat(((Step.Refused) step).cause())
        .hasMessageContaining("me:read")
        .hasMessageContaining("account:read");
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void requestsOnlyTheConfiguredScopes() {
    Step begun = ada.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));

    assertThat(Device.parameter(Device.location(begun), "scope"))
        .isEqualTo("me%3Aread%20boards%3Aread");
    Connections all = world.node(Connector.monday());
    Step unscoped = ada.open(all, world.ada.addRecipe(world.site.authorizeUrl()));
    assertThat(Device.location(unscoped).getRawQuery()).doesNotContain("scope=");
  }

  @Test
  void refusesTheTokenIfTheApiIsDown() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(Fault.html(503));

    assertRefused(Reason.UNAVAILABLE);
  }

  private static Fault me(long user, long account) {
    String body =
        "{\"data\":{\"me\":{\"id\":\"%d\",\"account\":{\"id\":\"%d\"}}}}".formatted(user, account);
    return Fault.answer(200, "application/json", body);
  }

  private static String jwt(String payload) {
    return "eyJhbGciOiJIUzI1NiJ9."
        + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }
}
