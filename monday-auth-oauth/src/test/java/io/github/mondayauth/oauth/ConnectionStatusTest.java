package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.VaultException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the list of an account's connections contains. */
class ConnectionStatusTest {
  private final World world = new World();
  private final Connections connections =
      world.node(world.mondayConnector(), world.acmeConnector());
  private final MondayUser ada = world.adaUser();
  private final MondayAccount account = ada.account();

  @AfterEach
  void close() {
    world.close();
  }

  private ConnectionStatus acme() {
    return connections.admin().list(account).stream()
        .filter(status -> status.connection().equals("acme"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void listsEveryCredentialWithItsExpiryAndWithoutSecrets() {
    assertThat(connections.admin().list(account)).isEmpty();
    world.addRecipe();
    connections.profile("work").admin().put(ada, "acme", Credential.of(Secret.of("planted")));

    List<ConnectionStatus> all = connections.admin().list(account);
    assertThat(all)
        .extracting(status -> status.connection() + "/" + status.profile())
        .containsExactlyInAnyOrder("monday/", "acme/", "acme/work");
    assertThat(all).allMatch(status -> status.owner().equals(ada) && !status.needsReconnect());
    assertThat(acme().expiresAt()).isEqualTo(World.NOW.plus(Duration.ofHours(1)));
    assertThat(acme().isRefreshable()).isTrue();
    assertThat(all.toString()).doesNotContain("planted");
    world.acme.issuedTokens().forEach(token -> assertThat(all.toString()).doesNotContain(token));
    assertThat(connections.admin().list(new MondayAccount(account.id() + 1))).isEmpty();
  }

  @Test
  void marksCredentialWhoseGrantWasRevoked() {
    world.addRecipe();
    world.clock.advance(Duration.ofHours(2));
    assertThat(acme().needsReconnect()).as("expired, but refreshable").isFalse();

    world.acme.revokeGrants();
    assertThatThrownBy(() -> connections.credential(ada, "acme"))
        .isInstanceOf(NotConnectedException.class);
    assertThat(acme().needsReconnect()).isTrue();
  }

  @Test
  void marksCredentialWithoutRefreshTokenOnceItHasExpired() {
    Credential expiring =
        Credential.of(Secret.of("token")).withExpiresAt(World.NOW.plusSeconds(60));
    world.addRecipe();
    connections.admin().put(ada, "acme", expiring);
    world.clock.advance(Duration.ofSeconds(59));
    assertThat(acme().needsReconnect()).isFalse();
    assertThat(acme().isRefreshable()).isFalse();
    world.clock.advance(Duration.ofSeconds(1));
    assertThat(acme().needsReconnect()).isTrue();
  }

  @Test
  void marksCredentialOfConnectionThatIsNoLongerConfigured() {
    world.addRecipe();
    Connections later = world.node(world.mondayConnector());
    assertThat(later.admin().list(account))
        .filteredOn(ConnectionStatus::needsReconnect)
        .extracting(ConnectionStatus::connection)
        .containsExactly("acme");
  }

  @Test
  void throwsIfACredentialCannotBeOpened() {
    world.addRecipe();
    world.store.records(world.app.clientId(), account.id(), null, 100).stream()
        .filter(row -> row.key().name().endsWith("/acme/"))
        .forEach(
            row -> {
              byte[] altered = row.value().clone();
              altered[altered.length - 1] ^= 1;
              world.store.replace(row.key(), row.version(), altered);
            });
    assertThatThrownBy(() -> connections.admin().list(account)).isInstanceOf(VaultException.class);
  }
}
