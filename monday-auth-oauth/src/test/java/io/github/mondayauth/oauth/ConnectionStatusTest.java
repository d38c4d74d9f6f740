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
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final MondayUser ada = fixture.adaUser();
  private final MondayAccount account = ada.account();

  @AfterEach
  void close() {
    fixture.close();
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
    fixture.addRecipe();
    connections.profile("work").admin().put(ada, "acme", Credential.of(Secret.of("planted")));

    List<ConnectionStatus> all = connections.admin().list(account);
    assertThat(all)
        .extracting(status -> status.connection() + "/" + status.profile())
        .containsExactlyInAnyOrder("monday/", "acme/", "acme/work");
    assertThat(all).allMatch(status -> status.owner().equals(ada) && !status.needsReconnect());
    assertThat(acme().expiresAt()).isEqualTo(OAuthFixture.NOW.plus(Duration.ofHours(1)));
    assertThat(acme().isRefreshable()).isTrue();
    assertThat(all.toString()).doesNotContain("planted");
    fixture.acme.issuedTokens().forEach(token -> assertThat(all.toString()).doesNotContain(token));
    assertThat(connections.admin().list(new MondayAccount(account.id() + 1))).isEmpty();
  }

  @Test
  void marksCredentialWhoseGrantWasRevoked() {
    fixture.addRecipe();
    fixture.clock.advance(Duration.ofHours(2));
    assertThat(acme().needsReconnect()).as("expired, but refreshable").isFalse();

    fixture.acme.revokeGrants();
    assertThatThrownBy(() -> connections.credential(ada, "acme"))
        .isInstanceOf(NotConnectedException.class);
    assertThat(acme().needsReconnect()).isTrue();
  }

  @Test
  void marksCredentialWithoutRefreshTokenOnceItHasExpired() {
    Credential expiring =
        Credential.of(Secret.of("token")).withExpiresAt(OAuthFixture.NOW.plusSeconds(60));
    fixture.addRecipe();
    connections.admin().put(ada, "acme", expiring);
    fixture.clock.advance(Duration.ofSeconds(59));
    assertThat(acme().needsReconnect()).isFalse();
    assertThat(acme().isRefreshable()).isFalse();
    fixture.clock.advance(Duration.ofSeconds(1));
    assertThat(acme().needsReconnect()).isTrue();
  }

  @Test
  void marksCredentialOfConnectionThatIsNoLongerConfigured() {
    fixture.addRecipe();
    Connections later = fixture.instance(fixture.mondayConnector());
    assertThat(later.admin().list(account))
        .filteredOn(ConnectionStatus::needsReconnect)
        .extracting(ConnectionStatus::connection)
        .containsExactly("acme");
  }

  @Test
  void throwsIfACredentialCannotBeOpened() {
    fixture.addRecipe();
    fixture.store.records(fixture.app.clientId(), account.id(), null, 100).stream()
        .filter(row -> row.key().name().endsWith("/acme/"))
        .forEach(
            row -> {
              byte[] altered = row.value().clone();
              altered[altered.length - 1] ^= 1;
              fixture.store.replace(row.key(), row.version(), altered);
            });
    assertThatThrownBy(() -> connections.admin().list(account)).isInstanceOf(VaultException.class);
  }
}
