package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static io.github.mondayauth.vault.Vaults.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DataKeyCacheTest {
  private final TestClock clock = Vaults.clock();

  @Test
  void aThousandCallersCauseOneUnwrap() throws Exception {
    TokenStore store = TokenStore.inMemory();
    createRecord(store, GITHUB);
    BlockingKeyRing keys = new BlockingKeyRing();
    AccountRecords records = records(store, keys, clock);

    ExecutorService threads = Executors.newFixedThreadPool(1_000);
    List<Future<byte[]>> calls = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      calls.add(threads.submit(() -> records.find(GITHUB).orElseThrow().plaintext()));
    }
    keys.entered.await();
    keys.release.countDown();
    for (Future<byte[]> call : calls) {
      assertThat(call.get()).containsExactly(7);
    }
    threads.shutdown();

    assertThat(keys.unwraps.get()).isEqualTo(1);
  }

  @Test
  void keysWhoseRootIsGoneOrCannotBeLoadedAreDropped() {
    List<Optional<AccountKeys>> roots = new ArrayList<>();
    AtomicInteger drops = new AtomicInteger();
    DataKeyCache cache =
        new DataKeyCache(
            account -> {
              if (roots.isEmpty()) {
                throw new VaultException(Reason.KEY_UNAVAILABLE, "the key service is down");
              }
              return roots.remove(0);
            },
            clock,
            drops::incrementAndGet);
    cache.drop(1);
    assertThat(drops).as("nothing to drop").hasValue(0);

    roots.add(Optional.of(keysOf(1)));
    roots.add(Optional.empty());
    assertThat(cache.find(1, any -> true)).isPresent();
    assertThat(cache.load(1, any -> true)).as("the account was forgotten").isEmpty();
    assertThat(drops).hasValue(1);

    roots.add(Optional.of(keysOf(1)));
    assertThat(cache.find(1, any -> true)).isPresent();
    assertReason(() -> cache.load(1, any -> true), Reason.KEY_UNAVAILABLE);
    assertThat(drops).hasValue(2);
    assertReason(() -> cache.find(1, any -> true), Reason.KEY_UNAVAILABLE);
  }

  @Test
  void aFailedLoadIsReportedToAllWaitersAndIsNotCached() throws Exception {
    TokenStore store = TokenStore.inMemory();
    createRecord(store, GITHUB);
    BlockingKeyRing keys = new BlockingKeyRing();
    AccountRecords records = records(store, keys, clock);
    keys.isFailing = true;

    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(threads.submit(() -> records.find(GITHUB)));
    }
    keys.entered.await();
    keys.release.countDown();
    for (Future<Object> call : calls) {
      assertThatThrownBy(call::get).hasCauseInstanceOf(VaultException.class);
    }
    threads.shutdown();

    keys.isFailing = false;
    assertThat(records.find(GITHUB)).isPresent();
  }

  @Test
  void atMostTwentyCallsOfTheKeyRingRunAtOnce() throws Exception {
    TokenStore store = TokenStore.inMemory();
    BlockingKeyRing keys = new BlockingKeyRing();
    List<RecordName> names = new ArrayList<>();
    for (int id = 1; id <= 60; id++) {
      RecordName name = RecordName.of(new MondayAccount(id), Kind.SECRET, "name");
      createRecord(store, name);
      names.add(name);
    }
    AccountRecords records = records(store, keys, clock);
    ExecutorService threads = Executors.newFixedThreadPool(60);
    List<Future<Boolean>> calls = new ArrayList<>();
    for (RecordName name : names) {
      calls.add(threads.submit(() -> records.find(name).isPresent()));
    }
    keys.entered.await();
    keys.release.countDown();
    for (Future<Boolean> call : calls) {
      assertThat(call.get()).isTrue();
    }
    threads.shutdown();
    assertThat(keys.mostAtOnce.get()).isBetween(1, 20);
  }

  private static void createRecord(TokenStore store, RecordName name) {
    MondayAccount account = name.owner().account();
    AccountRoot root = records(store).open(account, NOW);
    records(store).create(name, root.epoch(), new byte[] {7});
  }

  @Test
  void aHangingLoadBlocksOtherCallersOfTheAccountForABoundedTimeOnly() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    DataKeyCache cache =
        new DataKeyCache(
            account -> {
              entered.countDown();
              try {
                assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
              } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
              }
              return Optional.of(keysOf(account));
            },
            clock,
            () -> {},
            Duration.ofMillis(20));
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Future<Optional<AccountKeys>> first = threads.submit(() -> cache.find(1, any -> true));
    entered.await();

    for (int caller = 0; caller < 100; caller++) {
      assertReason(() -> cache.find(1, any -> true), Reason.KEY_UNAVAILABLE);
    }
    assertThat(first.isDone()).isFalse();
    release.countDown();
    assertThat(first.get()).isPresent();
    assertThat(cache.find(1, any -> true)).isPresent();
    threads.shutdown();
  }

  @Test
  void anInterruptedWaiterStaysInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    BlockingKeyRing keys = new BlockingKeyRing();
    TokenStore store = TokenStore.inMemory();
    createRecord(store, GITHUB);
    AccountRecords records = records(store, keys, clock);
    ExecutorService threads = Executors.newFixedThreadPool(1);
    Future<Boolean> first =
        threads.submit(
            () -> {
              entered.countDown();
              return records.find(GITHUB).isPresent();
            });
    entered.await();
    keys.entered.await();
    Thread.currentThread().interrupt();
    assertReason(() -> records.find(GITHUB), Reason.KEY_UNAVAILABLE);
    assertThat(Thread.interrupted()).isTrue();
    keys.release.countDown();
    assertThat(first.get()).isTrue();
    threads.shutdown();
  }

  @Test
  void aRootWithManyCopiesOfADataKeyCostsOneUnwrap() {
    TokenStore store = TokenStore.inMemory();
    createRecord(store, GITHUB);
    TokenStore.Row root =
        store.find(TokenStore.Key.root(Vaults.CLIENT_ID, Vaults.ACCOUNT.id())).orElseThrow();
    RootFormat format = RootFormat.of(root);
    List<RootFormat.WrappedDataKey> copies =
        Collections.nCopies(RootFormat.MOST_KEYS, format.keys().get(0));
    store.replace(root.key(), root.version(), new RootFormat(format.openedAt(), copies).toBytes());
    BlockingKeyRing keys = new BlockingKeyRing();
    keys.release.countDown();

    assertThat(records(store, keys, clock).find(GITHUB)).isPresent();
    assertThat(keys.unwraps.get()).isEqualTo(1);
  }

  @Test
  void aRootWithMoreThanSixtyFourDataKeysCostsNoUnwrap() {
    TokenStore store = TokenStore.inMemory();
    createRecord(store, GITHUB);
    TokenStore.Row root =
        store.find(TokenStore.Key.root(Vaults.CLIENT_ID, Vaults.ACCOUNT.id())).orElseThrow();
    RootFormat format = RootFormat.of(root);
    List<RootFormat.WrappedDataKey> copies =
        Collections.nCopies(RootFormat.MOST_KEYS + 1, format.keys().get(0));
    store.replace(root.key(), root.version(), new RootFormat(format.openedAt(), copies).toBytes());
    BlockingKeyRing keys = new BlockingKeyRing();
    keys.release.countDown();

    assertReason(() -> records(store, keys, clock).find(GITHUB), Reason.FORMAT_UNKNOWN);
    assertThat(keys.unwraps.get()).isZero();
  }

  @Test
  void dropsTheOldestAccountsWhenItIsFull() {
    AtomicInteger loads = new AtomicInteger();
    DataKeyCache cache =
        new DataKeyCache(
            account -> {
              loads.incrementAndGet();
              return Optional.of(keysOf(account));
            },
            clock,
            () -> {});
    int accounts = DataKeyCache.MOST * 2 + 10;
    for (long account = 1; account <= accounts; account++) {
      cache.find(account, any -> true);
    }
    loads.set(0);
    for (long account = 1; account <= 100; account++) {
      cache.find(account, any -> true);
    }
    assertThat(loads.get()).as("loads of the first accounts").isEqualTo(100);
    loads.set(0);
    cache.find(accounts, any -> true);
    assertThat(loads.get()).as("loads of the last account").isZero();
  }

  @Test
  void reportsThatItDroppedKeysWhenTheyExpireOrAreDropped() {
    AtomicInteger drops = new AtomicInteger();
    DataKeyCache cache =
        new DataKeyCache(account -> Optional.of(keysOf(account)), clock, drops::incrementAndGet);
    cache.find(1, any -> true);
    clock.advance(DataKeyCache.LIFE.plusMillis(1));
    cache.find(2, any -> true);
    assertThat(drops.get()).isEqualTo(1);
    cache.drop(2);
    assertThat(drops.get()).isEqualTo(2);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable failure) throws E {
    throw (E) failure;
  }

  /** As a key ring in Kotlin can, whose exceptions are never declared. */
  @Test
  void aLoadThatThrowsACheckedExceptionStopsNoLaterLoad() {
    AtomicBoolean isFailing = new AtomicBoolean(true);
    DataKeyCache cache =
        new DataKeyCache(
            account -> {
              if (isFailing.get()) {
                DataKeyCacheTest.<RuntimeException>throwUndeclared(new IOException("no response"));
              }
              return Optional.of(keysOf(account));
            },
            clock,
            () -> {},
            Duration.ZERO);
    assertThatThrownBy(() -> cache.load(1, any -> true)).isInstanceOf(IOException.class);
    isFailing.set(false);
    assertThat(cache.load(1, any -> true)).isPresent();
  }

  private AccountKeys keysOf(long account) {
    DataKey key = DataKey.of(account, NOW, new byte[32]);
    return new AccountKeys(
        account, Epoch.of(new byte[12]), NOW, List.of(key), ClockReading.now(clock));
  }

  /** A key ring whose calls of {@code unwrap} block until they are released. */
  private static final class BlockingKeyRing implements KeyRing {
    final AtomicInteger unwraps = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean isFailing;
    private final AtomicInteger running = new AtomicInteger();
    private final KeyRing ring = KeyRing.of(Vaults.KEYS);

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
      unwraps.incrementAndGet();
      int now = running.incrementAndGet();
      mostAtOnce.accumulateAndGet(now, Math::max);
      try {
        entered.countDown();
        assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
        if (isFailing) {
          throw new IllegalStateException("refused");
        }
        return ring.unwrap(wrapped, context);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      } finally {
        running.decrementAndGet();
      }
    }
  }
}
