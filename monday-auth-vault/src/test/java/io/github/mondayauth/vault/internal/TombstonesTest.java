package io.github.mondayauth.vault.internal;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The records of uninstalls, and the opening of accounts that obeys them. */
class TombstonesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** From the end of the hour of an uninstall until no flow from before it can go on. */
  private static final Duration LONGEST_FLOW = Duration.ofMinutes(75).plusSeconds(30);

  private final TokenStore memory = TokenStore.inMemory();
  private final TestClock clock = Vaults.clock();
  private final AtomicInteger replacements = new AtomicInteger();

  /** What the store does before it creates or replaces a row. */
  private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(() -> {});

  /** What happens after the account's root was created. */
  private final AtomicReference<Runnable> afterRoot = new AtomicReference<>(() -> {});

  private final TokenStoreWrapper store =
      new TokenStoreWrapper() {
        @Override
        public TokenStore store() {
          return memory;
        }

        @Override
        public Created create(Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
          beforeWrite.get().run();
          Created outcome = memory.create(key, epoch, value, purgeAfter);
          if (key.equals(Key.root(CLIENT_ID, ACCOUNT.id()))) {
            afterRoot.get().run();
          }
          return outcome;
        }

        @Override
        public OptionalLong replace(Key key, long version, byte[] value) {
          replacements.incrementAndGet();
          beforeWrite.get().run();
          return memory.replace(key, version, value);
        }
      };

  private final AccountRecords accounts =
      Vaults.records(store, KeyRing.of(Vaults.KEYS), Vaults.clock());
  private final Tombstones tombstones = new Tombstones(accounts.app(), clock);

  /** The tombstones as another instance writes them. */
  private final Tombstones other = new Tombstones(Vaults.records(memory).app(), clock);

  private static void add(Tombstones tombstones, Instant uninstalledAt) {
    tombstones.addThen(ACCOUNT, uninstalledAt, () -> {});
  }

  private TokenStore.Row row() {
    return memory.records(CLIENT_ID, 0, null, 100).stream()
        .filter(row -> row.key().name().startsWith("uninstalled/"))
        .findFirst()
        .orElseThrow();
  }

  /** Runs once, before the next write. */
  private void beforeNextWrite(Runnable action) {
    beforeWrite.set(
        () -> {
          beforeWrite.set(() -> {});
          action.run();
        });
  }

  @Test
  void concernsWhatBeganInItsSecondOrBefore() {
    add(tombstones, NOW);
    assertThat(tombstones.after(ACCOUNT, NOW.minus(SECOND))).contains(NOW);
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW);
    assertThat(tombstones.after(ACCOUNT, NOW.plus(SECOND))).isEmpty();
  }

  @Test
  void isPurgedWhenNoFlowFromBeforeItsHourEndedCanGoOn() {
    add(tombstones, NOW);
    Instant end = NOW.plus(Duration.ofHours(1)).plus(LONGEST_FLOW);
    memory.purge(end.minusMillis(1), 100);
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW);
    memory.purge(end.plusMillis(1), 100);
    assertThat(tombstones.after(ACCOUNT, NOW)).isEmpty();
  }

  @Test
  void isNotWrittenAfterThatTime() {
    clock.advance(Duration.ofHours(1).plus(LONGEST_FLOW).plusMillis(1));
    add(tombstones, NOW);
    assertThat(memory.records(CLIENT_ID, 0, null, 100))
        .noneMatch(row -> row.key().name().startsWith("uninstalled/"));
    add(tombstones, NOW.plus(Duration.ofHours(1)));
    assertThat(row().key().name()).startsWith("uninstalled/" + ACCOUNT.id() + "/");
  }

  @Test
  void theLatestOfAnHourCounts() {
    add(tombstones, NOW.plus(SECOND));
    add(tombstones, NOW);
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW.plus(SECOND));
    long version = row().version();
    add(tombstones, NOW.plus(SECOND));
    assertThat(row().version()).isEqualTo(version);
    add(tombstones, NOW.plus(SECOND).plus(SECOND));
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW.plus(SECOND).plus(SECOND));
  }

  @Test
  void aLaterOneOfAnotherInstanceThatIsCreatedMeanwhileStays() {
    beforeNextWrite(() -> add(other, NOW.plus(SECOND)));
    add(tombstones, NOW);
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW.plus(SECOND));
  }

  @Test
  void anEarlierOneOfAnotherInstanceThatIsCreatedMeanwhileIsReplaced() {
    beforeNextWrite(() -> add(other, NOW));
    add(tombstones, NOW.plus(SECOND));
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW.plus(SECOND));
  }

  @Test
  void anEarlierOneThatIsWrittenMeanwhileIsReplaced() {
    add(other, NOW);
    beforeNextWrite(() -> add(other, NOW.plus(SECOND)));
    add(tombstones, NOW.plus(SECOND).plus(SECOND));
    assertThat(tombstones.after(ACCOUNT, NOW)).contains(NOW.plus(SECOND).plus(SECOND));
    assertThat(replacements).hasValue(2);
  }

  @Test
  void deletesAndFailsIfOthersKeepWritingIt() {
    add(other, NOW);
    beforeWrite.set(() -> memory.replace(row().key(), row().version(), row().value()));
    AtomicInteger deletions = new AtomicInteger();
    assertReason(
        () -> tombstones.addThen(ACCOUNT, NOW.plus(SECOND), deletions::incrementAndGet),
        Reason.CONTENDED);
    assertThat(deletions).hasValue(1);
    assertThat(replacements).hasValue(100);
  }

  @Test
  void isFoundInALaterHourByAnInstanceWhoseClockIsSlow() {
    Instant origin = NOW.plus(Duration.ofMinutes(110));
    Instant uninstalledAt = NOW.plus(Duration.ofMinutes(125));
    add(tombstones, uninstalledAt);
    assertThat(tombstones.after(ACCOUNT, origin)).contains(uninstalledAt);
  }

  @Test
  void opensAnAccountOnceUnlessItWasUninstalledSince() {
    AccountRoot root = tombstones.open(accounts, ACCOUNT, NOW).orElseThrow();
    assertThat(accounts.root(ACCOUNT)).contains(root);
    assertThat(tombstones.open(accounts, ACCOUNT, NOW.plus(SECOND))).contains(root);

    add(other, NOW);
    assertThat(tombstones.open(accounts, ACCOUNT, NOW)).isEmpty();
    assertThat(tombstones.open(accounts, ACCOUNT, NOW.plus(SECOND))).contains(root);
  }

  @Test
  void forgetsWhatItOpenedDuringAnUninstall() {
    afterRoot.set(() -> add(other, NOW));
    assertThat(tombstones.open(accounts, ACCOUNT, NOW)).isEmpty();
    assertThat(accounts.root(ACCOUNT)).isEmpty();
  }

  @Test
  void keepsWhatItOpenedDuringAnUninstallIfSomebodyHasConnectedSince() {
    AccountRecords connecting = Vaults.records(memory);
    afterRoot.set(
        () -> {
          add(other, NOW);
          Epoch epoch = connecting.root(ACCOUNT).orElseThrow().epoch();
          connecting.create(GITHUB, epoch, new byte[] {1});
        });
    assertThat(tombstones.open(accounts, ACCOUNT, NOW)).isEmpty();
    assertThat(accounts.find(GITHUB)).isPresent();
  }

  private VaultException failWrites() {
    VaultException failure = new VaultException(Reason.STORE_FAILED, "no response");
    beforeWrite.set(
        () -> {
          throw failure;
        });
    return failure;
  }

  @Test
  void aDeletionThatThrowsTheSameExceptionAgainDoesNotHideIt() {
    VaultException unrecorded = failWrites();
    assertThatThrownBy(
            () ->
                tombstones.addThen(
                    ACCOUNT,
                    NOW,
                    () -> {
                      throw unrecorded;
                    }))
        .isSameAs(unrecorded)
        .hasNoSuppressedExceptions();
  }

  @Test
  void aDeletionThatThrowsAnErrorDoesNotHideThatTheUninstallIsNotRecorded() {
    VaultException unrecorded = failWrites();
    AssertionError error = new AssertionError("planted");
    assertThatThrownBy(
            () ->
                tombstones.addThen(
                    ACCOUNT,
                    NOW,
                    () -> {
                      throw error;
                    }))
        .isSameAs(error)
        .hasSuppressedException(unrecorded);
  }
}
