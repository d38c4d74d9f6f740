package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the list of an account's connections contains. */
class ConnectionStatusTest {
  private final TokenStore memory = TokenStore.inMemory();
  private boolean isDown;
  private final OAuthFixture fixture =
      new OAuthFixture(
          HookedStore.of(
              memory,
              (method, arguments, call) -> {
                if (isDown) {
                  throw new IllegalStateException("down");
                }
                return call.call();
              }));
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final MondayUser ada = fixture.adaUser();
  private final MondayAccount account = ada.account();

  @AfterEach
  void close() {
    fixture.close();
  }

  private ConnectionStatus acme() {
    return status("acme");
  }

  private ConnectionStatus status(String connection) {
    return connections.admin().list(account).stream()
        .filter(status -> status.connection().equals(connection))
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

  /** Changes one byte of the credential's record; a negative index counts from the end. */
  private void damage(String connection, int index) {
    memory.records(fixture.app.clientId(), account.id(), null, 100).stream()
        .filter(row -> row.key().name().endsWith("/" + connection + "/"))
        .forEach(
            row -> {
              byte[] altered = row.value().clone();
              altered[(index + altered.length) % altered.length] ^= 1;
              memory.replace(row.key(), row.version(), altered);
            });
  }

  @Test
  void aDamagedCredentialIsListedAndHidesNoOther() {
    fixture.addRecipe();
    damage("acme", -1);

    assertThat(connections.admin().list(account)).hasSize(2);
    ConnectionStatus damaged = acme();
    assertThat(damaged.unreadable()).isEqualTo(VaultException.Reason.RECORD_REJECTED);
    assertThat(damaged.needsReconnect()).isTrue();
    assertThat(damaged.isRefreshable()).isFalse();
    assertThat(damaged.owner()).isEqualTo(ada);
    assertThat(status("monday").unreadable()).isNull();
    assertThat(status("monday").needsReconnect()).isFalse();
  }

  @Test
  void aCredentialOfAnUnknownFormatIsListedToo() {
    fixture.addRecipe();
    damage("acme", 0);

    assertThat(acme().unreadable()).isEqualTo(VaultException.Reason.FORMAT_UNKNOWN);
    assertThat(acme().needsReconnect()).isTrue();
  }

  /** The record may be intact and the key may come back, so nobody connects over it. */
  @Test
  void aCredentialWhoseKeyIsMissingNeedsNoReconnect() {
    fixture.addRecipe();
    damage("acme", 1);

    assertThat(acme().unreadable()).isEqualTo(VaultException.Reason.KEY_UNKNOWN);
    assertThat(acme().needsReconnect()).isFalse();
    assertThat(status("monday").unreadable()).isNull();
  }

  @Test
  void throwsIfTheStoreFails() {
    fixture.addRecipe();
    isDown = true;
    assertThatThrownBy(() -> connections.admin().list(account))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.STORE_FAILED));
  }
}
