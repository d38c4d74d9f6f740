package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Profiles, reconnecting, configuration, and what all replies have in common. */
final class ConnectionsTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private OAuthConnector named(String name) {
    return fixture.acmeConnector(name);
  }

  @Test
  void storesACredentialOfEachServiceButMondayForEachProfile() {
    Connections connections = fixture.instance(fixture.mondayConnector(), named("one"));
    fixture.addRecipe();
    Connections work = connections.profile("work");
    assertThat(work.connected(fixture.adaUser())).containsExactly("monday");
    Step page = browser.openPage(work, fixture.recipe(fixture.ada));
    // Only begin needs the profile: the state contains it.
    Step asked = browser.open(connections, DirectBrowser.link(page, "Continue"));
    assertThat(browser.open(connections, browser.consent(asked))).isInstanceOf(Step.Done.class);

    assertThat(work.credential(fixture.adaUser(), "one").secret())
        .isNotEqualTo(connections.credential(fixture.adaUser(), "one").secret());
    assertThat(work.credential(fixture.adaUser(), "monday").secret())
        .isEqualTo(connections.credential(fixture.adaUser(), "monday").secret());
    work.admin().disconnect(fixture.adaUser(), "one");
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday", "one");
    assertThatThrownBy(() -> connections.profile("a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replacesTheCredentialIfTheUserReconnects() {
    Connections connections = fixture.instance(fixture.mondayConnector(), named("one"));
    fixture.addRecipe();
    Secret before = connections.credential(fixture.adaUser(), "one").secret();
    Step page = browser.openPage(connections.reconnect("one"), fixture.recipe(fixture.ada));
    Step asked = browser.open(connections, DirectBrowser.link(page, "Continue"));
    assertThat(browser.open(connections, browser.consent(asked))).isInstanceOf(Step.Done.class);

    assertThat(connections.credential(fixture.adaUser(), "one").secret()).isNotEqualTo(before);
    assertThatThrownBy(() -> connections.reconnect("none"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void opensStatesThatWereSealedWithThePreviousClientSecret() {
    Connections before = fixture.instance(fixture.mondayConnector());
    URI callback = browser.consent(browser.open(before, fixture.recipe(fixture.ada)));
    MondayApp rotated =
        MondayApp.builder(fixture.app.clientId(), fixture.testApp.origin())
            .clientSecret(
                Secret.of("ffffffffffffffffffffffffffffffff"),
                Secret.of(fixture.app.clientSecret()))
            .signingSecret(Secret.of(fixture.app.signingSecret()))
            .insecureMonday(fixture.monday.origin())
            .timeSource(fixture.clock)
            .build();
    Connections after = Connections.create(rotated, fixture.vault(), fixture.mondayConnector());

    // The fake refuses the new secret, which shows that the state was opened and the code sent.
    assertThat(DirectBrowser.reason(browser.open(after, callback)))
        .isEqualTo(OAuthException.Reason.CLIENT);
    assertThat(fixture.monday.tokenRequests().get(0).parameters())
        .containsEntry("client_secret", "ffffffffffffffffffffffffffffffff");
  }

  @Test
  void rejectsWrongOwnersNamesAndEndpoints() {
    Connections connections = fixture.instance(fixture.mondayConnector(), named("one"));

    assertThatThrownBy(() -> connections.credential(fixture.adaUser().account(), "one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("user");
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "nine"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fixture.instance(named("one"), named("one")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> named("monday")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> named("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                fixture.instance(
                    Connector.oauth(
                        "x",
                        OAuthServer.of(
                            URI.create("http://provider.example/a"),
                            URI.create("https://provider.example/t")),
                        "id")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
    assertThatThrownBy(() -> named("x").parameter("state", "y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> named("x").scopes("a b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requiresAClientSecret() {
    MondayApp app =
        MondayApp.builder("id", URI.create("https://app.example.com"))
            .signingSecret(Secret.of("0123456789abcdef0123456789abcdef"))
            .build();
    TokenVault vault = TokenVault.open(app, fixture.store, KeyRing.of(fixture.keys));

    assertThatThrownBy(() -> Connections.create(app, vault, fixture.mondayConnector()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("client secret");
  }

  @Test
  void sendsStrictHeadersWithEveryReply() {
    Connections connections = fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
    fixture.addRecipe();
    connections.begin(BrowserRequest.get("/authorize", "token=x"));
    List<Step> steps = List.copyOf(fixture.testApp.steps());
    assertThat(steps).hasSizeGreaterThanOrEqualTo(3);
    for (Step step : steps) {
      Map<String, String> headers = step.reply().headers();
      assertThat(headers)
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("X-Content-Type-Options", "nosniff");
      assertThat(headers.get("Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }
}
