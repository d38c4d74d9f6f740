package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services with other hosts in each region, and with a registration of the app on each host. */
final class RegionTest {
  private final ProviderBench bench = new ProviderBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static OAuthServer regional() {
    return OAuthServer.perRegion(
        "https://app{region}.svc.example/oauth", "https://api{region}.svc.example/token");
  }

  private static OAuthServer server() {
    return regional()
        .region("us", "United States", "")
        .region("eu", "Europe", ".eu")
        .attribute("api", "https://api{region}.svc.example/v2")
        .revokesAccessTokens()
        .revocation(ServiceRequest.post("https://api{region}.svc.example/uninstall"))
        .accountLabel(ServiceRequest.get("https://api{region}.svc.example/me"), "email");
  }

  private Step choose(Connections connections, String region) {
    Step form = bench.browser.openPage(connections, bench.fixture.recipe(bench.fixture.ada));
    assertThat(form.reply().body())
        .contains(
            "Region of your Svc account",
            "name=\"host\" value=\"us\" required autofocus><span>United States</span>",
            "value=\"eu\" required><span>Europe</span>");
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&host="
            + region;
    return bench.browser.post(
        connections, bench.fixture.testApp.origin().resolve("/callback/svc"), body);
  }

  @Test
  void usesTheHostsOfTheRegionThatTheUserChose() {
    Connections connections = bench.connections(server());
    URI screen = DirectBrowser.link(choose(connections, "eu"), "Continue");
    assertThat(screen.toString()).startsWith("https://app.eu.svc.example/oauth?");

    bench
        .then(200, "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600}")
        .then(200, "{\"email\":\"ada@x\"}");
    assertThat(bench.callback(connections, screen, "")).isInstanceOf(Step.Done.class);
    bench.fixture.clock.advance(Duration.ofHours(2));
    bench.then(200, "{\"access_token\":\"at2\",\"expires_in\":3600}");
    assertThat(bench.credential(connections).attributes())
        .containsEntry("region", "eu")
        .containsEntry("api", "https://api.eu.svc.example/v2")
        .doesNotContainKey("host");
    assertThat(bench.status(connections).label()).isEqualTo("ada@x");
    bench.then(200, "");
    connections.admin().disconnect(bench.fixture.adaUser(), "svc");

    assertThat(bench.requests)
        .extracting(request -> request.uri().toString())
        .containsExactly(
            "https://api.eu.svc.example/token",
            "https://api.eu.svc.example/me",
            "https://api.eu.svc.example/token",
            "https://api.eu.svc.example/uninstall");
  }

  @Test
  void usesTheHostsOfARegionWithoutASuffix() {
    Connections connections = bench.connections(server());
    URI screen = DirectBrowser.link(choose(connections, "us"), "Continue");
    assertThat(screen.toString()).startsWith("https://app.svc.example/oauth?");
  }

  @ParameterizedTest
  @CsvSource({"cn", "''", "https://evil.example", ".eu", "app.svc.example"})
  void acceptsNoOtherRegion(String region) {
    Step step = choose(bench.connections(server()), region);

    assertThat(step.reply().status()).isEqualTo(422);
    assertThat(step.reply().body()).contains("Please choose a region.");
  }

  @Test
  void doesNotReturnCredentialsOfARegionThatWasRemoved() {
    Connections connections = bench.connections(server());
    connections
        .admin()
        .put(
            bench.fixture.adaUser(),
            "svc",
            Credential.of(Secret.of("at")).withAttribute("region", "eu"));
    assertThat(bench.credential(connections).secret()).isEqualTo(Secret.of("at"));

    Connections narrowed = bench.connections(regional().region("us", "United States", ""));
    assertThatThrownBy(() -> bench.credential(narrowed)).isInstanceOf(NotConnectedException.class);
    assertThatThrownBy(
            () ->
                narrowed
                    .admin()
                    .put(
                        bench.fixture.adaUser(),
                        "svc",
                        Credential.of(Secret.of("at")).withAttribute("region", "eu")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute region");
  }

  @Test
  void refusesMalformedRegions() {
    OAuthServer server = regional().region("us", "US", "");
    for (String[] region :
        new String[][] {{"us", ""}, {"EU", ""}, {"", ""}, {"eu", "/evil"}, {"eu", "@evil"}}) {
      assertThatThrownBy(() -> server.region(region[0], "Title", region[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    OAuthServer prefixed =
        OAuthServer.perRegion("https://{region}.svc.example/a", "https://{region}.svc.example/t");
    assertThatThrownBy(() -> prefixed.region("us", "US", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProviderBench.server().region("eu", "Europe", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OAuthServer.perRegion("https://a.example/a", "https://a{region}/t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Connector.oauth("svc", regional(), "id", Secret.of("s")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one region");
  }

  @Test
  void authenticatesOnEachHostWithTheRegistrationThere() {
    OAuthServer server =
        OAuthServer.perHost("/oauth/authorize", "/oauth/token", "git.a.example", "git.b.example")
            .clientSecretBasic();
    Connections connections =
        bench.connections(server, c -> c.clientOn("git.b.example", "id-b", Secret.of("secret-b")));
    Step form = bench.browser.openPage(connections, bench.fixture.recipe(bench.fixture.ada));
    String hidden =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&host=";
    URI callback = bench.fixture.testApp.origin().resolve("/callback/svc");
    Map<String, String> cookies = Map.copyOf(bench.browser.cookies());
    for (String[] host :
        new String[][] {{"git.a.example", "id:s3cret"}, {"git.b.example", "id-b:secret-b"}}) {
      bench.browser.with(cookies);
      URI screen =
          DirectBrowser.link(
              bench.browser.post(connections, callback, hidden + host[0]), "Continue");
      assertThat(screen.getRawQuery())
          .endsWith("client_id=" + host[1].substring(0, host[1].indexOf(':')));
      bench.then(200, "{\"access_token\":\"at\"}");
      bench.callback(connections, screen, "");
      assertThat(bench.last().headers())
          .containsEntry(
              "Authorization",
              "Basic " + Base64.getEncoder().encodeToString(host[1].getBytes(UTF_8)));
    }
  }

  @Test
  void registersTheAppOnlyOnAllowedHosts() {
    OAuthConnector connector =
        Connector.oauth(
            "svc", OAuthServer.perHost("/a", "/t", "git.a.example"), "id", Secret.of("s"));
    for (String host : new String[] {"git.b.example", "", "evil"}) {
      assertThatThrownBy(() -> connector.clientOn(host, "id", Secret.of("s")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
