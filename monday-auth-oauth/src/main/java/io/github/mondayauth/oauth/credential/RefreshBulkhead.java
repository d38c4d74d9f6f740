package io.github.mondayauth.oauth.credential;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the refreshes that this process sends to one host at a time, so that a host that does not
 * respond cannot occupy all of the application's threads. Callers that wait for a slot give up when
 * the host turns out to be unavailable.
 */
final class RefreshBulkhead {
  private static final int SLOTS = 32;
  private static final int WAITING = 64;

  /** The hosts that have callers. Its monitor guards the counters of each host. */
  private final Map<String, Host> hosts = new HashMap<>();

  private static final class Host {
    private final Semaphore slots = new Semaphore(SLOTS, true);

    /** Callers that hold a slot or wait for one. */
    private int callers;

    /** How often the host was unavailable. */
    private int failures;
  }

  /**
   * Takes a slot, which the caller has to give back with {@link #leave}.
   *
   * @param longestWait how long to wait for a slot; zero or less if the caller does not wait
   * @return false if there is no slot in time, too many callers are waiting, or the host was
   *     unavailable to another caller during the wait
   */
  boolean enter(String name, Duration longestWait) {
    Host host;
    int failures;
    synchronized (hosts) {
      host = hosts.computeIfAbsent(name, absent -> new Host());
      if (host.callers == SLOTS + WAITING) {
        return false;
      }
      host.callers++;
      failures = host.failures;
    }
    boolean hasSlot = false;
    try {
      hasSlot = host.slots.tryAcquire(Math.max(0, longestWait.toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (hosts) {
      if (hasSlot && host.failures == failures) {
        return true;
      }
      if (hasSlot) {
        host.slots.release();
      }
      remove(name, host);
      return false;
    }
  }

  /** Records that the host was unavailable to a caller that holds a slot. */
  void failed(String name) {
    synchronized (hosts) {
      Host host = hosts.get(name);
      if (host != null) {
        host.failures++;
      }
    }
  }

  /** Gives a slot back. */
  void leave(String name) {
    synchronized (hosts) {
      Host host = hosts.get(name);
      if (host != null) {
        host.slots.release();
        remove(name, host);
      }
    }
  }

  private void remove(String name, Host host) {
    host.callers--;
    if (host.callers == 0) {
      hosts.remove(name);
    }
  }
}
