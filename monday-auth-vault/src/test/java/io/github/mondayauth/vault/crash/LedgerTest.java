package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison after a kill can fail, and does only where it should. */
class LedgerTest {
  private final TokenVault vault =
      TokenVault.open(
          MondayApp.builder("client-id", URI.create("https://app.example.com")).build(),
          TokenStore.inMemory(),
          KeyRing.of(KeyRing.generate()));
  private final Ledger ledger = new Ledger();

  @BeforeEach
  void begin() {
    vault.openAccount(Place.user(0).account(), Instant.EPOCH);
  }

  @Test
  void acceptsWhatWasAcknowledged() {
    written(0, "a");
    said("? 0 0 a", "! 0");
    assertThat(ledger.compare(vault)).isEmpty();
    assertThat(ledger.acks()).isEqualTo(1);
  }

  @Test
  void acceptsAWriteInFlightDoneOrNot() {
    said("? 0 0 a", "! 0", "? 0 0 b");
    written(0, "a");
    assertThat(ledger.compare(vault)).isEmpty();
    said("? 0 0 b");
    written(0, "b");
    assertThat(ledger.compare(vault)).isEmpty();
  }

  @Test
  void findsALostCreation() {
    said("? 0 0 a", "! 0");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void findsALostReplacement() {
    said("? 0 0 a", "! 0", "? 0 0 b", "! 0", "? 0 0 c");
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void findsALostDeletion() {
    said("? 0 0 a", "! 0", "? 0 0 " + Writing.NOTHING, "! 0");
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void findsAnAccountForgottenInPart() {
    said("? 0 0 a", "! 0", "? 0 1 b", "! 0", "? 0 " + Writing.ALL + ' ' + Writing.NOTHING);
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("torn");
  }

  @Test
  void findsOtherBytes() {
    said("? 0 0 a", "! 0");
    vault.put(Place.user(0), Place.name(0), Secret.of("a:other"));
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("torn");
  }

  private void said(String... lines) {
    List.of(lines).forEach(ledger::read);
  }

  private void written(int name, String tag) {
    vault.put(Place.user(0), Place.name(name), Place.value(tag));
  }
}
