package io.github.mondayauth.examples.endtoend;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the threads that pass it until a test opens it. */
final class Barrier {
  /** Holds nobody. */
  static final Barrier OPEN = new Barrier(0);

  private final CountDownLatch arrivals;
  private final CountDownLatch release = new CountDownLatch(1);

  /** A barrier that expects this number of threads; 0: it is open. */
  Barrier(int expected) {
    arrivals = new CountDownLatch(expected);
    if (expected == 0) {
      release.countDown();
    }
  }

  void pass() {
    arrivals.countDown();
    try {
      release.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Waits until every expected thread has arrived; false if that takes too long. */
  boolean awaitArrivals(int seconds) throws InterruptedException {
    return arrivals.await(seconds, TimeUnit.SECONDS);
  }

  void open() {
    release.countDown();
  }
}
