package io.github.mondayauth.vault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A point in time by both clocks: the wall clock also counts while a machine is frozen, the other
 * one also when the wall clock is set back.
 */
record Moment(Instant wall, long nanos) {
  static Moment now(InstantSource time) {
    return new Moment(time.instant(), System.nanoTime());
  }

  /** Whether by either clock more than that has passed until the later moment. */
  boolean isOlderThan(Duration age, Moment now) {
    return now.nanos - nanos > age.toNanos() || wall.plus(age).isBefore(now.wall);
  }
}
