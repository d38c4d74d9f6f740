package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.credential.MonotonicClock;
import java.time.Duration;

/** The time that is left for several requests together. */
final class TimeLimit {
  private final MonotonicClock clock;
  private final long end;

  private TimeLimit(MonotonicClock clock, long end) {
    this.clock = clock;
    this.end = end;
  }

  static TimeLimit of(Duration longest, MonotonicClock clock) {
    return new TimeLimit(clock, clock.nanos() + longest.toNanos());
  }

  /** What is left, which is zero or negative when the time is up. */
  Duration left() {
    return Duration.ofNanos(end - clock.nanos());
  }

  boolean isUp() {
    return end - clock.nanos() <= 0;
  }

  /** A limit within this one: one of several equal shares of what is left, but not a longer one. */
  TimeLimit share(int shares, Duration longest) {
    Duration share = left().dividedBy(shares);
    return of(share.compareTo(longest) < 0 ? share : longest, clock);
  }
}
