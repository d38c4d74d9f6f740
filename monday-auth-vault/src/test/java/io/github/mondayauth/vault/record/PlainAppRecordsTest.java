package io.github.mondayauth.vault.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AppRecords;
import io.github.mondayauth.vault.internal.AppRecords.AppRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlainAppRecordsTest {
  private static final Instant LATER = Instant.parse("2026-11-21T13:00:00Z");

  private final TokenStore store = TokenStore.inMemory();
  private final AccountRecords accounts = Vaults.records(store);
  private final AppRecords records = accounts.app();

  @Test
  @Requirement("F25")
  void keepsARecordUntilItsPurgeTime() {
    assertThat(records.find("kind/1")).isEmpty();
    assertThat(records.create("kind/1", new byte[] {1}, LATER)).isTrue();
    assertThat(records.create("kind/1", new byte[] {2}, null)).isFalse();
    assertThat(records.create("kind/2", new byte[] {2}, null)).isTrue();
    AppRecord first = records.find("kind/1").orElseThrow();
    assertThat(first.content()).containsExactly(1);

    AppRecord second = records.replace(first, new byte[] {3}).orElseThrow();
    assertThat(records.replace(first, new byte[] {4})).isEmpty();
    assertThat(records.find("kind/1").orElseThrow().content()).containsExactly(3);
    assertThat(records.replace(second, new byte[] {5})).isPresent();

    assertThat(store.purge(LATER, 10)).isZero();
    assertThat(store.purge(LATER.plusMillis(1), 10)).isEqualTo(1);
    assertThat(records.find("kind/1")).isEmpty();
    assertThat(records.find("kind/2")).isPresent();
  }

  @Test
  void outlivesEveryAccount() {
    MondayAccount account = new MondayAccount(1);
    accounts.open(account, LATER);
    records.create("kind/1", new byte[] {1}, null);
    accounts.forget(account);
    assertThat(records.find("kind/1")).isPresent();
  }

  @Test
  void aRootOfTheAppWithAnotherEpochKeepsNoRecordFromBeingCreated() {
    store.create(TokenStore.Key.root(Vaults.CLIENT_ID, 0), "other", new byte[0], null);
    assertThat(records.create("kind/1", new byte[] {1}, null)).isTrue();
    assertThat(records.create("kind/1", new byte[] {2}, null)).isFalse();
    assertThat(records.find("kind/1").orElseThrow().content()).containsExactly(1);
  }

  @Test
  void aRootOfTheAppUnderWhichNothingCanBeStoredIsAFailureThatNamesIt() {
    AppRecords refused = Vaults.records(new RefusingTheApp(store)).app();
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> refused.create("kind/1", new byte[] {1}, null))
        .withMessageContaining("root of account 0")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.FORMAT_UNKNOWN));
  }

  /** Accepts no record of the app, as if its root had an epoch that nothing equals. */
  private record RefusingTheApp(TokenStore store) implements TokenStoreWrapper {
    @Override
    public Created create(
        TokenStore.Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      return key.account() == 0 && !key.isRoot()
          ? Created.FENCED
          : store.create(key, epoch, value, purgeAfter);
    }
  }
}
