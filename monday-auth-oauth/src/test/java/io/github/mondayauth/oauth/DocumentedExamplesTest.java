package io.github.mondayauth.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Reply;
import io.github.mondayauth.Secret;
import io.github.mondayauth.SessionClaims;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the examples of docs/oauth.md and docs/pages.md. */
final class DocumentedExamplesTest {
  private final OAuthFixture fixture = new OAuthFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void addsAServiceInTenLines() {
    Connector github =
        Connector.oauth("github", Providers.gitHub(), "id", Secret.of("x")).scopes("repo");
    Connections connections =
        Connections.create(
            fixture.mondayApp(),
            fixture.vault(),
            Connector.monday("me:read", "account:read", "boards:read"),
            github);

    assertThat(connections.connected(fixture.adaUser())).isEmpty();
  }

  @Test
  void changesHowThePagesLook() {
    byte[] logo = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(UTF_8);
    Texts texts =
        Texts.standard()
            .with(
                "en",
                Map.of("confirm.purpose", "Duet copies your {service} issues to your boards."))
            .with(
                "nl",
                Map.of("confirm.title", "{service} verbinden?", "action.continue", "Doorgaan"));
    Connections.Builder builder =
        Connections.builder(
                fixture.mondayApp(),
                fixture.vault(),
                Connector.oauth("github", Providers.gitHub(), "id", Secret.of("x")))
            .appearance(
                Appearance.named("Duet")
                    .logo(logo, "image/svg+xml")
                    .accent("#7a1f5c", "#f2a7d8")
                    .support(URI.create("mailto:help@duet.example")))
            .texts(texts);
    BrowserRequest unknown = BrowserRequest.get("/callback/github", "state=x");

    assertThat(builder.build().resume(unknown).reply().body())
        .contains("data:image/svg+xml", "#7a1f5c", "mailto:help@duet.example", "Duet");
    assertThat(
            builder
                .pageRenderer(page -> "<h1>" + page.reference() + "</h1>")
                .build()
                .resume(unknown)
                .reply()
                .body())
        .isEqualTo("<h1>state</h1>");
  }

  /** The parts of an HTTP response that the example reads. */
  private record GitHubResponse(int statusCode, String body) {}

  private static GitHubResponse getIssue(Secret accessToken) {
    return new GitHubResponse(accessToken.reveal().isEmpty() ? 401 : 200, "#1");
  }

  @Test
  void callsAService() {
    Connections connections =
        fixture.instance(
            Connector.oauth("github", Providers.gitHub(), "id", Secret.of("x")).scopes("repo"));
    connections.admin().put(fixture.adaUser(), "github", Credential.of(Secret.of("token")));

    String issue =
        connections.call(
            fixture.adaUser(),
            "github",
            credential -> {
              GitHubResponse response = getIssue(credential.secret());
              if (response.statusCode() == 401) {
                throw new UnauthorizedException();
              }
              return response.body();
            });
    assertThat(issue).isEqualTo("#1");
  }

  @Test
  void checksTheConfiguration() {
    Connections connections = fixture.instance(fixture.acmeConnector());
    StringBuilder out = new StringBuilder();

    for (ConnectorCheck check : connections.admin().check()) {
      out.append(check.connection() + ": " + check.outcome());
      check.findings().forEach(finding -> out.append(finding.subject() + ": " + finding.message()));
      out.append("register " + check.redirectUris());
    }
    assertThat(out).contains("acme: GOOD", "CLIENT: ", "REDIRECT_URI: ", "/callback/acme");
  }

  private static boolean isAccepted(Credential offered) {
    return offered.secret().reveal().startsWith("key");
  }

  @Test
  void connectsOnceForTheWholeAccount() {
    Connector desk =
        Connector.apiKey("desk", "API key")
            .check(offered -> isAccepted(offered))
            .perAccount(ConnectPolicy.admins());
    Connections connections = fixture.instance(Connector.monday("me:read", "account:read"), desk);
    fixture.addRecipe().submit(Map.of("key", "key of Ada"));

    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    assertThat(connections.credential(OAuthFixture.user(bob), "desk").secret())
        .isEqualTo(Secret.of("key of Ada"));
    assertThat(connections.admin().list(fixture.adaUser().account()))
        .filteredOn(each -> each.connection().equals("desk"))
        .singleElement()
        .matches(each -> fixture.adaUser().equals(each.connectedBy()));
  }

  /** A row of the table in which an application has stored its tokens so far. */
  private record LegacyToken(long accountId, long userId, String token) {}

  @Test
  void migratesLegacyTokensInALoopThatCanBeRepeated() {
    Connections connections = fixture.instance(fixture.mondayConnector());
    FakeUser bob = fixture.monday.addUser("Bob", "lovelace");
    List<LegacyToken> yourOldTable =
        List.of(
            new LegacyToken(
                fixture.ada.accountId(), fixture.ada.id(), fixture.monday.legacyToken(fixture.ada)),
            new LegacyToken(bob.accountId(), bob.id(), "expired"));
    for (int run = 0; run < 2; run++) {
      migrate(connections, yourOldTable);
    }

    assertThat(connections.credential(fixture.adaUser(), "monday").expiresAt()).isNotNull();
    assertThat(connections.find(OAuthFixture.user(bob), "monday")).isEmpty();
  }

  private static void migrate(Connections connections, List<LegacyToken> yourOldTable) {
    for (LegacyToken old : yourOldTable) {
      MondayUser user = new MondayAccount(old.accountId()).user(old.userId());
      if (!connections.connected(user).contains("monday")) {
        connections.admin().put(user, "monday", Credential.of(Secret.of(old.token())));
      }
      try {
        connections.admin().migrate(user);
      } catch (NotConnectedException expired) {
        // The user has to connect when they next add an automation.
      } catch (OAuthException e) {
        if (e.reason() == OAuthException.Reason.UNAVAILABLE) {
          break;
        }
      }
    }
  }

  /** docs/views-and-links.md. */
  @Test
  void connectsFromAViewAndByLinks() {
    Connections connections =
        fixture.instance(
            fixture.mondayConnector(), fixture.acmeConnector("github").title("GitHub"));
    String authorization = fixture.ada.sessionToken();
    long accountId = fixture.ada.accountId();
    long userId = fixture.ada.id();
    URI done = fixture.testApp.origin().resolve("/done");

    SessionClaims session = fixture.mondayApp().sessionTokenVerifier().verify(authorization);
    URI link = connections.link(session, done).toUri();
    Set<String> connected = connections.connected(session.user());

    assertThat(connected).isEmpty();
    assertThat(connections.begin(BrowserRequest.get("/authorize", link.getRawQuery())))
        .isInstanceOf(Step.Ask.class);
    assertThat(notification(connections, session.user(), done).body())
        .contains("Reconnect GitHub", "Open this link within seven days: ");
    URI administrators =
        connections
            .link(new MondayAccount(accountId).user(userId), done)
            .only("github")
            .validFor(Duration.ofDays(7))
            .toUri();
    assertThat(connections.begin(BrowserRequest.get("/authorize", administrators.getRawQuery())))
        .isInstanceOf(Step.Ask.class);
  }

  private static Reply notification(Connections connections, MondayUser user, URI done) {
    try {
      Credential credential = connections.credential(user, "github");
      throw new AssertionError("expected no connection, found " + credential);
    } catch (NotConnectedException missing) {
      URI link = missing.link(connections, done).validFor(Duration.ofDays(7)).toUri();
      return Reply.notifyUser(
          "Reconnect " + missing.title(), "Open this link within seven days: " + link);
    }
  }
}
