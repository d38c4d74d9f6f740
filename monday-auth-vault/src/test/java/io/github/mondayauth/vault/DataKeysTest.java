package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults.Clock;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.Epoch;
import io.github.mondayauth.vault.internal.RecordName;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DataKeysTest {
  private final Clock clock = new Clock();

  @Test
  void aThousandCallersCauseOneUnwrap() throws Exception {
    TokenStore store = TokenStore.inMemory();
    AccountRoot root = Vaults.records(store).open(ACCOUNT, NOW);
    Vaults.records(store).create(GITHUB, root.epoch(), new byte[] {7});
    BlockingKeyRing keys = new BlockingKeyRing();
    AccountRecords records = Vaults.records(store, keys, clock);

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
  void aFailureIsToldToWhoeverWaitedAndTheNextCallTriesAgain() throws Exception {
    TokenStore store = TokenStore.inMemory();
    AccountRoot root = Vaults.records(store).open(ACCOUNT, NOW);
    Vaults.records(store).create(GITHUB, root.epoch(), new byte[] {7});
    BlockingKeyRing keys = new BlockingKeyRing();
    AccountRecords records = Vaults.records(store, keys, clock);
    keys.failing = true;

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

    keys.failing = false;
    assertThat(records.find(GITHUB)).isPresent();
  }

  @Test
  void noMoreThanTwentyCallsOfTheKeyRingAreUnderWay() throws Exception {
    TokenStore store = TokenStore.inMemory();
    BlockingKeyRing keys = new BlockingKeyRing();
    List<RecordName> names = new ArrayList<>();
    for (int account = 1; account <= 60; account++) {
      MondayAccount each = new MondayAccount(account);
      AccountRoot root = Vaults.records(store).open(each, NOW);
      RecordName name = RecordName.of(each, Kind.SECRET, "name");
      Vaults.records(store).create(name, root.epoch(), new byte[] {7});
      names.add(name);
    }
    AccountRecords records = Vaults.records(store, keys, clock);
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
    assertThat(keys.most.get()).isBetween(1, 20);
  }

  @Test
  void keepsNoMoreAccountsThanItMay() {
    AtomicInteger loads = new AtomicInteger();
    DataKeys keys =
        new DataKeys(
            account -> {
              loads.incrementAndGet();
              return Optional.of(keysOf(account));
            },
            clock,
            () -> {});
    int accounts = DataKeys.MOST * 2 + 10;
    for (long account = 1; account <= accounts; account++) {
      keys.find(account, any -> true);
    }
    loads.set(0);
    for (long account = 1; account <= 100; account++) {
      keys.find(account, any -> true);
    }
    assertThat(loads.get()).as("the first were let go").isEqualTo(100);
    loads.set(0);
    keys.find(accounts, any -> true);
    assertThat(loads.get()).as("the last is kept").isZero();
  }

  @Test
  void letsGoOfKeysAndCiphersWhenTheirTimeIsOver() {
    AtomicInteger dropped = new AtomicInteger();
    DataKeys keys =
        new DataKeys(account -> Optional.of(keysOf(account)), clock, dropped::incrementAndGet);
    keys.find(1, any -> true);
    clock.advance(DataKeys.LIFE.plusMillis(1));
    keys.find(2, any -> true);
    assertThat(dropped.get()).isEqualTo(1);
    keys.drop(2);
    assertThat(dropped.get()).isEqualTo(2);
  }

  @Test
  void aClockSetBackDoesNotLengthenAKeysLife() {
    Moment loaded = new Moment(NOW, 0);
    long life = DataKeys.LIFE.toNanos();
    assertThat(loaded.isOlderThan(DataKeys.LIFE, new Moment(NOW.minusSeconds(3_600), life)))
        .isFalse();
    assertThat(loaded.isOlderThan(DataKeys.LIFE, new Moment(NOW.minusSeconds(3_600), life + 1)))
        .isTrue();
    assertThat(loaded.isOlderThan(DataKeys.LIFE, new Moment(NOW.plus(DataKeys.LIFE), 1))).isFalse();
    assertThat(
            loaded.isOlderThan(
                DataKeys.LIFE, new Moment(NOW.plus(DataKeys.LIFE).plus(Duration.ofMillis(1)), 1)))
        .isTrue();
  }

  @Test
  void troubleWithAKeyIsAnEvent() {
    List<String> events = new ArrayList<>();
    AuthListener listener =
        new AuthListener() {
          @Override
          public void keyFailed(String reasonCode, @Nullable String keyId) {
            events.add(reasonCode + " " + keyId);
            throw new IllegalStateException("a listener that fails changes nothing");
          }
        };
    MondayApp app =
        MondayApp.builder("client-id", URI.create("https://app.example.com"))
            .timeSource(clock)
            .listener(listener)
            .build();
    TokenStore store = TokenStore.inMemory();
    FaultyKeyRing keys = new FaultyKeyRing(KeyRing.of(Vaults.KEYS));
    AccountRecords records = VaultAccess.records(TokenVault.open(app, store, keys));
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), new byte[] {7});
    clock.advance(Duration.ofHours(1));
    keys.fail();

    assertThatThrownBy(() -> records.find(GITHUB))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNAVAILABLE));
    assertThat(events)
        .singleElement()
        .isEqualTo("KEY_UNAVAILABLE " + KeyRing.of(Vaults.KEYS).primaryKeyId());
  }

  private AccountKeys keysOf(long account) {
    DataKey key = DataKey.of(account, new byte[32]);
    return new AccountKeys(
        account, Epoch.random(new SecureRandom()), NOW, List.of(key), Moment.now(clock));
  }

  /** A key service that does not answer before it is told to. */
  private static final class BlockingKeyRing implements KeyRing {
    final AtomicInteger unwraps = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean failing;
    private final AtomicInteger underWay = new AtomicInteger();
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
      int now = underWay.incrementAndGet();
      most.accumulateAndGet(now, Math::max);
      try {
        entered.countDown();
        assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
        if (failing) {
          throw new IllegalStateException("refused");
        }
        return ring.unwrap(wrapped, context);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      } finally {
        underWay.decrementAndGet();
      }
    }
  }
}
