package io.github.mondayauth.vault.key;

import static io.github.mondayauth.vault.Vaults.ACCOUNT;
import static io.github.mondayauth.vault.Vaults.GITHUB;
import static io.github.mondayauth.vault.Vaults.KEYS;
import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.FaultyKeyRing;
import io.github.mondayauth.vault.KeyContext;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import io.github.mondayauth.vault.Vaults;
import io.github.mondayauth.vault.internal.AccountRecords;
import io.github.mondayauth.vault.internal.AccountRoot;
import io.github.mondayauth.vault.internal.VaultAccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardedKeyRingTest {
  private static final AuthListener NO_LISTENER = new AuthListener() {};

  /** A key ring that is called for the primary key's id only. */
  private interface IdOnlyKeyRing extends KeyRing {
    @Override
    default Wrapped wrap(byte[] dataKey, KeyContext context) {
      throw new AssertionError("expected no call of wrap");
    }

    @Override
    default byte[] unwrap(Wrapped wrapped, KeyContext context) {
      throw new AssertionError("expected no call of unwrap");
    }
  }

  @Test
  void theMessageOfAKeyServicesExceptionReachesNoLog() {
    IdOnlyKeyRing leaking =
        () -> {
          throw new IllegalStateException("POST /unwrap X-Token: planted-secret");
        };
    VaultException thrown =
        catchThrowableOfType(
            VaultException.class, () -> new GuardedKeyRing(leaking, NO_LISTENER).primaryKeyId());
    StringWriter log = new StringWriter();
    thrown.printStackTrace(new PrintWriter(log));
    assertThat(thrown.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(log.toString())
        .contains("IllegalStateException", "theMessageOfAKeyServicesExceptionReachesNoLog")
        .doesNotContain("planted-secret");
  }

  /** Throws any exception without declaring it, as Kotlin does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E undeclared(Exception thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void keepsTheInterruptFlagIfTheKeyRingThrowsAnUndeclaredInterruptedException() {
    IdOnlyKeyRing interrupted =
        () -> {
          throw GuardedKeyRingTest.<RuntimeException>undeclared(new InterruptedException("x"));
        };
    GuardedKeyRing guarded = new GuardedKeyRing(interrupted, NO_LISTENER);
    assertReason(guarded::primaryKeyId, Reason.KEY_UNAVAILABLE);
    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
  }

  @Test
  void aKeyRingThatHangsDoesNotHangEveryCaller() throws Exception {
    CountDownLatch entered = new CountDownLatch(GuardedKeyRing.MOST_CALLS);
    CountDownLatch mayReturn = new CountDownLatch(1);
    IdOnlyKeyRing hanging =
        () -> {
          entered.countDown();
          await(mayReturn);
          return "primary";
        };
    GuardedKeyRing ring = new GuardedKeyRing(hanging, NO_LISTENER, Duration.ZERO);
    ExecutorService threads = Executors.newFixedThreadPool(GuardedKeyRing.MOST_CALLS);
    try {
      for (int i = 0; i < GuardedKeyRing.MOST_CALLS; i++) {
        threads.execute(ring::primaryKeyId);
      }
      entered.await();
      assertReason(ring::primaryKeyId, Reason.KEY_UNAVAILABLE);
    } finally {
      mayReturn.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(ring.primaryKeyId()).isEqualTo("primary");
  }

  @Test
  void aCallerThatIsInterruptedWhileItWaitsStaysInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(GuardedKeyRing.MOST_CALLS);
    CountDownLatch mayReturn = new CountDownLatch(1);
    IdOnlyKeyRing hanging =
        () -> {
          entered.countDown();
          await(mayReturn);
          return "primary";
        };
    GuardedKeyRing ring = new GuardedKeyRing(hanging, NO_LISTENER);
    ExecutorService threads = Executors.newFixedThreadPool(GuardedKeyRing.MOST_CALLS);
    try {
      for (int i = 0; i < GuardedKeyRing.MOST_CALLS; i++) {
        threads.execute(ring::primaryKeyId);
      }
      entered.await();
      Thread.currentThread().interrupt();
      assertReason(ring::primaryKeyId, Reason.KEY_UNAVAILABLE);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      mayReturn.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void theListenerReceivesEachFailureAndMayFailItself() {
    List<String> events = new ArrayList<>();
    AuthListener listener =
        new AuthListener() {
          @Override
          public void keyFailed(String reasonCode, @Nullable String keyId) {
            events.add(reasonCode + " " + keyId);
            throw new IllegalStateException("a failing listener changes no outcome");
          }
        };
    TestClock clock = Vaults.clock();
    MondayApp app =
        MondayApp.builder(Vaults.CLIENT_ID, URI.create("https://app.example.com"))
            .timeSource(clock)
            .listener(listener)
            .build();
    FaultyKeyRing keys = new FaultyKeyRing(KeyRing.of(KEYS));
    AccountRecords records = VaultAccess.records(TokenVault.open(app, TokenStore.inMemory(), keys));
    AccountRoot root = records.open(ACCOUNT, NOW);
    records.create(GITHUB, root.epoch(), new byte[] {7});
    clock.advance(Duration.ofHours(1));
    keys.fail();

    assertReason(() -> records.find(GITHUB), Reason.KEY_UNAVAILABLE);
    assertThat(events).containsExactly("key_unavailable " + KeyRing.of(KEYS).primaryKeyId());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void refusesAPrimaryKeyIdThatCannotBeStored() {
    for (String id : new String[] {"", "k\u0000", "ü", "k".repeat(65)}) {
      IdOnlyKeyRing ring = () -> id;
      VaultException thrown =
          catchThrowableOfType(
              VaultException.class, () -> new GuardedKeyRing(ring, NO_LISTENER).primaryKeyId());
      assertThat(thrown.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    }
    IdOnlyKeyRing longest = () -> "k".repeat(64);
    assertThat(new GuardedKeyRing(longest, NO_LISTENER).primaryKeyId()).hasSize(64);
  }
}
