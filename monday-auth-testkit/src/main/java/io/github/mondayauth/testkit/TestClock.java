package io.github.mondayauth.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that moves only when it is told to. Given to the application and to the servers of a test
 * alike, it lets an hour pass for all of them at once.
 *
 * <p>Safe for use by several threads.
 */
public final class TestClock implements InstantSource {
  private volatile Instant now;

  private TestClock(Instant now) {
    this.now = now;
  }

  /**
   * A clock that stands still.
   *
   * @param start the time it shows first
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
   * @param step how far; negative goes back
   */
  public synchronized void advance(Duration step) {
    now = now.plus(step);
  }
}
