package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The monday.com token has to be the user's who started. */
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
  void refusesATokenOfAnotherAccountAndStoresNothingForItEither() {
    FakeUser eve = world.monday.addUser("Eve", "evil");
    world.monday.consent(Consent.allowAs("Eve"));

    assertRefused(Reason.IDENTITY);
    assertThat(connections.connected(World.user(eve))).isEmpty();
    // Dropped, not revoked: it could be Eve's only working grant.
    assertThat(world.monday.liveTokens(eve)).isEqualTo(1);
  }

  @Test
  void letsTheUserSwitchAndStartAgain() {
    world.monday.addUser("Bob", "lovelace");
    world.monday.consent(Consent.allowAs("Bob"));
    Step refused = connect();
    world.monday.consent(Consent.allow());
    Step again = ada.open(connections, Device.link(refused, "Start again"));

    assertThat(ada.open(connections, ada.consent(again))).isInstanceOf(Step.Done.class);
  }

  @Test
  void asksTheApiWhereTheTokenDoesNotSay() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(answer(world.ada.id(), String.valueOf(world.ada.accountId())));

    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void refusesWhatTheApiSaysIsAnothers() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(answer(world.ada.id() + 1, String.valueOf(world.ada.accountId())));
    assertRefused(Reason.IDENTITY);

    world.monday.api(answer(world.ada.id(), "1"));
    assertRefused(Reason.IDENTITY);
  }

  @Test
  void tokenAndApiHaveToAgree() {
    world.monday.tokenEndpoint(
        Fault.member("access_token", jwt("{\"uid\":" + world.ada.id() + "}")));
    world.monday.api(answer(world.ada.id() + 1, String.valueOf(world.ada.accountId())));
    assertRefused(Reason.IDENTITY);

    world.monday.api(answer(world.ada.id(), String.valueOf(world.ada.accountId())));
    assertThat(connect()).isInstanceOf(Step.Done.class);
  }

  @Test
  void namesTheScopesThatAreMissingWhereNeitherSays() {
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
  void addsNoScopeUnasked() {
    Step begun = ada.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));

    assertThat(Device.parameter(Device.location(begun), "scope"))
        .isEqualTo("me%3Aread%20boards%3Aread");
    Connections all = world.node(Connector.monday());
    Step unscoped = ada.open(all, world.ada.addRecipe(world.site.authorizeUrl()));
    assertThat(Device.location(unscoped).getRawQuery()).doesNotContain("scope=");
  }

  @Test
  void refusesWhenTheApiIsDownRatherThanTrust() {
    world.monday.tokenEndpoint(Fault.member("access_token", "opaque"));
    world.monday.api(Fault.html(503));

    assertRefused(Reason.UNAVAILABLE);
  }

  private static Fault answer(long user, String account) {
    return Fault.answer(
        200,
        "application/json",
        Json.write(
            Map.of(
                "data",
                Map.of(
                    "me", Map.of("id", String.valueOf(user), "account", Map.of("id", account))))));
  }

  private static String jwt(String payload) {
    return "eyJhbGciOiJIUzI1NiJ9."
        + FlowKeys.base64(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }
}
