package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthorizationClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several connections one after another: order, optional ones, profiles, pages. */
final class ChainTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private OAuthConnector named(String name) {
    return Connector.oauth(
        name, world.acmeServer(), world.acme.clientId(), Secret.of(world.acme.clientSecret()));
  }

  private static boolean isBack(TestBrowser.Page page) {
    return page.uri().getPath().startsWith("/boards/1111");
  }

  @Test
  void mondaysLegComesFirstWhateverTheOrder() {
    Connections connections =
        world.node(named("one"), world.mondayConnector(), named("two"), named("three"));
    TestBrowser.Page page = world.addRecipe();

    assertThat(isBack(page)).isTrue();
    assertThat(page.visited().stream().map(URI::getPath).filter(p -> p.startsWith("/callback")))
        .containsExactly("/callback/monday", "/callback/one", "/callback/two", "/callback/three");
    assertThat(connections.connected(world.adaUser()))
        .containsExactly("monday", "one", "two", "three");
  }

  @Test
  void connectedOnesAreSkipped() {
    Connections connections =
        world.node(world.mondayConnector(), named("one"), named("two"), named("three"));
    connections.admin().put(world.adaUser(), "two", Credential.of(Secret.of("x")));
    TestBrowser.Page page = world.addRecipe();

    assertThat(isBack(page)).isTrue();
    assertThat(page.visited()).noneMatch(uri -> uri.getPath().equals("/callback/two"));
  }

  @Test
  void anOptionalConnectionCanBeSkippedOnItsPage() {
    Connections connections =
        world.node(world.mondayConnector(), named("one").optional(), named("two"));
    TestBrowser.Page offer = world.addRecipe();
    assertThat(offer.reply().body()).contains("Connect One?", "Skip this connection");
    TestBrowser.Page page = World.click(world.browser, offer, "Skip this connection");

    assertThat(isBack(page)).isTrue();
    assertThat(connections.connected(world.adaUser())).containsExactly("monday", "two");
  }

  @Test
  void anOptionalConnectionCanBeConnectedOnItsPage() {
    Connections connections = world.node(world.mondayConnector(), named("one").optional());
    TestBrowser.Page page = World.click(world.browser, world.addRecipe(), "Continue");

    assertThat(isBack(page)).isTrue();
    assertThat(connections.connected(world.adaUser())).containsExactly("monday", "one");
  }

  @Test
  void aRequiredConnectionCannotBeSkipped() {
    Connections connections = world.node(named("one"));
    TestBrowser.Page page = world.addRecipe();
    assertThat(page.reply().body()).doesNotContain("Skip this connection");
    URI go = World.link(page, "Continue");
    TestBrowser.Page skipped =
        world.browser.open(URI.create(go.toString().replace("choice=continue", "choice=skip")));

    assertThat(skipped.reply().body()).contains("Connect One?");
    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  @Test
  void skippingVouchesForNobody() {
    world.node(named("one").optional(), named("two"));
    TestBrowser.Page page = World.click(world.browser, world.addRecipe(), "Skip this connection");

    assertThat(page.reply().body()).contains("Connect Two?");
    assertThat(world.acme.requests()).isEmpty();
  }

  @Test
  void aFurtherProfileIsAnotherCredentialOfTheSameService() {
    Connections connections = world.node(world.mondayConnector(), named("one"));
    world.addRecipe();
    Connections work = connections.profile("work");
    assertThat(work.connected(world.adaUser())).containsExactly("monday");
    Device device = new Device();
    Step page =
        device.settle(
            work,
            device.open(work, world.ada.addRecipe(world.site.authorizeUrl())),
            world.site.origin());
    // The view is needed to begin only: the state knows the profile.
    Step asked = device.open(connections, Device.link(page, "Continue"));
    assertThat(device.open(connections, device.consent(asked))).isInstanceOf(Step.Done.class);

    assertThat(work.credential(world.adaUser(), "one").secret())
        .isNotEqualTo(connections.credential(world.adaUser(), "one").secret());
    assertThat(work.credential(world.adaUser(), "monday").secret())
        .isEqualTo(connections.credential(world.adaUser(), "monday").secret());
    work.admin().disconnect(world.adaUser(), "one");
    assertThat(connections.connected(world.adaUser())).containsExactly("monday", "one");
    assertThatThrownBy(() -> connections.profile("a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void connectingAnewReplacesTheCredential() {
    Connections connections = world.node(world.mondayConnector(), named("one"));
    world.addRecipe();
    Secret before = connections.credential(world.adaUser(), "one").secret();
    Connections anew = connections.reconnect("one");
    Device device = new Device();
    Step page =
        device.settle(
            anew,
            device.open(anew, world.ada.addRecipe(world.site.authorizeUrl())),
            world.site.origin());
    Step asked = device.open(connections, Device.link(page, "Continue"));
    assertThat(device.open(connections, device.consent(asked))).isInstanceOf(Step.Done.class);

    assertThat(connections.credential(world.adaUser(), "one").secret()).isNotEqualTo(before);
    assertThatThrownBy(() -> connections.reconnect("none"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void beginsFromClaimsThatWereVerifiedForAnotherAddress() {
    Connections connections = world.node(world.mondayConnector());
    URI field = world.site.origin().resolve("/field/authorize");
    String token = Device.parameter(world.ada.addRecipe(field), "token");
    assertThat(connections.begin(BrowserRequest.get("/authorize", "token=" + token)))
        .isInstanceOf(Step.Refused.class);
    AuthorizationClaims claims =
        world.mondayApp().authorizationTokenVerifier().verify(token, "/field/authorize");

    assertThat(connections.begin(BrowserRequest.get("/field/authorize", "token=" + token), claims))
        .isInstanceOf(Step.Ask.class);
  }

  @Test
  void insideAFrameTheAnswerOffersATabOfItsOwn() {
    Connections connections = world.node(world.mondayConnector());
    URI recipe = world.ada.addRecipe(world.site.authorizeUrl());
    for (String frame : List.of("iframe", "frame", "embed", "object")) {
      Step step = connections.begin(framed(recipe.getRawQuery(), frame));
      assertThat(Device.reason(step)).isEqualTo(OAuthException.Reason.FRAME);
      assertThat(Device.link(step, "Open in a new tab")).hasToString("?" + recipe.getRawQuery());
      assertThat(step.reply().body()).contains("target=\"_blank\"");
      assertThat(step.reply().headers())
          .as("shown in a frame of where the user came from, and of nobody else")
          .doesNotContainKey("X-Frame-Options")
          .hasEntrySatisfying(
              "Content-Security-Policy",
              policy -> assertThat(policy).endsWith("frame-ancestors " + world.monday.origin()));
      assertThat(step.reply().cookies()).isEmpty();
    }
    assertThat(connections.begin(framed(recipe.getRawQuery(), "document")))
        .isInstanceOf(Step.Ask.class);
    assertThat(connections.begin(framed("token=x\"><script>", "iframe")).reply().body())
        .doesNotContain("<script>");
  }

  @Test
  void aChangeOfTheClientSecretDoesNotDisturbFlowsUnderWay() {
    Connections before = world.node(world.mondayConnector());
    Device device = new Device();
    URI callback =
        device.consent(device.open(before, world.ada.addRecipe(world.site.authorizeUrl())));
    io.github.mondayauth.MondayApp rotated =
        io.github.mondayauth.MondayApp.builder(world.app.clientId(), world.site.origin())
            .clientSecret(
                Secret.of("ffffffffffffffffffffffffffffffff"), Secret.of(world.app.clientSecret()))
            .signingSecret(Secret.of(world.app.signingSecret()))
            .insecureMonday(world.monday.origin())
            .timeSource(world.clock)
            .build();
    Connections after = Connections.create(rotated, world.vault(), world.mondayConnector());

    // The fake refuses the new secret, which shows that the state opened and the call was made.
    assertThat(Device.reason(device.open(after, callback))).isEqualTo(OAuthException.Reason.CLIENT);
    assertThat(world.monday.tokenRequests().get(0).parameters())
        .containsEntry("client_secret", "ffffffffffffffffffffffffffffffff");
  }

  @Test
  void ownersAndNamesAreCheckedAtOnce() {
    Connections connections = world.node(world.mondayConnector(), named("one"));

    assertThatThrownBy(() -> connections.credential(world.adaUser().account(), "one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("user");
    assertThatThrownBy(() -> connections.credential(world.adaUser(), "nine"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> world.node(named("one"), named("one")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> named("monday")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> named("a/b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                world.node(
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
  void withoutAClientSecretNothingStarts() {
    io.github.mondayauth.MondayApp app =
        io.github.mondayauth.MondayApp.builder("id", URI.create("https://app.example.com"))
            .signingSecret(Secret.of("0123456789abcdef0123456789abcdef"))
            .build();

    assertThatThrownBy(
            () ->
                Connections.create(
                    app,
                    io.github.mondayauth.vault.TokenVault.open(
                        app, world.store, io.github.mondayauth.vault.KeyRing.of(world.keys)),
                    world.mondayConnector()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("client secret");
  }

  @Test
  void replyHeadersAreStrictOnEveryStep() {
    Connections connections = world.node(world.mondayConnector(), world.acmeConnector());
    world.addRecipe();
    connections.begin(BrowserRequest.get("/authorize", "token=x"));
    List<Step> steps = List.copyOf(world.site.steps());
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

  private static BrowserRequest framed(String query, String destination) {
    return BrowserRequest.get("/authorize", query)
        .headers(name -> name.equals("Sec-Fetch-Dest") ? List.of(destination) : null);
  }
}
