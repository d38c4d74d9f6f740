package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.FakeUser;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/oauth.md, run. */
final class DocumentedExamplesTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aServiceIsAddedInTenLines() {
    OAuthServer gitHub =
        OAuthServer.of(
            URI.create("https://github.com/login/oauth/authorize"),
            URI.create("https://github.com/login/oauth/access_token"));
    Connector github =
        Connector.oauth("github", gitHub, "id", Secret.of("x")).title("GitHub").scopes("repo");
    Connections connections =
        Connections.create(
            world.mondayApp(), world.vault(), Connector.monday("me:read", "boards:read"), github);

    assertThat(connections.connected(world.adaUser())).isEmpty();
  }

  /** A row of an application's own table of tokens. */
  private record LegacyToken(long accountId, long userId, String token) {}

  @Test
  void aLoopMovesLegacyTokensAndCanBeRepeated() {
    Connections connections = world.node(world.mondayConnector());
    FakeUser bob = world.monday.addUser("Bob", "lovelace");
    List<LegacyToken> yourOldTable =
        List.of(
            new LegacyToken(
                world.ada.accountId(), world.ada.id(), world.monday.legacyToken(world.ada)),
            new LegacyToken(bob.accountId(), bob.id(), "ended"));
    for (int run = 0; run < 2; run++) {
      migrate(connections, yourOldTable);
    }

    assertThat(connections.credential(world.adaUser(), "monday").expiresAt()).isNotNull();
    assertThat(connections.find(World.user(bob), "monday")).isEmpty();
  }

  private static void migrate(Connections connections, List<LegacyToken> yourOldTable) {
    for (LegacyToken old : yourOldTable) {
      MondayUser user = new MondayAccount(old.accountId()).user(old.userId());
      if (!connections.connected(user).contains("monday")) {
        connections.admin().put(user, "monday", Credential.of(Secret.of(old.token())));
      }
      try {
        connections.admin().migrate(user);
      } catch (NotConnectedException ended) {
        // The user will be asked when he next adds an automation.
      } catch (OAuthException e) {
        if (e.reason() == OAuthException.Reason.UNAVAILABLE) {
          break;
        }
      }
    }
  }
}
