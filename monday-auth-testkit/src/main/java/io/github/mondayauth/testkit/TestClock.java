package io.github.mondayauth.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that moves only when {@link #advance} is called. If the application and the fake servers
 * share one, a test can let time pass for all of them together.
 *
 * <p>Safe for use by several threads.
 */
public final class TestClock implements InstantSource {
  private volatile Instant now;

  private TestClock(Instant now) {
    this.now = now;
  }

  /**
   * Creates a clock that is stopped at an instant.
   *
   * @param start the initial time
   * @return the clock
   */
  public static TestClock at(Instant start) {
    return new TestClock(start);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /**
   * Moves the clock.
   *
   * @param step how far; a negative duration moves it back
   */
  public synchronized void advance(Duration step) {
    now = now.plus(step);
  }
}
