package io.github.mondayauth.vault.key;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A reading of the wall clock and of the monotonic clock at one moment. Only the wall clock
 * advances while a machine is suspended, and only the monotonic clock is safe from being set back.
 */
record ClockReading(Instant wall, long nanos) {
  static ClockReading now(InstantSource time) {
    return new ClockReading(time.instant(), System.nanoTime());
  }

  /** Whether this reading is older than {@code age} by either clock. */
  boolean isOlderThan(Duration age, ClockReading now) {
    return now.nanos - nanos > age.toNanos() || wall.plus(age).isBefore(now.wall);
  }
}
