package io.github.mondayauth.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token vault whose keys are in Vault, which is slow, failing, sealed or called by many. */
class TransitVaultTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** How long the vault caches a data key. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private static final MondayUser USER = new MondayAccount(1_825_529).user(4_012_689);
  private static final MondayUser OTHER = new MondayAccount(1_825_530).user(4_012_690);
  private static final Secret SECRET = Secret.of("canary-secret");

  private final FakeTransit server = new FakeTransit();
  private final TokenStore store = TokenStore.inMemory();
  private final Clock clock = new Clock();

  private static final class Clock implements InstantSource {
    private volatile Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }
  }

  TransitVaultTest() {
    server.addKey("monday-auth");
    TokenVault vault = vault(Duration.ofSeconds(20));
    for (MondayUser user : List.of(USER, OTHER)) {
      vault.openAccount(user.account(), NOW);
      vault.put(user, "api-key", SECRET);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Opens the vault, as a process that has just started. */
  private TokenVault vault(Duration timeout) {
    MondayApp app =
        MondayApp.builder("client-id", URI.create("https://app.example.com"))
            .timeSource(clock)
            .build();
    return TokenVault.open(
        app,
        store,
        TransitKeyRing.builder(server.address(), "monday-auth", () -> Secret.of(FakeTransit.TOKEN))
            .timeout(timeout)
            .build());
  }

  @Test
  void twoHundredConcurrentCallersCauseOneCall() throws Exception {
    int callers = 200;
    long before = server.calls("decrypt");
    TokenVault vault = vault(Duration.ofSeconds(20));
    CountDownLatch calling = new CountDownLatch(callers);
    server.fault =
        request -> {
          await(calling);
          return null;
        };
    Set<Secret> found =
        new HashSet<>(
            race(
                callers,
                () -> {
                  calling.countDown();
                  return vault.find(USER, "api-key").orElseThrow();
                }));

    assertThat(found).containsExactly(SECRET);
    assertThat(server.calls("decrypt") - before).isEqualTo(1);
  }

  @Test
  void twoHundredConcurrentCallersShareAFailureAndTheNextCallTriesAgain() throws Exception {
    int callers = 200;
    long before = server.calls("decrypt");
    TokenVault vault = vault(Duration.ofSeconds(20));
    CountDownLatch calling = new CountDownLatch(callers);
    server.fault =
        request -> {
          await(calling);
          return FakeTransit.error(503, "Vault is sealed");
        };
    List<Reason> reasons =
        race(
            callers,
            () -> {
              calling.countDown();
              return reason(() -> vault.find(USER, "api-key"));
            });

    assertThat(reasons).containsOnly(Reason.KEY_UNAVAILABLE);
    assertThat(server.calls("decrypt") - before).isBetween(1L, 100L);
    server.fault = request -> null;
    assertThat(vault.find(USER, "api-key")).contains(SECRET);
  }

  @Test
  void aSlowCallForOneAccountDelaysNoOtherAccount() throws Exception {
    TokenVault vault = vault(Duration.ofSeconds(20));
    vault.find(OTHER, "api-key");
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch mayRespond = new CountDownLatch(1);
    server.fault =
        request -> {
          called.countDown();
          await(mayRespond);
          return null;
        };
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Secret> slow = pool.submit(() -> vault.find(USER, "api-key").orElseThrow());
      await(called);

      assertThat(vault.find(OTHER, "api-key")).contains(SECRET);
      vault.put(OTHER, "api-key", Secret.of("new"));
      assertThat(slow.isDone()).isFalse();

      mayRespond.countDown();
      assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(SECRET);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aServerThatDoesNotRespondFailsFindAndPutOnlyUntilItRecovers() {
    TokenVault vault = vault(Duration.ofMillis(150));
    server.fault =
        request -> new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();

    assertThat(reason(() -> vault.find(USER, "api-key"))).isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(reason(() -> vault.put(USER, "api-key", Secret.of("new"))))
        .isEqualTo(Reason.KEY_UNAVAILABLE);
    server.fault = request -> null;
    assertThat(findOnBusyMachine(vault)).contains(SECRET);
  }

  /** On a busy machine, even a server that responds may not do so within the vault's timeout. */
  private static Optional<Secret> findOnBusyMachine(TokenVault vault) {
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        return vault.find(USER, "api-key");
      } catch (VaultException e) {
        assertThat(e.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
      }
    }
    throw new AssertionError("expected the server to respond within 100 attempts");
  }

  @Test
  void findAndPutReportTheReasonAndWriteNothing() {
    record Failure(int status, String error, Reason reason) {}
    List<Failure> failures =
        List.of(
            new Failure(503, "Vault is sealed", Reason.KEY_UNAVAILABLE),
            new Failure(403, "permission denied", Reason.KEY_DISABLED),
            new Failure(400, "encryption key not found", Reason.KEY_UNKNOWN),
            new Failure(404, "no handler for route", Reason.KEY_UNKNOWN),
            new Failure(400, "cipher: message authentication failed", Reason.KEY_MISMATCH));
    List<Row> before = rows();
    for (Failure failure : failures) {
      server.fault = request -> FakeTransit.error(failure.status, failure.error);
      TokenVault vault = vault(Duration.ofSeconds(20));

      assertThat(reason(() -> vault.find(USER, "api-key"))).isEqualTo(failure.reason);
      assertThat(reason(() -> vault.put(USER, "api-key", Secret.of("new"))))
          .isEqualTo(failure.reason);
      assertThat(reason(() -> vault.putIfAbsent(USER, "another", Secret.of("new"))))
          .isEqualTo(failure.reason);
    }
    assertThat(rows()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void opensNoAccountWhileTheServerFails() {
    MondayAccount account = new MondayAccount(7);
    server.sealed = true;
    TokenVault vault = vault(Duration.ofSeconds(20));

    assertThat(reason(() -> vault.openAccount(account, NOW))).isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(store.find(TokenStore.Key.root("client-id", 7))).isEmpty();
    server.sealed = false;
    vault.openAccount(account, NOW);
    vault.put(account, "api-key", SECRET);
    assertThat(vault(Duration.ofSeconds(20)).find(account, "api-key")).contains(SECRET);
  }

  @Test
  void aFailureNeverExtendsTheLifetimeOfACachedKey() {
    TokenVault vault = vault(Duration.ofSeconds(20));
    vault.find(USER, "api-key");
    server.sealed = true;

    for (int minute = 0; minute < 5; minute++) {
      clock.now = NOW.plus(Duration.ofMinutes(minute));
      assertThat(vault.find(USER, "api-key")).contains(SECRET);
      assertThat(reason(() -> vault.find(OTHER, "api-key"))).isEqualTo(Reason.KEY_UNAVAILABLE);
    }
    for (int more = 1; more <= 5; more++) {
      clock.now = NOW.plus(LIFE).plusMillis(more);
      assertThat(reason(() -> vault.find(USER, "api-key"))).isEqualTo(Reason.KEY_UNAVAILABLE);
      assertThat(reason(() -> vault.put(USER, "api-key", Secret.of("new"))))
          .isEqualTo(Reason.KEY_UNAVAILABLE);
    }
    server.sealed = false;
    assertThat(vault.find(USER, "api-key")).contains(SECRET);
  }

  @Test
  void aRevokedTokenEndsTheUseOfKeysWhenTheCacheExpires() {
    TokenVault vault = vault(Duration.ofSeconds(20));
    vault.find(USER, "api-key");
    server.token = "hvs.another";

    clock.now = NOW.plus(LIFE).plusMillis(1);
    assertThat(reason(() -> vault.find(USER, "api-key"))).isEqualTo(Reason.KEY_DISABLED);
  }

  @Test
  void forgettingAnAccountNeedsNoServer() {
    TokenVault vault = vault(Duration.ofSeconds(20));
    server.sealed = true;

    assertThat(vault.forget(USER.account())).isEqualTo(1);
    assertThat(vault.find(USER, "api-key")).isEmpty();
  }

  @Test
  void storedRecordsCanBeDecryptedWithTheServersKeyOnly() {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(
            row -> assertThat(new String(row.value(), UTF_8)).doesNotContain("canary", "hvs."));
    server.removeKey("monday-auth");
    server.addKey("monday-auth");

    assertThat(reason(() -> vault(Duration.ofSeconds(20)).find(USER, "api-key")))
        .isEqualTo(Reason.KEY_MISMATCH);
  }

  @Test
  void logsNoSecret() {
    List<String> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public synchronized void publish(LogRecord line) {
            logged.add(line.getMessage() + " " + line.getThrown());
            for (Object parameter :
                line.getParameters() == null ? new Object[0] : line.getParameters()) {
              logged.add(String.valueOf(parameter));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    handler.setLevel(Level.ALL);
    root.setLevel(Level.ALL);
    root.addHandler(handler);
    try {
      Logger.getLogger("test").finest("the handler is installed");
      vault(Duration.ofSeconds(20)).find(USER, "api-key");
      server.token = "hvs.another";
      assertThat(reason(() -> vault(Duration.ofSeconds(20)).find(USER, "api-key"))).isNotNull();
    } finally {
      root.removeHandler(handler);
      root.setLevel(before);
    }
    assertThat(logged)
        .contains("the handler is installed null")
        .allSatisfy(
            line -> assertThat(line).doesNotContain("canary", "hvs.", "vault:v1:", "plaintext"));
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>(store.roots("client-id", null, 100));
    for (MondayUser user : List.of(USER, OTHER)) {
      rows.addAll(store.records("client-id", user.account().id(), null, 100));
    }
    return rows;
  }

  private static Reason reason(ThrowingCallable call) {
    VaultException failure = catchThrowableOfType(VaultException.class, call);
    assertThat(failure).as("failure").isNotNull();
    return failure.reason();
  }

  private static <T> List<T> race(int threads, Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        calls.add(pool.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : calls) {
        results.add(each.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
