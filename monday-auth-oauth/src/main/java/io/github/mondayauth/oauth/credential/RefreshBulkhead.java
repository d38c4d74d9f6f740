package io.github.mondayauth.oauth.credential;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits the refreshes that this process sends to one host at a time, so that a host that does not
 * respond cannot occupy all of the application's threads. Callers that wait for a slot give up when
 * the host turns out to be unavailable.
 */
final class RefreshBulkhead {
  static final int SLOTS = 32;
  static final int WAITING = 64;

  private final Map<String, Host> hosts = new ConcurrentHashMap<>();

  private static final class Host {
    private final Semaphore slots = new Semaphore(SLOTS, true);

    /** How often the host was unavailable. */
    private final AtomicInteger failures = new AtomicInteger();

    /** Callers that hold a slot or wait for one. Read and written under the map's lock only. */
    private int callers;
  }

  /**
   * Takes a slot, which the caller has to give back with {@link #leave}.
   *
   * @param longestWait how long to wait for a slot; zero or less if the caller does not wait
   * @return false if there is no slot in time, too many callers are waiting, or the host was
   *     unavailable to another caller during the wait
   */
  boolean enter(String hostName, Duration longestWait) {
    @Nullable Host host = join(hostName);
    if (host == null) {
      return false;
    }
    boolean entered = false;
    int failures = host.failures.get();
    try {
      entered = host.slots.tryAcquire(Math.max(0, longestWait.toNanos()), TimeUnit.NANOSECONDS);
      if (entered && host.failures.get() != failures) {
        host.slots.release();
        entered = false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!entered) {
        part(hostName);
      }
    }
    return entered;
  }

  /** Records that the host was unavailable to a caller that holds a slot. */
  void failed(String hostName) {
    Host host = hosts.get(hostName);
    if (host != null) {
      host.failures.incrementAndGet();
    }
  }

  /** Gives a slot back. */
  void leave(String hostName) {
    Host host = hosts.get(hostName);
    if (host != null) {
      host.slots.release();
      part(hostName);
    }
  }

  private @Nullable Host join(String hostName) {
    boolean[] joined = new boolean[1];
    Host host =
        hosts.compute(
            hostName,
            (name, known) -> {
              Host each = known == null ? new Host() : known;
              joined[0] = each.callers < SLOTS + WAITING;
              each.callers += joined[0] ? 1 : 0;
              return each;
            });
    return joined[0] ? host : null;
  }

  private void part(String hostName) {
    hosts.computeIfPresent(hostName, (name, host) -> --host.callers == 0 ? null : host);
  }
}
