package io.github.mondayauth.vault;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.Rotation.Report;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException.Reason;
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
 * Every trouble with a key meets everything that needs one: a typed error, each row as it was, and
 * never the answer that nothing is stored.
 */
@SuppressWarnings("ImmutableEnumChecker") // what the cells do changes nothing of the enums
class KeyTroubleTest {
  private static final String CANARY = "canary of the key service's answer";
  private static final String OLD = key("old", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA", "");
  private static final String OTHER_BYTES = "oaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2-v8A";
  private static final Secret STORED = Secret.of("what is stored");

  private final Vaults.Clock clock = new Vaults.Clock();
  private final TokenStore store = TokenStore.inMemory();
  private final Switched keys = new Switched(ring(OLD));
  private final TokenVault vault = Vaults.vault(store, keys, clock);

  private static String key(String id, String bytes, String more) {
    return "{\"kty\":\"oct\",\"kid\":\"" + id + "\",\"k\":\"" + bytes + "\"" + more + "}";
  }

  private static KeyRing ring(String... keys) {
    return KeyRing.of(Secret.of("{\"keys\":[" + String.join(",", keys) + "]}"));
  }

  /** A ring that becomes another one. */
  private static final class Switched implements KeyRing {
    private volatile KeyRing now;

    Switched(KeyRing now) {
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

  /** What can be wrong, and the reason it has. */
  enum Trouble {
    WRONG(Reason.KEY_MISMATCH, test -> test.keys.now = ring(key("old", OTHER_BYTES, ""))),
    MISSING(Reason.KEY_UNKNOWN, test -> test.keys.now = ring(key("new", OTHER_BYTES, ""))),
    DISABLED(
        Reason.KEY_DISABLED,
        test ->
            test.keys.now =
                ring(key("new", OTHER_BYTES, ""), OLD.replace("}", ",\"key_ops\":[]}"))),
    UNKNOWN(Reason.KEY_UNKNOWN, KeyTroubleTest::nameAKeyThatNeverWas),
    FAILING(Reason.KEY_UNAVAILABLE, test -> test.keys.now = new Failing());

    private final Reason reason;
    private final Consumer<KeyTroubleTest> begin;

    Trouble(Reason reason, Consumer<KeyTroubleTest> begin) {
      this.reason = reason;
      this.begin = begin;
    }
  }

  private static final class Failing implements KeyRing {
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

  /** What needs a key; a refresh reads a credential and replaces it. */
  enum Operation {
    FIND(test -> assertThat(test.vault.find(USER, "name")).contains(STORED)),
    PUT(test -> test.vault.put(USER, "another", STORED)),
    REFRESH(test -> assertThat(test.vault.update(USER, "name", s -> s)).contains(STORED)),
    ROTATE(KeyTroubleTest::rotate);

    private final Consumer<KeyTroubleTest> run;

    Operation(Consumer<KeyTroubleTest> run) {
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

  private void nameAKeyThatNeverWas() {
    Row root = store.find(TokenStore.Key.root("client-id", ACCOUNT.id())).orElseThrow();
    RootValue value = RootValue.parse(root.value());
    RootValue.WrappedDataKey first = value.keys().get(0);
    KeyRing.Wrapped renamed = new KeyRing.Wrapped("never", first.wrapped().bytes());
    RootValue altered =
        new RootValue(value.openedAt(), List.of(new RootValue.WrappedDataKey(first.id(), renamed)));
    store.replace(root.key(), root.version(), altered.toBytes());
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>(store.records("client-id", ACCOUNT.id(), null, 100));
    store.find(TokenStore.Key.root("client-id", ACCOUNT.id())).ifPresent(rows::add);
    return rows;
  }

  private void fill() {
    vault.openAccount(ACCOUNT, NOW);
    vault.put(USER, "name", STORED);
    clock.advance(DataKeys.LIFE.plusMillis(1));
  }

  static List<Arguments> everyTroubleMeetsEverything() {
    List<Arguments> cells = new ArrayList<>();
    for (Trouble trouble : Trouble.values()) {
      for (Operation operation : Operation.values()) {
        cells.add(Arguments.of(trouble, operation));
      }
    }
    return cells;
  }

  @ParameterizedTest
  @MethodSource
  void everyTroubleMeetsEverything(Trouble trouble, Operation operation) {
    fill();
    trouble.begin.accept(this);
    List<Row> before = rows();
    assertThat(before).hasSize(2);

    Throwable error = catchThrowable(() -> operation.run.accept(this));
    assertThat(error)
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.reason()).isEqualTo(trouble.reason));
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      assertThat(String.valueOf(cause)).doesNotContain(CANARY);
    }
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);

    if (trouble != Trouble.UNKNOWN) {
      keys.now = ring(OLD);
      assertThat(vault.find(USER, "name")).contains(STORED);
    }
  }

  static Operation[] whileTheRingIsSlowNothingIsAnswered() {
    return Operation.values();
  }

  @ParameterizedTest
  @MethodSource
  void whileTheRingIsSlowNothingIsAnswered(Operation operation) throws Exception {
    fill();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    keys.now = new Slow(ring(OLD), asked, answers);
    List<Row> before = rows();

    CompletableFuture<Void> call = CompletableFuture.runAsync(() -> operation.run.accept(this));
    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(call).isNotDone();
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);

    answers.countDown();
    call.get(1, TimeUnit.MINUTES);
    assertThat(vault.find(USER, "name")).contains(STORED);
  }

  private record Slow(KeyRing ring, CountDownLatch asked, CountDownLatch answers)
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
      asked.countDown();
      try {
        answers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void everyCellIsThere() {
    assertThat(everyTroubleMeetsEverything()).hasSize(20);
    assertThat(whileTheRingIsSlowNothingIsAnswered()).hasSize(4);
  }
}
