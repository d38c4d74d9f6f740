package io.github.mondayauth.vault.rotation;

import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.FaultyKeyRing;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Requirement;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.contract.Scale;
import io.github.mondayauth.vault.jdbc.Databases;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.record.RecordFormat;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final String OLD = key("old", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA");
  private static final String NEW = key("new", "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A");
  private static final int EACH = 3;

  /** Until a second run removes old data keys, if the first one starts at the time it is given. */
  private static final Duration AFTER = RotationRun.GRACE.plusSeconds(30);

  private final TestClock clock = Vaults.clock();

  private TokenVault vault(TokenStore store, String... keys) {
    return Vaults.vault(store, ring(keys), clock);
  }

  /** Opens accounts 1 to {@code accounts} under the old key, and stores three secrets in each. */
  private TokenStore fill(TokenStore store, int accounts) {
    TokenVault vault = vault(store, OLD);
    for (int account = 1; account <= accounts; account++) {
      vault.openAccount(new MondayAccount(account), NOW);
      for (int name = 0; name < EACH; name++) {
        vault.put(new MondayAccount(account), "s" + name, secret(account, name));
      }
    }
    return store;
  }

  private static Secret secret(int account, int name) {
    return Secret.of("secret " + account + "/" + name);
  }

  private static void assertAllDecrypt(TokenVault vault, int accounts) {
    for (int account = 1; account <= accounts; account++) {
      for (int name = 0; name < EACH; name++) {
        assertThat(vault.find(new MondayAccount(account), "s" + name))
            .contains(secret(account, name));
      }
    }
  }

  @Test
  void wrapsEveryDataKeyWithThePrimaryKeySoThatTheOldKeyCanBeRemoved() {
    TokenStore store = fill(TokenStore.inMemory(), 7);
    Report dry = vault(store, NEW, OLD).rotation().dryRun().run();
    assertThat(dry.rewrapped()).isEqualTo(7);
    assertThat(dry.remaining()).isEqualTo(7);
    assertThat(dry.isComplete()).isFalse();

    Report report = vault(store, NEW, OLD).rotation().run();
    assertThat(report).isEqualTo(new Report(7, 7, 0, 0, 0, List.of(), null));
    assertThat(report.isComplete()).isTrue();
    assertAllDecrypt(vault(store, NEW), 7);
    assertThat(vault(store, NEW).rotation().run().rewrapped()).isZero();
  }

  /** A key service that re-encrypts by itself: it must not unwrap anything for that. */
  private record KeyService(KeyRing ring, List<String> rewrapped, boolean isBroken)
      implements KeyRing {
    @Override
    public String primaryKeyId() {
      return ring.primaryKeyId();
    }

    @Override
    public Wrapped wrap(byte[] dataKey, KeyContext context) {
      return ring.wrap(dataKey, context);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped, KeyContext context) {
      return ring.unwrap(wrapped, context);
    }

    @Override
    public Wrapped rewrap(Wrapped wrapped, KeyContext context) {
      rewrapped.add(wrapped.keyId());
      Wrapped result = ring.rewrap(wrapped, context);
      return isBroken ? new Wrapped(result.keyId(), new byte[result.bytes().length]) : result;
    }
  }

  @Test
  void aKeyServiceReencryptsDataKeysByItself() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    KeyService service = new KeyService(ring(NEW, OLD), new ArrayList<>(), false);

    Report report = Vaults.vault(store, service, clock).rotation().run();

    assertThat(report.isComplete()).isTrue();
    assertThat(service.rewrapped()).containsExactly("old", "old", "old");
    assertAllDecrypt(vault(store, NEW), 3);
  }

  @Test
  void aRewrappedDataKeyThatDoesNotUnwrapNeverReplacesTheOldOne() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    List<Row> before = rows(store, 3);
    KeyService broken = new KeyService(ring(NEW, OLD), new ArrayList<>(), true);

    Report report = Vaults.vault(store, broken, clock).rotation().run();

    assertThat(report.failures()).hasSize(3).allMatch(f -> f.reason() == Reason.KEY_MISMATCH);
    assertThat(rows(store, 3)).usingRecursiveComparison().isEqualTo(before);
    assertAllDecrypt(vault(store, OLD), 3);
  }

  @Test
  void reencryptsEveryRecordAndRemovesOldDataKeysWhenNoInstanceUsesThem() {
    TokenStore store = fill(TokenStore.inMemory(), 5);
    List<Row> before = rows(store, 5);
    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    assertThat(rotation.dryRun().run().reencrypted()).isEqualTo(15);
    assertThat(rows(store, 5)).usingRecursiveComparison().isEqualTo(before);

    Report first = rotation.run();
    assertThat(first.reencrypted()).isEqualTo(15);
    assertThat(first.finishAt()).isEqualTo(NOW.plus(AFTER));
    assertThat(first.isComplete()).isFalse();
    assertAllDecrypt(vault(store, OLD), 5);

    clock.advance(AFTER.minusMillis(1));
    assertThat(rotation.run().removed()).isZero();
    clock.advance(Duration.ofMillis(1));
    Report second = rotation.run();
    assertThat(second).isEqualTo(new Report(5, 0, 0, 5, 0, List.of(), null));
    assertAllDecrypt(vault(store, OLD), 5);
    assertThat(oldKeys(store, before)).isZero();
  }

  @Test
  void anInstanceThatStillHasTheOldDataKeyLosesNothing() {
    TokenStore store = fill(TokenStore.inMemory(), 1);
    TokenVault instance = vault(store, OLD);
    assertAllDecrypt(instance, 1); // caches the old data key
    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    rotation.run();
    instance.put(new MondayAccount(1), "late", Secret.of("encrypted with the old data key"));
    Report again = rotation.run();
    assertThat(again.reencrypted()).isEqualTo(1);
    assertThat(again.isComplete()).isFalse();
    instance.put(new MondayAccount(1), "late", Secret.of("once more"));

    clock.advance(AFTER);
    Report report = rotation.run();
    assertThat(report.reencrypted()).isEqualTo(1);
    assertThat(report.isComplete()).isTrue();
    assertThat(vault(store, OLD).find(new MondayAccount(1), "late")).isPresent();
    assertAllDecrypt(instance, 1);
  }

  @Test
  @Requirement("F29")
  void anInstanceEncryptsWithADataKeyForFiveMinutesAfterReadingTheRoot() {
    TokenStore store = fill(TokenStore.inMemory(), 1);
    MondayAccount account = new MondayAccount(1);
    TokenVault instance = vault(store, OLD);
    assertAllDecrypt(instance, 1); // caches the old data key
    vault(store, OLD).rotation().reencrypt().run();
    RootFormat root =
        RootFormat.of(store.find(TokenStore.Key.root(CLIENT_ID, account.id())).orElseThrow());

    clock.advance(Duration.ofMinutes(5));
    instance.put(account, "name", Secret.of("within five minutes"));
    assertThat(dataKey(store, account, "name")).isEqualTo(root.keys().get(1).id());
    instance.putIfAbsent(account, "first", Secret.of("within five minutes"));
    assertThat(dataKey(store, account, "first")).isEqualTo(root.keys().get(1).id());

    clock.advance(Duration.ofMillis(1));
    instance.put(account, "name", Secret.of("later"));
    assertThat(dataKey(store, account, "name")).isEqualTo(root.keys().get(0).id());
    instance.putIfAbsent(account, "second", Secret.of("later"));
    assertThat(dataKey(store, account, "second")).isEqualTo(root.keys().get(0).id());
  }

  private static long dataKey(TokenStore store, MondayAccount account, String secret) {
    TokenStore.Key key =
        new TokenStore.Key(CLIENT_ID, account.id(), "secret/account/" + secret + "/");
    return RecordFormat.keyId(store.find(key).orElseThrow());
  }

  @Test
  void listsARowThatCannotBeDecryptedAndLeavesItUnchanged() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    TokenStore.Key key = new TokenStore.Key(CLIENT_ID, 2, "secret/account/s1/");
    Row row = store.find(key).orElseThrow();
    row.value()[20] ^= 1;
    store.replace(key, row.version(), row.value());

    Rotation rotation = vault(store, OLD).rotation().reencrypt();
    rotation.run();
    clock.advance(AFTER);
    Report report = rotation.run();

    assertThat(report.failures())
        .containsExactly(new Rotation.Failure(2, key.name(), Reason.RECORD_REJECTED));
    assertThat(report.remaining()).isEqualTo(1);
    assertThat(report.removed()).isEqualTo(2);
    assertThat(store.find(key).orElseThrow().value()).isEqualTo(row.value());
    assertThat(report.toString()).doesNotContain("secret 2/1");
  }

  @Test
  void wrongAndMissingKeysFailClosed() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    List<Row> before = rows(store, 3);
    // A built-in key ring without the old key is refused when the vault is opened, any other ring
    // when it is used.
    KeyRing incomplete = new FaultyKeyRing(ring(NEW));
    Rotation rotation = Vaults.vault(store, incomplete, clock).rotation();
    assertReason(rotation::run, Reason.KEY_UNKNOWN);
    Report dry = rotation.dryRun().run();
    assertThat(dry.failures()).hasSize(3).allMatch(f -> f.reason() == Reason.KEY_UNKNOWN);

    FaultyKeyRing failing = new FaultyKeyRing(ring(NEW, OLD));
    Rotation second = Vaults.vault(store, failing, clock).rotation();
    failing.fail();
    assertReason(second::run, Reason.KEY_UNAVAILABLE);
    assertThat(rows(store, 3)).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void interruptingTheThreadEndsTheRun() {
    Rotation rotation = vault(fill(TokenStore.inMemory(), 3), NEW, OLD).rotation();
    Thread.currentThread().interrupt();
    assertThatThrownBy(rotation.perSecond(1)::run).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rotation.run().isComplete()).isTrue();
  }

  @Test
  void twoRunsAtATimeLoseNothing() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    Rotation other = vault(store, OLD).rotation().reencrypt();
    AtomicBoolean once = new AtomicBoolean();
    Rotation rotation =
        vault(store, OLD)
            .rotation()
            .reencrypt()
            .onProgress(
                p -> {
                  if (p.reencrypted() > 0 && once.compareAndSet(false, true)) {
                    other.run();
                  }
                });
    assertThat(rotation.run().failures()).isEmpty();
    assertThat(once).isTrue();
    clock.advance(AFTER);
    assertThat(other.run().isComplete()).isTrue();
    assertAllDecrypt(vault(store, OLD), 3);
  }

  @Test
  void anAccountThatIsReinstalledDuringTheRunIsNoFailure() throws Exception {
    try (HikariDataSource source = Databases.sqlite(Databases.newFile())) {
      TokenStore.createTables(source);
      TokenStore store = fill(TokenStore.jdbc(source), 2);
      MondayAccount account = new MondayAccount(2);
      AtomicBoolean reinstalled = new AtomicBoolean();
      TokenStoreWrapper busy =
          new TokenStoreWrapper() {
            @Override
            public TokenStore store() {
              return store;
            }

            @Override
            public List<Row> records(
                String app, long id, TokenStore.@Nullable Key after, int limit) {
              List<Row> page = TokenStoreWrapper.super.records(app, id, after, limit);
              if (id == account.id() && reinstalled.compareAndSet(false, true)) {
                TokenVault other = vault(store, OLD);
                other.forget(account);
                other.openAccount(account, NOW.plusMillis(1));
                other.put(account, "s0", Secret.of("reinstalled"));
              }
              return page;
            }
          };
      Report report = vault(busy, OLD).rotation().reencrypt().run();
      assertThat(reinstalled).isTrue();
      assertThat(report.failures()).isEmpty();
      assertThat(vault(store, OLD).find(account, "s0")).contains(Secret.of("reinstalled"));
    }
  }

  @Test
  @Tag("race")
  void losesNothingOnSqliteWhileThreeInstancesWriteAndRunsFail() throws Exception {
    try (HikariDataSource source = Databases.sqlite(Databases.newFile())) {
      losesNothing(source);
    }
  }

  @Tag("long")
  @Test
  @Tag("race")
  void losesNothingOnPostgresWhileThreeInstancesWriteAndRunsFail() throws Exception {
    try (HikariDataSource source = Databases.postgres("rotation")) {
      losesNothing(source);
    }
  }

  private void losesNothing(HikariDataSource source) throws Exception {
    int accounts = Scale.of(60, 3_334);
    TokenStore.createTables(source);
    TokenStore store = fill(TokenStore.jdbc(source), accounts);
    List<Row> before = rows(store, accounts);
    List<TokenVault> instances = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      instances.add(vault(TokenStore.jdbc(source), NEW, OLD));
    }
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      writers.add(threads.submit(() -> write(instances.get(number), number, accounts, stop)));
    }
    // A new vault for each attempt, as in a new process.
    int failures = Scale.of(4, 20);
    for (int failure = 1; failure <= failures; failure++) {
      TokenVault next = vault(TokenStore.jdbc(source), NEW, OLD);
      runUntilItFails(next, failure == failures / 2 ? RotationRun.PAGE + 2 : accounts / 25);
    }
    Rotation last = vault(TokenStore.jdbc(source), NEW, OLD).rotation().reencrypt();
    assertThat(last.run().failures()).isEmpty();
    stop.set(true);
    int written = 0;
    for (Future<Integer> writer : writers) {
      written += writer.get();
    }
    threads.shutdown();
    clock.advance(AFTER);
    Report report = last.run();

    assertThat(written).isPositive();
    assertThat(report.isComplete()).isTrue();
    assertThat(report.accounts()).isEqualTo(accounts);
    assertThat(oldKeys(store, before)).isZero();
    TokenVault after = vault(store, NEW);
    assertAllDecrypt(after, accounts);
    int found = 0;
    for (int account = 1; account <= accounts; account++) {
      for (TokenVault.Entry entry : after.list(new MondayAccount(account))) {
        assertThat(after.find(entry.owner(), entry.name())).isPresent();
        found += entry.name().startsWith("live") ? 1 : 0;
      }
    }
    assertThat(found).isEqualTo(written);
  }

  /**
   * Creates, overwrites, updates and reads secrets until it is stopped, and returns how many it
   * created. An update keeps the key that the secret was read with, so only a rotation changes it.
   */
  private static int write(TokenVault instance, int number, int accounts, AtomicBoolean stop) {
    int created = 0;
    for (int round = 0; !stop.get() || round < 10; round++) {
      int id = 1 + (round * 7 + number) % accounts;
      MondayAccount account = new MondayAccount(id);
      created += instance.putIfAbsent(account, "live-" + number, secret(id, 9)) ? 1 : 0;
      instance.put(account, "live-" + number, secret(id, 9));
      instance.update(account, "s" + number, present -> secret(id, number));
      assertThat(instance.find(account, "s" + number)).contains(secret(id, number));
    }
    return created;
  }

  private static void runUntilItFails(TokenVault vault, long accounts) {
    IllegalStateException failure = new IllegalStateException("the listener fails");
    Rotation rotation =
        vault
            .rotation()
            .reencrypt()
            .onProgress(
                p -> {
                  if (p.reencrypted() > 0 && p.accounts() >= accounts) {
                    throw failure;
                  }
                });
    assertThatThrownBy(rotation::run).isSameAs(failure);
  }

  @Test
  void aReencryptionThatWasNeverFinishedDoesNotHideTheDataKeyThatWasStolenLater() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    vault(store, OLD).rotation().reencrypt().run();
    List<Row> stolen = rows(store, 3);
    clock.advance(Duration.ofDays(365));
    Rotation rotation = vault(store, OLD).rotation().reencrypt();

    assertThat(rotation.run().reencrypted()).isEqualTo(9);
    clock.advance(AFTER);
    assertThat(rotation.run().isComplete()).isTrue();
    assertThat(oldKeys(store, stolen)).isZero();
  }

  @Test
  void aPlantedRotationRecordDoesNotEndAReencryption() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    List<Row> before = rows(store, 3);
    byte[] planted = new byte[17];
    planted[0] = 1;
    store.create(new TokenStore.Key(CLIENT_ID, 0, "rotation"), "app", planted, null);
    clock.advance(Duration.ofDays(1));
    Rotation rotation = vault(store, OLD).rotation().reencrypt();

    assertThat(rotation.run().reencrypted()).isEqualTo(9);
    clock.advance(AFTER);
    assertThat(rotation.run().isComplete()).isTrue();
    assertThat(oldKeys(store, before)).isZero();
  }

  @Test
  void aDataKeyMadeThirtySecondsAfterTheTimeIsNewAndOneMadeEarlierIsOld() {
    TokenStore store = fill(TokenStore.inMemory(), 1);
    clock.advance(Duration.ofDays(1));
    TokenVault vault = vault(store, OLD);

    assertThat(vault.rotation().reencrypt(NOW.minusSeconds(30)).run().isComplete()).isTrue();
    assertThat(vault.rotation().reencrypt(NOW.minusSeconds(29)).run().reencrypted()).isEqualTo(3);
  }

  @Test
  void aDataKeyThatSeemsToComeFromTheFutureIsOld() {
    TokenStore store = fill(TokenStore.inMemory(), 1);
    TestClock late = TestClock.at(NOW.minusSeconds(30));
    Rotation inTime = Vaults.vault(store, ring(OLD), late).rotation();
    assertThat(inTime.reencrypt(NOW.minusSeconds(60)).run().isComplete()).isTrue();
    TestClock later = TestClock.at(NOW.minusSeconds(31));
    Rotation tooLate = Vaults.vault(store, ring(OLD), later).rotation();
    assertThat(tooLate.reencrypt(NOW.minusSeconds(61)).run().reencrypted()).isEqualTo(3);
  }

  /** A root of 65 data keys could not be read any more. */
  @Test
  void aRootThatIsFullOfDataKeysIsListedAndStaysReadable() {
    TokenStore store = fill(TokenStore.inMemory(), 1);
    TokenVault vault = vault(store, OLD);
    TokenStore.Key root = TokenStore.Key.root(CLIENT_ID, 1);
    for (int keys = 1; keys < RootFormat.MOST_KEYS; keys++) {
      clock.advance(Duration.ofSeconds(31));
      assertThat(vault.rotation().reencrypt().run().failures()).isEmpty();
      clock.advance(Duration.ofSeconds(31));
    }
    Row full = store.find(root).orElseThrow();
    assertThat(RootFormat.of(full).keys()).hasSize(RootFormat.MOST_KEYS);

    assertThat(vault.rotation().reencrypt().run().failures())
        .containsExactly(new Rotation.Failure(1, "", Reason.FORMAT_UNKNOWN));
    assertThat(store.find(root).orElseThrow().value()).isEqualTo(full.value());
    assertAllDecrypt(vault(store, OLD), 1);
  }

  @Test
  void refusesATimeThatHasNotPassed() {
    Rotation rotation = vault(fill(TokenStore.inMemory(), 1), OLD).rotation();
    assertThatThrownBy(() -> rotation.reencrypt(NOW.plusMillis(1)).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has passed");
  }

  @Test
  void aMistypedClientIdIsNoFinishedRotation() {
    TokenStore store = fill(TokenStore.inMemory(), 3);
    Rotation rotation =
        TokenVault.open(
                MondayApp.builder("client-ld", URI.create("https://app.example.com")).build(),
                store,
                ring(NEW, OLD))
            .rotation();

    assertReason(rotation::run, Reason.ACCOUNT_UNKNOWN);
    assertReason(rotation.dryRun()::run, Reason.ACCOUNT_UNKNOWN);
    assertThat(store.roots("client-ld", null, 10)).isEmpty();
    assertThat(rotation.allowEmpty().run().isComplete()).isTrue();
  }

  private static List<Row> rows(TokenStore store, int accounts) {
    List<Row> rows = new ArrayList<>(store.roots(CLIENT_ID, null, accounts + 1));
    rows.removeIf(root -> root.key().account() == 0);
    for (int account = 1; account <= accounts; account++) {
      rows.addAll(store.records(CLIENT_ID, account, null, 10_000));
    }
    return rows;
  }

  /** Counts the roots that hold, and the records that name, a data key from before. */
  private static long oldKeys(TokenStore store, List<Row> before) {
    List<Long> old =
        before.stream()
            .filter(row -> row.key().isRoot())
            .map(row -> RootFormat.of(row).keys().get(0).id())
            .toList();
    Set<Long> ids = new HashSet<>(old);
    int accounts = old.size();
    return rows(store, accounts).stream()
        .filter(
            row ->
                row.key().isRoot()
                    ? RootFormat.of(row).keys().stream().anyMatch(k -> ids.contains(k.id()))
                    : ids.contains(RecordFormat.keyId(row)))
        .count();
  }
}
