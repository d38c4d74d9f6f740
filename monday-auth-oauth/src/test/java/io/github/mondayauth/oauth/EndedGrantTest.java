package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.Owner;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ended grants, in the providers' own error words, lead to <i>reconnect</i> everywhere. */
final class EndedGrantTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final DirectBrowser browser = new DirectBrowser();
  private volatile HttpTransport.Response response = RefreshBench.json(503, "");

  @AfterEach
  void close() {
    fixture.close();
  }

  private Connections connections(OAuthServer server) {
    return fixture.add(
        Connections.builder(
                fixture.mondayApp(),
                fixture.vault(),
                Connector.oauth("svc", server, "id", Secret.of("secret")))
            .insecureWithoutConfirmation()
            .httpTransport(request -> response));
  }

  private static OAuthServer server() {
    return OAuthServer.of(
        URI.create("https://svc.example/authorize"), URI.create("https://svc.example/token"));
  }

  private void connectAndExpire(Connections connections) {
    connections
        .admin()
        .put(
            fixture.adaUser(),
            "svc",
            Credential.of(Secret.of("at"))
                .withRefreshToken(Secret.of("rt"))
                .withExpiresAt(fixture.clock.instant().plus(Duration.ofHours(1))));
    assertThat(browser.open(connections, fixture.recipe(fixture.ada)))
        .isInstanceOf(Step.Done.class);
    fixture.clock.advance(Duration.ofHours(2));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GitHub | 200 | {\"error\":\"bad_refresh_token\",\"error_description\":\"…\"} |",
        "GitHub form | 200 | error=bad_refresh_token&error_description=incorrect+or+expired |",
        "GitLab | 400 | {\"error\":\"invalid_grant\",\"error_description\":\"…\"} |",
        "GitLab older | 401 | {\"error\":\"invalid_grant\"} |",
        "Google | 400 | {\"error\":\"invalid_grant\",\"error_subtype\":\"invalid_rapt\"} |",
        "Microsoft | 400 | {\"error\":\"invalid_grant\",\"error_codes\":[700082]} |",
        "Microsoft | 400 | {\"error\":\"interaction_required\"} | error=interaction_required",
        "Microsoft | 400 | {\"error\":\"consent_required\"} | error=consent_required",
        "Slack | 200 | {\"ok\":false,\"error\":\"invalid_refresh_token\"} |",
        "Slack | 200 | {\"ok\":false,\"error\":\"token_revoked\"} |",
        "Slack | 200 | {\"ok\":false,\"error\":\"token_expired\"} |",
        "Slack | 200 | {\"ok\":false,\"error\":\"account_inactive\"} |",
        "Atlassian | 403 | {\"error\":\"invalid_grant\"} |",
        "Atlassian | 403 | {\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token"
            + " is invalid\"} | error_description=refresh_token is invalid",
        "HubSpot | 400 | {\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"…\"} |"
            + " status=BAD_REFRESH_TOKEN",
        "Shopify | 401 | {\"error\":\"invalid_request\",\"error_description\":\"This request"
            + " requires an active refresh_token\"} | error_description=This request"
            + " requires an active refresh_token",
        "Notion | 400 | {\"object\":\"error\",\"status\":400,\"code\":\"invalid_grant\"} |"
            + " code=invalid_grant",
        "Zoom | 400 | {\"reason\":\"Invalid Token!\",\"error\":\"invalid_grant\"} |",
        "QuickBooks | 400 | {\"error\":\"invalid_grant\"} |",
        "Dropbox | 400 | {\"error\":\"invalid_grant\",\"error_description\":\"refresh token is"
            + " invalid or revoked\"} |",
        "Box | 400 | {\"error\":\"invalid_grant\",\"error_description\":\"Refresh token has"
            + " expired\"} |",
        "Pipedrive | 400 | {\"error\":\"Invalid grant: refresh_token is invalid\"} | error=Invalid"
            + " grant: refresh_token is invalid",
        "Figma | 400 | {\"error\":true,\"status\":400,\"message\":\"Invalid refresh token\"} |"
            + " message=Invalid refresh token"
      })
  void leadsToReconnectInCredentialListAndBegin(
      String provider, int status, String body, String declared) {
    OAuthServer server = server();
    if (declared != null) {
      String[] word = declared.split("=", 2);
      server = server.grantEndedBy(status, word[0], word[1]);
    }
    Connections connections = connections(server);
    connectAndExpire(connections);
    response = RefreshBench.json(status, body);

    assertReconnect(connections, NotConnectedException.Reason.GRANT_ENDED);
  }

  private void assertReconnect(Connections connections, NotConnectedException.Reason reason) {
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
        .isInstanceOfSatisfying(
            NotConnectedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.reply().body()).contains("Reconnect Svc");
            });
    assertThat(connections.admin().list(fixture.adaUser().account()))
        .allMatch(ConnectionStatus::needsReconnect);
    assertThat(browser.open(connections, fixture.recipe(fixture.ada))).isInstanceOf(Step.Ask.class);
  }

  @Test
  void undeclaredRefusalLeadsToReconnectInListAndBeginAtOnceAndInCredentialAfterAnHour() {
    Connections connections = connections(server());
    connectAndExpire(connections);
    response = RefreshBench.json(403, "{\"error\":\"unauthorized_client\"}");
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
        .isInstanceOf(OAuthException.class);
    assertThat(browser.open(connections, fixture.recipe(fixture.ada))).isInstanceOf(Step.Ask.class);
    for (int i = 0; i < 3; i++) {
      fixture.clock.advance(Duration.ofMinutes(15));
      assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
          .isInstanceOf(OAuthException.class);
    }
    fixture.clock.advance(Duration.ofMinutes(15));

    assertReconnect(connections, NotConnectedException.Reason.REFRESH_REFUSED);
  }

  /** Its tokens have ended, so nothing is left that may still be valid. */
  @Test
  void reconnectingOverAnEndedGrantRaisesNoEventOfAGrantThatMayBeValid() {
    List<String> unrevoked = new ArrayList<>();
    fixture.listener =
        new AuthListener() {
          @Override
          public void unrevoked(Owner owner, String connection) {
            unrevoked.add(connection);
          }
        };
    Connections connections = connections(server());
    connectAndExpire(connections);
    response = RefreshBench.json(400, "{\"error\":\"invalid_grant\"}");
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
        .isInstanceOf(NotConnectedException.class);
    response = RefreshBench.json(200, "{\"access_token\":\"at2\",\"refresh_token\":\"rt2\"}");
    connect(connections);
    assertThat(unrevoked).isEmpty();

    response = RefreshBench.json(200, "{\"access_token\":\"at3\",\"refresh_token\":\"rt3\"}");
    connect(connections.reconnect("svc"));
    assertThat(unrevoked).as("over a grant that has not ended").containsExactly("svc");
  }

  private void connect(Connections connections) {
    Step begun = browser.open(connections, fixture.recipe(fixture.ada));
    String state = DirectBrowser.parameter(DirectBrowser.location(begun), "state");
    URI callback = fixture.testApp.origin().resolve("/callback/svc?code=c&state=" + state);
    assertThat(browser.open(connections, callback)).isInstanceOf(Step.Done.class);
  }

  @Test
  void wordCountsOnlyWithItsStatus() {
    Connections connections = connections(server().grantEndedBy(400, "error", "gone"));
    connectAndExpire(connections);
    response = RefreshBench.json(403, "{\"error\":\"gone\"}");
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
        .isInstanceOf(OAuthException.class);
    fixture.clock.advance(Duration.ofSeconds(30));
    response = RefreshBench.json(400, "{\"error\":\"gone\"}");
    assertThatThrownBy(() -> connections.credential(fixture.adaUser(), "svc"))
        .isInstanceOf(NotConnectedException.class);
  }

  @ParameterizedTest
  @CsvSource({"500, gone", "302, gone", "0, gone", "400, ' '"})
  void refusesAMalformedDeclaration(int status, String word) {
    assertThatThrownBy(() -> server().grantEndedBy(status, "error", word))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
