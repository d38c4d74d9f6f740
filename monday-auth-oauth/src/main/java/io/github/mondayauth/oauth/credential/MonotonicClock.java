package io.github.mondayauth.oauth.credential;

import java.util.concurrent.locks.LockSupport;

/** Time that has elapsed in this process, which no change of the wall clock affects. */
public interface MonotonicClock {
  /** The clock of the JVM. */
  MonotonicClock SYSTEM =
      new MonotonicClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** A reading in nanoseconds, of which only differences have a meaning. */
  long nanos();

  /** Blocks the thread for about this many nanoseconds. */
  void pause(long nanos);
}
