package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The recipes of docs/providers.md for services without a preset: an application describes them
 * without code of its own.
 */
final class ProviderRecipesTest {
  private final ProviderBench bench = new ProviderBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static OAuthServer server(String authorization, String token) {
    return OAuthServer.of(URI.create(authorization), URI.create(token));
  }

  @Test
  void bitbucketCloud() {
    OAuthServer bitbucket =
        server(
                "https://bitbucket.org/site/oauth2/authorize",
                "https://bitbucket.org/site/oauth2/access_token")
            .title("Bitbucket")
            .clientSecretBasic()
            .refreshTokenLifetime(Duration.ofDays(90))
            .settingsPage(URI.create("https://bitbucket.org/account/settings/app-authorizations/"))
            .accountLabel(ServiceRequest.get("https://api.bitbucket.org/2.0/user"), "display_name");
    Connections connections = bench.connections(bitbucket);
    bench
        .then(
            200,
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":7200,"
                + "\"scopes\":\"account repository\",\"token_type\":\"bearer\"}")
        .then(200, "{\"display_name\":\"Ada\"}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.status(connections).label()).isEqualTo("Ada");
    assertThat(bench.credential(connections).scopes()).contains("account", "repository");
  }

  @Test
  void intercomInTheRegionOfTheCustomer() {
    OAuthServer intercom =
        OAuthServer.perRegion(
                "https://app{region}.intercom.com/oauth",
                "https://api{region}.intercom.io/auth/eagle/token")
            .region("us", "United States", "")
            .region("eu", "Europe", ".eu")
            .region("au", "Australia", ".au")
            .title("Intercom")
            .attribute("api_url", "https://api{region}.intercom.io")
            .revocation(ServiceRequest.post("https://api{region}.intercom.io/auth/uninstall"))
            .accountLabel(
                ServiceRequest.get("https://api{region}.intercom.io/me"), "app.name", "email");
    Connections connections = bench.connections(intercom);
    Step form = bench.browser.openPage(connections, bench.fixture.recipe(bench.fixture.ada));
    String body =
        "state="
            + DirectBrowser.hidden(form, "state")
            + "&proof="
            + DirectBrowser.hidden(form, "proof")
            + "&host=au";
    URI callback = bench.fixture.testApp.origin().resolve("/callback/svc");
    URI screen = DirectBrowser.link(bench.browser.post(connections, callback, body), "Continue");
    assertThat(screen.toString()).startsWith("https://app.au.intercom.com/oauth?");
    bench
        .then(200, "{\"token_type\":\"Bearer\",\"token\":\"at\",\"access_token\":\"at\"}")
        .then(200, "{\"email\":\"ada@example.com\",\"app\":{\"name\":\"Acme\",\"region\":\"AU\"}}");

    assertThat(bench.callback(connections, screen, "")).isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).attributes())
        .isEqualTo(Map.of("api_url", "https://api.au.intercom.io", "region", "au"));
    assertThat(bench.status(connections).label()).isEqualTo("Acme");
    bench.then(200, "");
    assertThat(connections.admin().forget(bench.fixture.adaUser().account()).revoked())
        .isEqualTo(1);
    assertThat(bench.last().uri()).hasToString("https://api.au.intercom.io/auth/uninstall");
  }

  @Test
  void mailchimpWhoseApiIsInADataCenterOfTheCustomer() {
    ServiceRequest metadata = ServiceRequest.get("https://login.mailchimp.com/oauth2/metadata");
    OAuthServer mailchimp =
        server(
                "https://login.mailchimp.com/oauth2/authorize",
                "https://login.mailchimp.com/oauth2/token")
            .title("Mailchimp")
            .lookUp(metadata, "api_endpoint", "api_endpoint")
            .lookUp(metadata, "dc", "dc")
            .accountLabel(metadata, "accountname", "login.email");
    Connections connections = bench.connections(mailchimp);
    bench
        .then(200, "{\"access_token\":\"at\",\"expires_in\":0,\"scope\":null}")
        .then(
            200,
            "{\"dc\":\"us21\",\"accountname\":\"Acme\","
                + "\"api_endpoint\":\"https://us21.api.mailchimp.com\"}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    Credential credential = bench.credential(connections);
    assertThat(credential.expiresAt()).isNull();
    assertThat(credential.attributes())
        .isEqualTo(Map.of("api_endpoint", "https://us21.api.mailchimp.com", "dc", "us21"));
    assertThat(bench.status(connections).label()).isEqualTo("Acme");

    bench.then(200, "{\"access_token\":\"at\",\"expires_in\":0,\"scope\":null}");
    bench.then(200, "{\"error\":\"invalid_token\"}");
    Step refused =
        bench.callback(connections, bench.consentScreen(connections.reconnect("svc")), "");
    assertThat(DirectBrowser.reason(refused))
        .as("metadata errors come with status 200")
        .isEqualTo(OAuthException.Reason.PROVIDER);
  }

  @Test
  void clickUp() {
    OAuthServer clickUp =
        server("https://app.clickup.com/api", "https://api.clickup.com/api/v2/oauth/token")
            .title("ClickUp")
            .settingsPage(URI.create("https://app.clickup.com/settings/apps"))
            .accountLabel(
                ServiceRequest.get("https://api.clickup.com/api/v2/user"), "user.username");
    Connections connections = bench.connections(clickUp);
    bench.then(200, "{\"access_token\":\"at\"}").then(200, "{\"user\":{\"username\":\"ada\"}}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.status(connections).label()).isEqualTo("ada");
  }

  @Test
  void typeformWhoseExpiresInMayBeATime() {
    OAuthServer typeform =
        server("https://api.typeform.com/oauth/authorize", "https://api.typeform.com/oauth/token")
            .title("Typeform")
            .addScopes("offline")
            .accountLabel(ServiceRequest.get("https://api.typeform.com/me"), "email");
    Connections connections = bench.connections(typeform, c -> c.scopes("forms:read"));
    long inAWeek = OAuthFixture.NOW.plus(Duration.ofDays(7)).getEpochSecond();
    bench
        .then(
            200,
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"token_type\":\"bearer\","
                + "\"expires_in\":"
                + inAWeek
                + "}")
        .then(403, "{}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    assertThat(bench.credential(connections).expiresAt())
        .isEqualTo(OAuthFixture.NOW.plus(Duration.ofDays(7)));
  }

  @Test
  void trelloWithOAuth2() {
    OAuthServer trello =
        server("https://auth.atlassian.com/authorize", "https://auth.atlassian.com/oauth/token")
            .title("Trello")
            .parameter("prompt", "consent")
            .addScopes("offline_access")
            .jsonTokenRequests()
            .accountLabel(ServiceRequest.get("https://api.trello.com/1/members/me"), "username");
    Connections connections = bench.connections(trello, c -> c.scopes("read:board:trello"));
    bench
        .then(
            200,
            "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600,"
                + "\"scope\":\"read:board:trello offline_access\"}")
        .then(200, "{\"username\":\"ada\"}");

    assertThat(bench.connect(connections)).isInstanceOf(Step.Done.class);
    bench.fixture.clock.advance(Duration.ofHours(1));
    bench.then(403, "{\"error\":\"invalid_grant\"}");
    assertThatThrownBy(() -> bench.credential(connections))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void selfManagedServiceWithARegistrationOnEachHost() {
    OAuthConnector connector =
        Connector.oauth(
                "gitlab",
                Providers.gitLab("git.acme.example", "git.other.example:8443"),
                "id on git.acme.example",
                Secret.of("secret"))
            .clientOn("git.other.example:8443", "id on the other", Secret.of("other secret"));

    assertThat(connector.name()).isEqualTo("gitlab");
  }
}
