package io.github.mondayauth.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.vault.VaultException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardedKeyRingTest {
  private static final AuthListener NOBODY = new AuthListener() {};

  /** A key ring of which only the primary key's id is asked. */
  private interface Asked extends KeyRing {
    @Override
    default Wrapped wrap(byte[] dataKey, KeyContext context) {
      throw new AssertionError("nothing is wrapped here");
    }

    @Override
    default byte[] unwrap(Wrapped wrapped, KeyContext context) {
      throw new AssertionError("nothing is unwrapped here");
    }
  }

  @Test
  void whatAKeyServiceSaysReachesNoLog() {
    Asked leaking =
        () -> {
          throw new IllegalStateException("POST /unwrap X-Token: planted-secret");
        };
    VaultException told =
        catchThrowableOfType(
            VaultException.class, () -> new GuardedKeyRing(leaking, NOBODY).primaryKeyId());
    StringWriter log = new StringWriter();
    told.printStackTrace(new PrintWriter(log));
    assertThat(told.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    assertThat(log.toString())
        .contains("IllegalStateException", "whatAKeyServiceSaysReachesNoLog")
        .doesNotContain("planted-secret");
  }

  @Test
  void aKeyRingThatHangsDoesNotHangEverybody() throws Exception {
    CountDownLatch inside = new CountDownLatch(GuardedKeyRing.MOST_CALLS);
    CountDownLatch answer = new CountDownLatch(1);
    Asked hanging =
        () -> {
          inside.countDown();
          await(answer);
          return "primary";
        };
    GuardedKeyRing ring = new GuardedKeyRing(hanging, NOBODY, Duration.ZERO);
    ExecutorService threads = Executors.newFixedThreadPool(GuardedKeyRing.MOST_CALLS);
    try {
      for (int i = 0; i < GuardedKeyRing.MOST_CALLS; i++) {
        threads.execute(ring::primaryKeyId);
      }
      inside.await();
      VaultException told = catchThrowableOfType(VaultException.class, ring::primaryKeyId);
      assertThat(told.reason()).isEqualTo(Reason.KEY_UNAVAILABLE);
    } finally {
      answer.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(ring.primaryKeyId()).isEqualTo("primary");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
