package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services with a host for each customer. */
final class CustomerHostTest {
  private final World world = new World();
  private final List<URI> called = new CopyOnWriteArrayList<>();
  private final Connections connections = instance("*.zendesk.com");

  /** An instance that allows these hosts. */
  private Connections instance(String allowed) {
    OAuthConnector connector =
        Connector.oauth(
            "desk",
            OAuthServer.perHost("/oauth/authorizations/new", "/oauth/tokens", allowed)
                .revocationEndpoint(URI.create("/oauth/revoke")),
            "id",
            Secret.of("secret"));
    return Connections.builder(world.mondayApp(), world.vault(), connector)
        .insecureWithoutConfirmation()
        .httpTransport(
            request -> {
              called.add(request.uri());
              return new HttpTransport.Response(
                  200,
                  Map.of(),
                  "{\"access_token\":\"at"
                      + called.size()
                      + "\",\"refresh_token\":\"rt\",\"expires_in\":3600}");
            })
        .build();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void sendsNothingToAStoredHostThatIsNoLongerAllowed() {
    connect();
    Connections narrowed = instance("other.zendesk.com");
    called.clear();

    for (Duration later : List.of(Duration.ZERO, Duration.ofHours(2))) {
      world.clock.advance(later);
      assertThatThrownBy(() -> narrowed.credential(world.adaUser(), "desk"))
          .isInstanceOf(NotConnectedException.class);
    }
    assertThat(called).isEmpty();
    assertThat(connections.credential(world.adaUser(), "desk").attributes())
        .as("the credential is still stored")
        .containsEntry("host", "acme.zendesk.com");

    called.clear();
    assertThat(narrowed.admin().disconnect(world.adaUser(), "desk")).isTrue();
    assertThat(called).isEmpty();
  }

  @Test
  void requestsTheHostAndStoresItWithTheCredential() {
    assertThat(connect().attributes()).containsEntry("host", "acme.zendesk.com");
    world.clock.advance(Duration.ofHours(2));
    assertThat(connections.credential(world.adaUser(), "desk").attributes())
        .containsEntry("host", "acme.zendesk.com");
    connections.admin().disconnect(world.adaUser(), "desk");
    assertThat(called)
        .extracting(URI::toString)
        .containsExactly(
            "https://acme.zendesk.com/oauth/tokens",
            "https://acme.zendesk.com/oauth/tokens",
            "https://acme.zendesk.com/oauth/revoke",
            "https://acme.zendesk.com/oauth/revoke");
  }

  private Credential connect() {
    Device device = new Device();
    Step form =
        device.settle(
            connections,
            device.open(connections, world.ada.addRecipe(world.site.authorizeUrl())),
            world.site.origin());
    URI callback = world.site.origin().resolve("/callback/desk");
    String hidden =
        "state=" + Device.hidden(form, "state") + "&proof=" + Device.hidden(form, "proof");
    Step wrong = device.post(connections, callback, hidden + "&host=evil.example");
    assertThat(wrong.reply().status()).isEqualTo(422);
    assertThat(called).isEmpty();

    Step asked = device.post(connections, callback, hidden + "&host=acme.zendesk.com");
    URI consent = Device.link(asked, "Continue");
    assertThat(consent.toString())
        .startsWith("https://acme.zendesk.com/oauth/authorizations/new?response_type=code");
    Step done =
        device.open(
            connections,
            URI.create(callback + "?code=c&state=" + Device.parameter(consent, "state")));

    assertThat(done).isInstanceOf(Step.Done.class);
    return connections.credential(world.adaUser(), "desk");
  }

  @Test
  void servesTheFormOverHttp() {
    world.site.add(connections);
    TestBrowser.Page page = world.addRecipe();

    assertThat(page.hasForm()).isTrue();
    assertThat(page.reply().body()).contains("Address of your Desk account");
  }

  @Test
  void rejectsMalformedHostsAndPaths() {
    for (String pattern : List.of("*", "*.*.com", "https://x.example", "x.example:1", "")) {
      assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t", pattern))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> OAuthServer.perHost("/a", "/t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OAuthServer.perHost("//evil.example/a", "/t", "x.example"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
