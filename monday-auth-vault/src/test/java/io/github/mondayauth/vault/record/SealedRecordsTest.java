package io.github.mondayauth.vault.record;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.records;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.FaultyKeyRing;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Created;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.DeletedRecords;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.RecordSnapshot;
import io.github.mondayauth.vault.internal.Sealer;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.RootFormat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedRecordsTest {
  private static final byte[] TOKEN = "token-one".getBytes(UTF_8);
  private static final byte[] OTHER = "token-two".getBytes(UTF_8);

  private final TokenStore store = TokenStore.inMemory();
  private final TestClock clock = Vaults.clock();
  private final FaultyKeyRing keys = new FaultyKeyRing(KeyRing.of(Vaults.KEYS));
  private final AccountRecords records = records(store, keys, clock);

  @Test
  void opensAnAccountOnceAndKeepsItsEpoch() {
    AccountRoot first = records.open(ACCOUNT, NOW);
    AccountRoot second = records.open(ACCOUNT, NOW.plusSeconds(60));

    assertThat(second).isEqualTo(first);
    assertThat(records.root(ACCOUNT)).contains(first);
    assertThat(first.openedAt()).isEqualTo(NOW);
  }

  @Test
  void returnsWhatWasCreated() {
    AccountRoot root = records.open(ACCOUNT, NOW);

    assertThat(records.find(GITHUB)).isEmpty();
    assertThat(records.create(GITHUB, root.epoch(), TOKEN)).isEqualTo(Created.CREATED);
    assertThat(records.create(GITHUB, root.epoch(), OTHER)).isEqualTo(Created.EXISTS);

    RecordSnapshot found = records.find(GITHUB).orElseThrow();
    assertThat(found.plaintext()).isEqualTo(TOKEN);
    assertThat(found.epoch()).isEqualTo(root.epoch());
    assertThat(found.toString()).startsWith("RecordSnapshot[").doesNotContain("token");
    assertThat(records.versions(ACCOUNT).keySet()).containsExactly(GITHUB);
  }

  @Test
  void anotherInstanceWithTheSameKeysReadsTheRecord() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);

    assertThat(records(store).find(GITHUB).orElseThrow().plaintext()).isEqualTo(TOKEN);
  }

  @Test
  void replacesOnlyWhatHasNotChangedSinceItWasRead() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    RecordSnapshot stale = records.find(GITHUB).orElseThrow();

    RecordSnapshot written = records.replace(stale, OTHER).orElseThrow();

    assertThat(written.plaintext()).isEqualTo(OTHER);
    assertThat(records.find(GITHUB).orElseThrow().version()).isEqualTo(written.version());
    assertThat(records.replace(stale, TOKEN)).isEmpty();
    assertThat(records.delete(stale)).isFalse();
    assertThat(records.delete(written)).isTrue();
    assertThat(records.find(GITHUB)).isEmpty();
  }

  @Test
  void aStaleSnapshotCannotOverwriteARecordOfTheNextInstallation() {
    AccountRoot before = records.open(ACCOUNT, NOW);
    records.create(GITHUB, before.epoch(), TOKEN);
    RecordSnapshot stale = records.find(GITHUB).orElseThrow();
    records.forget(ACCOUNT);
    AccountRoot after = records.open(ACCOUNT, NOW);
    records.create(GITHUB, after.epoch(), OTHER);

    assertThat(records.replace(stale, TOKEN)).isEmpty();
    assertThat(records.find(GITHUB).orElseThrow().plaintext()).isEqualTo(OTHER);
  }

  @Test
  void forgettingFencesWritesThatAreStillRunning() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    RecordSnapshot found = records.find(GITHUB).orElseThrow();
    Sealer sealer = records.sealer(ACCOUNT, root.epoch()).orElseThrow();
    RecordName jira = RecordName.of(USER, Kind.CREDENTIAL, "jira");

    assertThat(records.forget(ACCOUNT).count()).isEqualTo(1);

    assertThat(sealer.create(jira, TOKEN)).isEqualTo(Created.FENCED);
    assertThat(records.create(jira, root.epoch(), TOKEN)).isEqualTo(Created.FENCED);
    assertThat(records.replace(found, OTHER)).isEmpty();
    assertThat(records.find(GITHUB)).isEmpty();
    assertThat(records.root(ACCOUNT)).isEmpty();
  }

  @Test
  void forgettingReturnsTheCredentialsAsTheyWereStoredLast() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    RecordName jira = RecordName.of(USER, Kind.CREDENTIAL, "jira");
    RecordName altered = RecordName.of(USER, Kind.CREDENTIAL, "altered");
    records.create(GITHUB, root.epoch(), TOKEN);
    records.create(jira, root.epoch(), TOKEN);
    records.create(altered, root.epoch(), TOKEN);
    records.create(RecordName.of(USER, Kind.SECRET, "own"), root.epoch(), TOKEN);
    records.consume(RecordName.of(ACCOUNT, Kind.FLOW, "used"), root.epoch(), NOW);
    records.replace(records.find(jira).orElseThrow(), OTHER);
    Row row = store.find(RecordKeys.key(CLIENT_ID, altered)).orElseThrow();
    row.value()[30] ^= 1;
    store.replace(row.key(), row.version(), row.value());

    DeletedRecords deleted = records.forget(ACCOUNT);

    assertThat(deleted.count()).isEqualTo(5);
    DeletedRecords.Credentials credentials = deleted.credentials();
    assertThat(credentials.unreadable()).containsExactly(altered);
    assertThat(credentials.unnamed()).isZero();
    assertThat(credentials.readable())
        .extracting(RecordSnapshot::name, r -> new String(r.plaintext(), UTF_8))
        .containsExactlyInAnyOrder(tuple(GITHUB, "token-one"), tuple(jira, "token-two"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forgettingCountsEveryCredentialAsUnreadableIfTheRootIsDamaged(boolean parses) {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    Row row = rootRow();
    byte[] damaged = parses ? row.value() : new byte[] {1, 2, 3};
    damaged[damaged.length - 1] ^= 1;
    store.replace(row.key(), row.version(), damaged);

    DeletedRecords deleted = records.forget(ACCOUNT);

    assertThat(deleted.count()).isEqualTo(1);
    assertThat(deleted.credentials().unreadable()).containsExactly(GITHUB);
    assertThat(records.isOpen(ACCOUNT)).isFalse();
  }

  @Test
  void forgettingCountsCredentialsWithoutAReadableName() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    Row row = store.find(RecordKeys.key(CLIENT_ID, GITHUB)).orElseThrow();
    for (String name : List.of("credential/nobody", "credential/user:x/github/", "secret/x")) {
      TokenStore.Key key = new TokenStore.Key(CLIENT_ID, ACCOUNT.id(), name);
      store.create(key, row.epoch(), row.value(), null);
    }

    DeletedRecords deleted = records.forget(ACCOUNT);
    assertThat(deleted.count()).isEqualTo(4);
    assertThat(deleted.credentials().unnamed()).isEqualTo(2);
    assertThat(deleted.credentials().unreadable()).isEmpty();
    assertThat(deleted.credentials().readable()).hasSize(1);
  }

  @Test
  void deletesARecordAsUnreadableOnlyIfItIsForAReasonOfTheCaller() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    assertThat(records.deleteUnreadable(GITHUB, any -> true, Assertions::fail)).isFalse();
    records.create(GITHUB, root.epoch(), TOKEN);
    assertThat(records.deleteUnreadable(GITHUB, any -> true, Assertions::fail)).isFalse();
    damage(GITHUB);

    assertReason(
        () -> records.deleteUnreadable(GITHUB, any -> false, Assertions::fail),
        Reason.RECORD_REJECTED);
    assertThat(store.find(RecordKeys.key(CLIENT_ID, GITHUB))).isPresent();
    assertThat(records.deleteUnreadable(GITHUB, any -> true, Assertions::fail)).isTrue();
    assertThat(store.find(RecordKeys.key(CLIENT_ID, GITHUB))).isEmpty();
  }

  private Row damage(RecordName name) {
    Row row = store.find(RecordKeys.key(CLIENT_ID, name)).orElseThrow();
    byte[] altered = row.value().clone();
    altered[altered.length - 1] ^= 1;
    store.replace(row.key(), row.version(), altered);
    return row;
  }

  /** Between the read and the deletion, another instance stores the record again. */
  @Test
  void anUnreadableRecordThatIsReplacedMeanwhileStays() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    Row intact = damage(GITHUB);
    TokenStore overtaken =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public boolean delete(TokenStore.Key key, long version) {
            store.replace(key, store.find(key).orElseThrow().version(), intact.value());
            return store.delete(key, version);
          }
        };
    assertThat(
            records(overtaken, keys, clock).deleteUnreadable(GITHUB, any -> true, Assertions::fail))
        .isFalse();
    assertThat(records.find(GITHUB).orElseThrow().plaintext()).isEqualTo(TOKEN);
  }

  @Test
  void saysSoIfItIsUnknownWhetherAnUnreadableRecordWasDeleted() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    damage(GITHUB);
    TokenStore silent =
        new TokenStoreWrapper() {
          @Override
          public TokenStore store() {
            return store;
          }

          @Override
          public boolean delete(TokenStore.Key key, long version) {
            store.delete(key, version);
            throw new IllegalStateException("no response");
          }
        };
    AtomicInteger unknown = new AtomicInteger();
    assertReason(
        () ->
            records(silent, keys, clock)
                .deleteUnreadable(GITHUB, any -> true, unknown::incrementAndGet),
        Reason.STORE_FAILED);
    assertThat(unknown).hasValue(1);
  }

  @Test
  void anOpeningTimeThatSomeoneWroteIntoTheRootDoesNotMakeAnUninstallLookOutdated() {
    records.open(ACCOUNT, NOW);
    assertThat(records.wasOpenedAfter(ACCOUNT, NOW.minusSeconds(1))).isTrue();
    assertThat(records.wasOpenedAfter(ACCOUNT, NOW)).isFalse();

    Row row = rootRow();
    ByteBuffer.wrap(row.value()).putLong(1, Instant.parse("9999-01-01T00:00:00Z").getEpochSecond());
    store.replace(row.key(), row.version(), row.value());

    assertThat(records.root(ACCOUNT).orElseThrow().openedAt()).isAfter(NOW);
    assertThat(records.wasOpenedAfter(ACCOUNT, NOW)).isFalse();
    assertThat(records.isOpen(ACCOUNT)).isTrue();
    keys.fail();
    assertReason(() -> records.wasOpenedAfter(ACCOUNT, NOW), Reason.KEY_UNAVAILABLE);
  }

  @Test
  void aRootThatDoesNotParseIsOpenAndNotOpenedAfterAnyTime() {
    assertThat(records.isOpen(ACCOUNT)).isFalse();
    assertThat(records.wasOpenedAfter(ACCOUNT, Instant.EPOCH)).isFalse();
    records.open(ACCOUNT, NOW);
    store.replace(rootRow().key(), rootRow().version(), new byte[3]);

    assertThat(records.isOpen(ACCOUNT)).isTrue();
    assertThat(records.wasOpenedAfter(ACCOUNT, Instant.EPOCH)).isFalse();
  }

  @Test
  @Requirement("F21")
  void aRecordLeftOverFromAnEarlierInstallationIsAbsent() {
    AccountRoot before = records.open(ACCOUNT, NOW);
    records.create(GITHUB, before.epoch(), TOKEN);
    Row leftover = store.find(RecordKeys.key(CLIENT_ID, GITHUB)).orElseThrow();
    records.forget(ACCOUNT);
    LeftoverStore damaged = new LeftoverStore(store, leftover);

    assertThat(records(damaged).find(GITHUB)).isEmpty();
    records.open(ACCOUNT, NOW);
    assertThat(records(damaged).find(GITHUB)).isEmpty();
  }

  @Test
  @Requirement("F12")
  void exactlyOneCallerConsumesAFlow() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    RecordName flow = RecordName.of(USER, Kind.FLOW, "flow-id");

    assertThat(records.consume(flow, root.epoch(), NOW)).isEqualTo(Created.CREATED);
    assertThat(records.consume(flow, root.epoch(), NOW)).isEqualTo(Created.EXISTS);
    assertThat(records.versions(ACCOUNT).keySet()).isEmpty();
    assertThat(store.find(RecordKeys.key(CLIENT_ID, flow)).orElseThrow().value()).isEmpty();
    Epoch other = Epoch.of(new byte[12]);
    assertThat(records.consume(flow, other, NOW)).isEqualTo(Created.FENCED);
  }

  @Test
  void consumingSometimesPurgesOverdueFlows() {
    AtomicInteger purges = new AtomicInteger();
    AccountRecords counted =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public int purge(Instant before, int limit) {
                purges.incrementAndGet();
                return store.purge(before, limit);
              }
            },
            keys,
            clock);
    AccountRoot root = counted.open(ACCOUNT, NOW);
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      counted.consume(RecordName.of(USER, Kind.FLOW, "flow-" + i), root.epoch(), clock.instant());
    }
    assertThat(store.records(CLIENT_ID, ACCOUNT.id(), null, 1_000)).hasSizeLessThan(1_000);
    assertThat(purges).satisfies(count -> assertThat(count.get()).isBetween(1, 200));
  }

  @Test
  @Requirement("F17")
  void replacesASnapshotWhileTheKeyRingFails() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    RecordSnapshot found = records.find(GITHUB).orElseThrow();
    clock.advance(Duration.ofHours(2));
    keys.fail();

    RecordSnapshot written = records.replace(found, OTHER).orElseThrow();

    keys.recover();
    assertThat(records.find(GITHUB).map(RecordSnapshot::version)).contains(written.version());
  }

  @Test
  void aFailingKeyRingNeverLooksLikeAMissingRecord() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    clock.advance(DataKeyCache.LIFE.plusSeconds(1));
    keys.fail();

    assertReason(() -> records.find(GITHUB), Reason.KEY_UNAVAILABLE);
    assertReason(() -> records.create(GITHUB, root.epoch(), OTHER), Reason.KEY_UNAVAILABLE);

    keys.recover();
    assertThat(records.find(GITHUB).orElseThrow().plaintext()).isEqualTo(TOKEN);
  }

  @Test
  void aCachedDataKeyWorksWhileTheKeyRingFailsUntilItExpires() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    keys.fail();

    clock.advance(DataKeyCache.LIFE);
    assertThat(records.find(GITHUB)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertReason(() -> records.find(GITHUB), Reason.KEY_UNAVAILABLE);
    assertReason(() -> records.find(GITHUB), Reason.KEY_UNAVAILABLE);
  }

  @Test
  @Requirement({"F9", "F21"})
  void aMissingDataKeyNeverLooksLikeAMissingRecord() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    Row row = store.find(RecordKeys.key(CLIENT_ID, GITHUB)).orElseThrow();
    byte[] other = row.value().clone();
    other[1] ^= 1;
    store.replace(row.key(), row.version(), other);

    assertReason(() -> records.find(GITHUB), Reason.KEY_UNKNOWN);
  }

  @Test
  @Requirement("F10")
  void refusesAnAlteredRecordAndLeavesItUnchanged() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    TokenStore.Key key = RecordKeys.key(CLIENT_ID, GITHUB);
    Row row = store.find(key).orElseThrow();
    byte[] altered = row.value().clone();
    altered[altered.length - 1] ^= 1;
    store.replace(key, row.version(), altered);

    assertReason(() -> records.find(GITHUB), Reason.RECORD_REJECTED);
    assertThat(store.find(key).map(Row::value)).contains(altered);
    assertThat(records.delete(GITHUB)).isTrue();
    assertThat(records.find(GITHUB)).isEmpty();
  }

  @Test
  void refusesARecordThatWasMovedToAnotherOwner() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    byte[] value = store.find(RecordKeys.key(CLIENT_ID, GITHUB)).orElseThrow().value();
    RecordName victim = RecordName.of(ACCOUNT, Kind.CREDENTIAL, "github");
    store.create(RecordKeys.key(CLIENT_ID, victim), root.epoch().text(), value, null);

    assertReason(() -> records.find(victim), Reason.RECORD_REJECTED);
  }

  @Test
  void deletingGivesUpAfterAThousandAttempts() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    AtomicInteger attempts = new AtomicInteger();
    AccountRecords contended =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public boolean delete(TokenStore.Key key, long version) {
                attempts.incrementAndGet();
                return false;
              }
            });

    assertReason(() -> contended.delete(GITHUB), Reason.CONTENDED);
    assertThat(attempts).hasValue(1_000);
  }

  @Test
  void storesNamesOfAnyShape() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    RecordName odd = new RecordName(USER, Kind.SECRET, "a/b%2Fc", "ü/🎉%");
    records.create(odd, root.epoch(), TOKEN);

    assertThat(records.versions(ACCOUNT).keySet()).containsExactly(odd);
    assertThat(records.find(odd)).isPresent();
  }

  @Test
  @Requirement({"F14", "F19"})
  void everyRootHasANewKeyAndANewEpoch() {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      AccountRoot root = records.open(ACCOUNT, NOW);
      RootFormat format = RootFormat.of(rootRow());
      assertThat(format.keys()).hasSize(1);
      assertThat(seen.add(root.epoch())).isTrue();
      assertThat(seen.add(format.keys().get(0).id())).isTrue();
      assertThat(root.epoch().toBytes()).hasSize(12);
      assertThat(Epoch.of(root.epoch().toBytes())).isEqualTo(root.epoch());
      records.forget(ACCOUNT);
    }
  }

  @Test
  @Requirement("F20")
  void theLoserOfTheRaceToOpenAnAccountUsesTheWinnersKeys() {
    AccountRecords winner = records(store);
    AccountRecords loser =
        records(
            new TokenStoreWrapper() {
              @Override
              public TokenStore store() {
                return store;
              }

              @Override
              public Created create(
                  TokenStore.Key key, String epoch, byte[] value, Instant purgeAfter) {
                if (key.isRoot() && key.account() != 0) {
                  winner.open(ACCOUNT, NOW);
                }
                return store.create(key, epoch, value, purgeAfter);
              }
            });

    AccountRoot root = loser.open(ACCOUNT, NOW.plusSeconds(9));

    assertThat(winner.root(ACCOUNT)).contains(root);
    assertThat(loser.create(GITHUB, root.epoch(), TOKEN)).isEqualTo(Created.CREATED);
    assertThat(winner.find(GITHUB).orElseThrow().plaintext()).isEqualTo(TOKEN);
  }

  @Test
  @Requirement("F18")
  void refusesAMalformedRoot() {
    records.open(ACCOUNT, NOW);
    byte[] root = rootRow().value();
    List<byte[]> wrong = new ArrayList<>();
    for (int length = 0; length < root.length; length++) {
      wrong.add(Arrays.copyOf(root, length));
    }
    wrong.add(Arrays.copyOf(root, root.length + 1));
    byte[] otherVersion = root.clone();
    otherVersion[0] = 2;
    wrong.add(otherVersion);
    byte[] noKeys = Arrays.copyOf(root, 10);
    noKeys[9] = 0;
    wrong.add(noKeys);
    byte[] farAway = root.clone();
    farAway[1] = 0x7f;
    wrong.add(farAway);
    for (byte odd : new byte[] {0, 0x1f, 0x7f, (byte) 0xe9}) {
      byte[] oddKeyId = root.clone();
      oddKeyId[27] = odd;
      wrong.add(oddKeyId);
    }
    byte[] noKeyId = new byte[root.length - root[26]];
    System.arraycopy(root, 0, noKeyId, 0, 26);
    System.arraycopy(root, 27 + root[26], noKeyId, 27, root.length - 27 - root[26]);
    wrong.add(noKeyId);
    wrong.add(withWrappedKeyOf(0, root));
    wrong.add(withWrappedKeyOf(4097, root));
    for (byte[] bytes : wrong) {
      store.replace(rootRow().key(), rootRow().version(), bytes);
      assertReason(() -> records.root(ACCOUNT), Reason.FORMAT_UNKNOWN);
      assertReason(() -> records(store, keys, clock).root(ACCOUNT), Reason.FORMAT_UNKNOWN);
    }
  }

  /** The root with a wrapped key of this length in place of its only one. */
  private static byte[] withWrappedKeyOf(int length, byte[] root) {
    int end = 27 + root[26];
    return ByteBuffer.allocate(end + 2 + length).put(root, 0, end).putShort((short) length).array();
  }

  @Test
  void anAlteredRootNeverLooksLikeAMissingRecord() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), TOKEN);
    byte[] altered = rootRow().value().clone();
    altered[altered.length - 1] ^= 1;
    store.replace(rootRow().key(), rootRow().version(), altered);
    clock.advance(DataKeyCache.LIFE.plusSeconds(1));

    assertReason(() -> records.find(GITHUB), Reason.KEY_MISMATCH);
    assertThat(rootRow().value()).isEqualTo(altered);
  }

  private Row rootRow() {
    return store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id())).orElseThrow();
  }

  @Test
  void listsTheOpenAccountsPageByPageWithoutTheAppsOwn() {
    List<MondayAccount> opened = new ArrayList<>();
    for (long id = 1; id <= 5; id++) {
      opened.add(new MondayAccount(id));
      records.open(opened.get(opened.size() - 1), NOW);
    }
    records.app().create("note", TOKEN, null);
    assertThat(store.find(TokenStore.Key.root(CLIENT_ID, 0))).isPresent();

    AccountRecords.AccountPage all = records.accounts(null, 7);
    assertThat(all.accounts()).containsExactlyElementsOf(opened);
    assertThat(all.isLast()).isTrue();
    assertThat(records.accounts(null, 6).isLast()).as("six roots, one of them the app's").isFalse();

    List<MondayAccount> paged = new ArrayList<>();
    MondayAccount last = null;
    AccountRecords.AccountPage page;
    int pages = 0;
    do {
      page = records.accounts(last, 2);
      paged.addAll(page.accounts());
      last = page.accounts().isEmpty() ? last : page.accounts().get(page.accounts().size() - 1);
      pages++;
    } while (!page.isLast() && pages < 10);
    assertThat(paged).containsExactlyElementsOf(opened);
  }

  @Test
  void purgesWhatIsOverdueUpToTheLimit() {
    AccountRoot root = records.open(ACCOUNT, NOW);
    for (int i = 0; i < 3; i++) {
      records.app().create("note/" + i, TOKEN, NOW);
    }
    records.app().create("note/later", TOKEN, NOW.plusSeconds(1));
    assertThat(records.purge(10)).as("due at this moment, not before it").isZero();

    clock.advance(Duration.ofMillis(1));
    assertThat(records.purge(2)).isEqualTo(2);
    assertThat(records.purge(2)).isEqualTo(1);
    assertThat(records.app().find("note/later")).isPresent();
    assertThat(records.root(ACCOUNT)).contains(root);
  }

  /** The account is forgotten and opened again between reading its keys and storing. */
  @Test
  void putStoresUnderThePresentInstallation() {
    records.open(ACCOUNT, NOW);
    AccountRecords stale = records(store, keys, clock);
    assertThat(stale.put(GITHUB, TOKEN)).isTrue();
    records.forget(ACCOUNT);
    assertThat(stale.put(GITHUB, TOKEN)).as("while the account is not open").isFalse();

    AccountRoot second = records.open(ACCOUNT, NOW.plusSeconds(1));
    assertThat(stale.put(GITHUB, OTHER)).isTrue();
    RecordSnapshot found = records.find(GITHUB).orElseThrow();
    assertThat(found.epoch()).isEqualTo(second.epoch());
    assertThat(found.plaintext()).isEqualTo(OTHER);
  }

  /** A store whose reads are not consistent, which its contract forbids. */
  @Test
  void openingAnAccountDoesNotLoopForeverIfTheStoreDoesNotFindWhatItSaysExists() {
    AtomicInteger attempts = new AtomicInteger();
    AccountRecords stale = Vaults.records(new StaleStore(TokenStore.inMemory(), attempts));

    assertReason(() -> stale.open(ACCOUNT, NOW), Reason.CONTENDED);
    assertThat(attempts).hasValue(10);
  }

  /** Says that each root exists, and finds none. */
  private record StaleStore(TokenStore store, AtomicInteger attempts) implements TokenStoreWrapper {
    @Override
    public Created create(
        TokenStore.Key key, String epoch, byte[] value, @Nullable Instant purgeAfter) {
      Created created = store.create(key, epoch, value, purgeAfter);
      if (!key.isRoot() || key.account() == 0) {
        return created;
      }
      attempts.incrementAndGet();
      return Created.EXISTS;
    }

    @Override
    public Optional<Row> find(TokenStore.Key key) {
      return key.isRoot() && key.account() != 0 ? Optional.empty() : store.find(key);
    }
  }

  /** Still finds a record of a deleted account, as an interrupted deletion may leave it. */
  private record LeftoverStore(TokenStore store, Row leftover) implements TokenStoreWrapper {
    @Override
    public Optional<Row> find(TokenStore.Key key) {
      return key.equals(leftover.key()) ? Optional.of(leftover) : store.find(key);
    }
  }
}
