package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.CLIENT_ID;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static io.github.mondayauth.vault.Vaults.key;
import static io.github.mondayauth.vault.Vaults.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.Secret;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.key.DataKeyCache;
import io.github.mondayauth.vault.key.RootFormat;
import io.github.mondayauth.vault.key.RootFormat.WrappedDataKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every failure of a key, in every operation that needs one: a typed error, each row unchanged, and
 * never the result that nothing is stored.
 */
@SuppressWarnings("ImmutableEnumChecker") // the enums' functions change only the test they get
class KeyFailureTest {
  private static final String CANARY = "canary of the key service's response";
  private static final String OLD = key("old", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA");
  private static final String OTHER_BYTES = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A";
  private static final Secret STORED = Secret.of("what is stored");

  private final TestClock clock = Vaults.clock();
  private final TokenStore store = TokenStore.inMemory();
  private final ReplaceableKeyRing keys = new ReplaceableKeyRing(ring(OLD));
  private final TokenVault vault = Vaults.vault(store, keys, clock);

  private static final class ReplaceableKeyRing implements KeyRing {
    private volatile KeyRing now;

    ReplaceableKeyRing(KeyRing now) {
      this.now = now;
    }

    @Override
    public String primaryKeyId() {
      return now.primaryKeyId();
    }

    @Override
    public Wrapped wrap(byte[] dataKey, KeyContext context) {
      return now.wrap(dataKey, context);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped, KeyContext context) {
      return now.unwrap(wrapped, context);
    }
  }

  /** What is wrong with the key, and the reason that the vault reports. */
  enum Failure {
    WRONG(Reason.KEY_MISMATCH, test -> test.keys.now = ring(key("old", OTHER_BYTES))),
    MISSING(Reason.KEY_UNKNOWN, test -> test.keys.now = ring(key("new", OTHER_BYTES))),
    DISABLED(
        Reason.KEY_DISABLED,
        test ->
            test.keys.now = ring(key("new", OTHER_BYTES), OLD.replace("}", ",\"key_ops\":[]}"))),
    UNKNOWN(Reason.KEY_UNKNOWN, KeyFailureTest::nameAKeyThatNeverExisted),
    FAILING(Reason.KEY_UNAVAILABLE, test -> test.keys.now = new FailingKeyRing());

    private final Reason reason;
    private final Consumer<KeyFailureTest> begin;

    Failure(Reason reason, Consumer<KeyFailureTest> begin) {
      this.reason = reason;
      this.begin = begin;
    }
  }

  private static final class FailingKeyRing implements KeyRing {
    @Override
    public String primaryKeyId() {
      throw new IllegalStateException(CANARY);
    }

    @Override
    public Wrapped wrap(byte[] dataKey, KeyContext context) {
      throw new IllegalStateException(CANARY);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped, KeyContext context) {
      throw new IllegalStateException(CANARY);
    }
  }

  /** What needs a key. A refresh reads a credential and replaces it, as an update does. */
  enum Operation {
    FIND(test -> assertThat(test.vault.find(USER, "name")).contains(STORED)),
    PUT(test -> test.vault.put(USER, "another", STORED)),
    REFRESH(test -> assertThat(test.vault.update(USER, "name", s -> s)).contains(STORED)),
    ROTATE(KeyFailureTest::rotate);

    private final Consumer<KeyFailureTest> run;

    Operation(Consumer<KeyFailureTest> run) {
      this.run = run;
    }
  }

  private void rotate() {
    Report report = vault.rotation().reencrypt().run();
    if (report.hasFailed()) {
      Rotation.Failure first = report.failures().get(0);
      throw new VaultException(first.reason(), "reported");
    }
  }

  private void nameAKeyThatNeverExisted() {
    Row row = store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id())).orElseThrow();
    RootFormat root = RootFormat.of(row);
    WrappedDataKey first = root.keys().get(0);
    KeyRing.Wrapped renamed = new KeyRing.Wrapped("never", first.wrapped().bytes());
    RootFormat altered =
        new RootFormat(
            root.openedAt(), List.of(new WrappedDataKey(first.id(), first.madeAt(), renamed)));
    store.replace(row.key(), row.version(), altered.toBytes());
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>(store.records(CLIENT_ID, ACCOUNT.id(), null, 100));
    store.find(TokenStore.Key.root(CLIENT_ID, ACCOUNT.id())).ifPresent(rows::add);
    return rows;
  }

  private void storeASecretAndExpireTheCache() {
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "name", STORED);
    clock.advance(DataKeyCache.LIFE.plusMillis(1));
  }

  static List<Arguments> everyOperationReportsEveryFailure() {
    List<Arguments> cells = new ArrayList<>();
    for (Failure failure : Failure.values()) {
      for (Operation operation : Operation.values()) {
        cells.add(Arguments.of(failure, operation));
      }
    }
    return cells;
  }

  @ParameterizedTest
  @MethodSource
  void everyOperationReportsEveryFailure(Failure failure, Operation operation) {
    storeASecretAndExpireTheCache();
    failure.begin.accept(this);
    List<Row> before = rows();
    assertThat(before).hasSize(2);

    Throwable error = catchThrowable(() -> operation.run.accept(this));
    assertThat(error)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(failure.reason));
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      assertThat(String.valueOf(cause)).doesNotContain(CANARY);
    }
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);

    if (failure != Failure.UNKNOWN) {
      keys.now = ring(OLD);
      assertThat(vault.find(USER, "name")).contains(STORED);
    }
  }

  static Operation[] aSlowKeyRingDelaysEveryOperation() {
    return Operation.values();
  }

  @ParameterizedTest
  @MethodSource
  void aSlowKeyRingDelaysEveryOperation(Operation operation) throws Exception {
    storeASecretAndExpireTheCache();
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    keys.now = new SlowKeyRing(ring(OLD), called, mayReturn);
    List<Row> before = rows();

    CompletableFuture<Void> call = CompletableFuture.runAsync(() -> operation.run.accept(this));
    assertThat(called.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(call).isNotDone();
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);

    mayReturn.countDown();
    call.get(1, TimeUnit.MINUTES);
    assertThat(vault.find(USER, "name")).contains(STORED);
  }

  private record SlowKeyRing(KeyRing ring, CountDownLatch called, CountDownLatch mayReturn)
      implements KeyRing {
    @Override
    public String primaryKeyId() {
      return ring.primaryKeyId();
    }

    @Override
    public Wrapped wrap(byte[] dataKey, KeyContext context) {
      await();
      return ring.wrap(dataKey, context);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped, KeyContext context) {
      await();
      return ring.unwrap(wrapped, context);
    }

    private void await() {
      called.countDown();
      try {
        mayReturn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void noCombinationIsMissing() {
    assertThat(everyOperationReportsEveryFailure()).hasSize(20);
    assertThat(aSlowKeyRingDelaysEveryOperation()).hasSize(4);
  }
}
