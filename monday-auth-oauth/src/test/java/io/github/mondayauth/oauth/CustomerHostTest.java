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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services with a host for each customer. */
final class CustomerHostTest {
  private static final List<String> ALLOWED = List.of("*.zendesk.com", "gitlab.example.com");

  private final World world = new World();
  private final List<URI> called = new CopyOnWriteArrayList<>();
  private final Connections connections = node("*.zendesk.com");

  /** A node that allows these hosts. */
  private Connections node(String allowed) {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme.zendesk.com",
        " ACME.zendesk.com ",
        "https://acme.zendesk.com",
        "https://acme.zendesk.com/agent/home?x=y",
        "gitlab.example.com"
      })
  void takesTheHostOutOfWhatAUserEnters(String entered) {
    assertThat(CustomerHost.allowed(entered, ALLOWED))
        .hasValueSatisfying(
            host -> assertThat(ALLOWED.toString() + "acme").contains(host.split("\\.", 2)[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "zendesk.com",
        "a.b.zendesk.com",
        "evilzendesk.com",
        "acme.zendesk.com.evil.example",
        "evil.example/acme.zendesk.com",
        "evil.example#acme.zendesk.com",
        "evil.example?acme.zendesk.com",
        "evil.example\\acme.zendesk.com",
        "user@acme.zendesk.com",
        "acme.zendesk.com:8443",
        "acme.zendesk.com@evil.example",
        "acme.zendesk.com%00.evil.example",
        "http://acme.zendesk.com",
        "//acme.zendesk.com",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "аcme.zendesk.com",
        "-acme.zendesk.com",
        "acme..zendesk.com",
        ".zendesk.com",
        "x.gitlab.example.com"
      })
  void allowsNoOtherHost(String entered) {
    assertThat(CustomerHost.allowed(entered, ALLOWED)).isEmpty();
  }

  @Test
  void aStoredHostThatIsNotAllowedAnyMoreIsSentNothing() {
    connect();
    Connections narrowed = node("other.zendesk.com");
    called.clear();

    for (Duration later : List.of(Duration.ZERO, Duration.ofHours(2))) {
      world.clock.advance(later);
      assertThatThrownBy(() -> narrowed.credential(world.adaUser(), "desk"))
          .isInstanceOf(NotConnectedException.class);
    }
    assertThat(called).isEmpty();
    assertThat(connections.credential(world.adaUser(), "desk").attributes())
        .as("nothing is lost")
        .containsEntry("host", "acme.zendesk.com");

    called.clear();
    assertThat(narrowed.admin().disconnect(world.adaUser(), "desk")).isTrue();
    assertThat(called).isEmpty();
  }

  @Test
  void asksForTheHostAndKeepsItWithTheCredential() {
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
  void theFormIsServedLikeEveryPage() {
    world.site.add(connections);
    TestBrowser.Page page = world.addRecipe();

    assertThat(page.hasForm()).isTrue();
    assertThat(page.reply().body()).contains("Address of your Desk account");
  }

  @Test
  void checksItsAllowListWhenItIsBuilt() {
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
