package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.VaultException.Reason;
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
  void storesNothingForAnAccountThatNeverBeganOrWasForgotten() {
    assertUnknown();
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "webhook", Secret.of("one"));
    assertThat(vault.forget(ACCOUNT)).isEqualTo(1);
    assertThat(vault.find(USER, "webhook")).isEmpty();
    assertUnknown();
  }

  @Test
  void anotherNodeWithKeysOfAnEarlierInstallationStoresUnderThePresentOne() {
    TokenStore store = TokenStore.inMemory();
    TokenVault here = Vaults.vault(store);
    TokenVault there = Vaults.vault(store);
    here.openAccount(ACCOUNT, NOW);
    there.put(USER, "webhook", Secret.of("one"));
    here.forget(ACCOUNT);
    here.openAccount(ACCOUNT, NOW);

    there.put(USER, "webhook", Secret.of("two"));
    assertThat(here.find(USER, "webhook")).contains(Secret.of("two"));
    assertThat(there.find(USER, "webhook")).contains(Secret.of("two"));
  }

  @Test
  void anotherNodeWithKeysOfAForgottenAccountStoresNothing() {
    TokenStore store = TokenStore.inMemory();
    TokenVault here = Vaults.vault(store);
    TokenVault there = Vaults.vault(store);
    here.openAccount(ACCOUNT, NOW);
    there.put(USER, "webhook", Secret.of("one"));
    here.forget(ACCOUNT);

    assertThatThrownBy(() -> there.put(USER, "webhook", Secret.of("two")))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCOUNT_UNKNOWN));
    assertThat(here.list(ACCOUNT)).isEmpty();
  }

  @Test
  void anUpdateLosesNoneOfTheOthers() throws Exception {
    vault.openAccount(ACCOUNT, NOW);
    assertThat(vault.update(USER, "counter", s -> s)).isEmpty();
    vault.put(USER, "counter", Secret.of("0"));

    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Object>> updates =
        Stream.generate(() -> (Callable<Object>) this::countUp).limit(200).toList();
    for (var done : threads.invokeAll(updates)) {
      done.get();
    }
    threads.shutdown();

    assertThat(vault.find(USER, "counter")).contains(Secret.of("200"));
  }

  private Object countUp() {
    return vault.update(
        USER, "counter", s -> Secret.of(Integer.toString(Integer.parseInt(s.reveal()) + 1)));
  }

  private void assertUnknown() {
    assertThatThrownBy(() -> vault.put(USER, "webhook", Secret.of("one")))
        .isInstanceOfSatisfying(
            VaultException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.ACCOUNT_UNKNOWN);
              assertThat(e.reply().status()).isEqualTo(409);
            });
  }
}
