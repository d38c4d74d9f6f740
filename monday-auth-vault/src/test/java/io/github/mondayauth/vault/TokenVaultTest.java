package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.TokenVault.Entry;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenVaultTest {
  private final TokenVault vault = Vaults.vault(TokenStore.inMemory());

  @Test
  void keepsASecretUntilItIsRemoved() {
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "webhook", Secret.of("one"));
    assertThat(vault.find(USER, "webhook")).contains(Secret.of("one"));
    assertThat(vault.find(ACCOUNT, "webhook")).isEmpty();

    vault.put(USER, "webhook", Secret.of("two"));
    assertThat(vault.find(USER, "webhook")).contains(Secret.of("two"));
    assertThat(vault.putIfAbsent(USER, "webhook", Secret.of("three"))).isFalse();
    assertThat(vault.putIfAbsent(ACCOUNT, "webhook", Secret.of("three"))).isTrue();

    assertThat(vault.remove(USER, "webhook")).isTrue();
    assertThat(vault.remove(USER, "webhook")).isFalse();
    assertThat(vault.find(USER, "webhook")).isEmpty();
  }

  @Test
  void storesNothingForAnAccountThatWasNeverOpenedOrWasForgotten() {
    assertPutIsRefused(vault);
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "webhook", Secret.of("one"));
    assertThat(vault.forget(ACCOUNT)).isEqualTo(1);
    assertThat(vault.find(USER, "webhook")).isEmpty();
    assertPutIsRefused(vault);
  }

  /** A link or a token that a user kept open since before the uninstall. */
  @Test
  @Requirement("F30")
  void aTokenFromBeforeForgettingDoesNotOpenTheAccountAgain() {
    TestClock clock = TestClock.at(NOW);
    TokenVault vault = Vaults.vault(TokenStore.inMemory(), KeyRing.of(Vaults.KEYS), clock);
    vault.openAccount(ACCOUNT, NOW);
    clock.advance(Duration.ofMinutes(1));
    vault.forget(ACCOUNT);
    Instant forgotten = clock.instant();

    for (Instant issuedAt : List.of(NOW, forgotten, Instant.EPOCH)) {
      assertReason(() -> vault.openAccount(ACCOUNT, issuedAt), Reason.ACCOUNT_UNKNOWN);
      assertPutIsRefused(vault);
    }
    vault.openAccount(ACCOUNT, forgotten.plusMillis(1));
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "webhook", Secret.of("one"));
  }

  @Test
  void anAccountThatWasForgottenLongAgoIsOpenedByAnyToken() {
    TestClock clock = TestClock.at(NOW);
    TokenVault vault = Vaults.vault(TokenStore.inMemory(), KeyRing.of(Vaults.KEYS), clock);
    vault.forget(ACCOUNT);
    clock.advance(Duration.ofMinutes(75).plusSeconds(30));
    assertReason(() -> vault.openAccount(ACCOUNT, Instant.EPOCH), Reason.ACCOUNT_UNKNOWN);

    clock.advance(Duration.ofMillis(1));
    vault.openAccount(ACCOUNT, Instant.EPOCH);
  }

  @Test
  void listsCredentialsAndSecretsButNoUsedFlows() {
    vault.openAccount(ACCOUNT, NOW);
    vault.put(ACCOUNT, "webhook", Secret.of("one"));
    AccountRecords records = VaultAccess.records(vault);
    Epoch epoch = records.root(ACCOUNT).orElseThrow().epoch();
    records.put(new RecordName(USER, RecordName.Kind.CREDENTIAL, "github", "work"), new byte[1]);
    records.consume(RecordName.of(USER, RecordName.Kind.FLOW, "flow"), epoch, NOW);

    assertThat(vault.list(ACCOUNT))
        .containsExactlyInAnyOrder(
            new Entry(ACCOUNT, Entry.Kind.SECRET, "webhook", ""),
            new Entry(USER, Entry.Kind.CREDENTIAL, "github", "work"));
  }

  @Test
  void anInstanceWithKeysOfAnEarlierInstallationStoresUnderThePresentOne() {
    TokenStore store = TokenStore.inMemory();
    TokenVault here = Vaults.vault(store);
    TokenVault there = Vaults.vault(store);
    here.openAccount(ACCOUNT, NOW);
    there.put(USER, "webhook", Secret.of("one"));
    here.forget(ACCOUNT);
    here.openAccount(ACCOUNT, NOW.plusMillis(1));

    there.put(USER, "webhook", Secret.of("two"));
    assertThat(here.find(USER, "webhook")).contains(Secret.of("two"));
    assertThat(there.find(USER, "webhook")).contains(Secret.of("two"));
  }

  @Test
  void anInstanceWithKeysOfAForgottenAccountStoresNothing() {
    TokenStore store = TokenStore.inMemory();
    TokenVault here = Vaults.vault(store);
    TokenVault there = Vaults.vault(store);
    here.openAccount(ACCOUNT, NOW);
    there.put(USER, "webhook", Secret.of("one"));
    here.forget(ACCOUNT);

    assertReason(() -> there.put(USER, "webhook", Secret.of("two")), Reason.ACCOUNT_UNKNOWN);
    assertThat(here.list(ACCOUNT)).isEmpty();
  }

  @Test
  void concurrentUpdatesLoseNoChange() throws Exception {
    vault.openAccount(ACCOUNT, NOW);
    assertThat(vault.update(USER, "counter", s -> s)).isEmpty();
    vault.put(USER, "counter", Secret.of("0"));

    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Object>> updates =
        Stream.generate(() -> (Callable<Object>) this::increment).limit(200).toList();
    for (var done : threads.invokeAll(updates)) {
      done.get();
    }
    threads.shutdown();

    assertThat(vault.find(USER, "counter")).contains(Secret.of("200"));
  }

  private Object increment() {
    return vault.update(
        USER, "counter", s -> Secret.of(Integer.toString(Integer.parseInt(s.reveal()) + 1)));
  }

  private static void assertPutIsRefused(TokenVault vault) {
    assertThatThrownBy(() -> vault.put(USER, "webhook", Secret.of("one")))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.ACCOUNT_UNKNOWN);
              assertThat(e.reply().status()).isEqualTo(409);
              assertThat(e.reply().body()).isEqualTo("{\"error\":\"account_unknown\"}");
            });
  }
}
