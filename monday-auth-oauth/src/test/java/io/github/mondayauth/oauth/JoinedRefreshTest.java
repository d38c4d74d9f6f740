package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mondayauth.oauth.OAuthException.Reason;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thread that needs a credential while another thread of its instance refreshes it. */
final class JoinedRefreshTest {
  private final RefreshBench bench = new RefreshBench();
  private final Connections connections = bench.instance();
  private final CountDownLatch calling = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicReference<Error> error = new AtomicReference<>();
  private final Caller first = new Caller();
  private final Caller second = new Caller();

  /** A thread that needs the credential, and keeps what it caught. */
  private final class Caller {
    private final FutureTask<Throwable> caught =
        new FutureTask<>(
            () -> {
              Throwable thrown =
                  catchThrowable(() -> connections.credential(RefreshBench.ADA, "acme"));
              isInterrupted = Thread.currentThread().isInterrupted();
              return thrown;
            });
    private final Thread thread = new Thread(caught, "needs the credential");
    private volatile boolean isInterrupted;

    void assertUnavailable() throws Exception {
      assertThat(caught.get(1, TimeUnit.MINUTES))
          .isInstanceOfSatisfying(
              OAuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }
  }

  @BeforeEach
  void joinARefresh() throws Exception {
    bench.connectAndExpire(connections);
    bench.provider =
        request -> {
          calling.countDown();
          try {
            release.await();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
          if (error.get() != null) {
            throw error.get();
          }
          return RefreshBench.json(503, "{}");
        };
    first.thread.start();
    calling.await();
    second.thread.start();
    while (second.thread.getState() != Thread.State.TIMED_WAITING && !second.caught.isDone()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void release() throws Exception {
    release.countDown();
    first.thread.join();
    second.thread.join();
  }

  @Test
  void bothGetTheFailure() throws Exception {
    release.countDown();

    first.assertUnavailable();
    second.assertUnavailable();
    assertThat(bench.calls.get()).isEqualTo(1);
  }

  @Test
  void anErrorReachesBothAndNoLaterCaller() throws Exception {
    error.set(new AssertionError("planted"));
    release.countDown();

    assertThat(first.caught.get(1, TimeUnit.MINUTES)).isSameAs(error.get());
    assertThat(second.caught.get(1, TimeUnit.MINUTES)).hasCause(error.get());
    bench.recover();
    // A new credential, since the old one stays leased: nobody knows what the call led to.
    bench.connectAndExpire(connections);
    assertThat(connections.credential(RefreshBench.ADA, "acme")).isNotNull();
    assertThat(bench.calls.get()).isEqualTo(2);
  }

  @Test
  void anInterruptedThreadGivesUpAndStaysInterrupted() throws Exception {
    second.thread.interrupt();

    second.assertUnavailable();
    assertThat(second.isInterrupted).isTrue();
    assertThat(first.caught.isDone()).isFalse();
  }
}
