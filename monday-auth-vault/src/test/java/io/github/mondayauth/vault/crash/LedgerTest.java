package io.github.mondayauth.vault.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.Vaults;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison after a kill fails when it should, and only then. */
class LedgerTest {
  private final TokenVault vault =
      TokenVault.open(
          MondayApp.builder(Vaults.CLIENT_ID, URI.create("https://app.example.com")).build(),
          TokenStore.inMemory(),
          KeyRing.of(KeyRing.generate()));
  private final Ledger ledger = new Ledger();

  @BeforeEach
  void openAccount() {
    vault.openAccount(KillTestSetup.user(0).account(), Instant.EPOCH);
  }

  @Test
  void acceptsAcknowledgedWrites() {
    written(0, "a");
    output("? 0 0 a", "! 0");
    assertThat(ledger.compare(vault)).isEmpty();
    assertThat(ledger.acks()).isEqualTo(1);
  }

  @Test
  void acceptsAnUnacknowledgedWriteWhetherItHappenedOrNot() {
    output("? 0 0 a", "! 0", "? 0 0 b");
    written(0, "a");
    assertThat(ledger.compare(vault)).isEmpty();
    output("? 0 0 b");
    written(0, "b");
    assertThat(ledger.compare(vault)).isEmpty();
  }

  @Test
  void detectsALostCreation() {
    output("? 0 0 a", "! 0");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void detectsALostReplacement() {
    output("? 0 0 a", "! 0", "? 0 0 b", "! 0", "? 0 0 c");
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void detectsALostDeletion() {
    output("? 0 0 a", "! 0", "? 0 0 " + WriterProcess.NOTHING, "! 0");
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("lost");
  }

  @Test
  void detectsAPartlyForgottenAccount() {
    output(
        "? 0 0 a",
        "! 0",
        "? 0 1 b",
        "! 0",
        "? 0 " + WriterProcess.ALL + ' ' + WriterProcess.NOTHING);
    written(0, "a");
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("torn");
  }

  @Test
  void detectsOtherBytes() {
    output("? 0 0 a", "! 0");
    vault.put(KillTestSetup.user(0), KillTestSetup.name(0), Secret.of("a:other"));
    assertThat(ledger.compare(vault)).singleElement().asString().startsWith("torn");
  }

  private void output(String... lines) {
    List.of(lines).forEach(ledger::read);
  }

  private void written(int name, String tag) {
    vault.put(KillTestSetup.user(0), KillTestSetup.name(name), KillTestSetup.value(tag));
  }
}
