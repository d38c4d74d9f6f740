package io.github.mondayauth.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds a port for a server that starts later, such as an application whose own URL is part of its
 * configuration. Static methods only, safe for use by several threads.
 */
public final class FreePort {
  // Below the ports that Linux, macOS and Windows give by default to sockets that do not choose
  // one, so that none of those sockets takes the port before the server that it was found for.
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /**
   * Finds a port that no server uses, and that no other caller in this process gets next. Another
   * process could take it in the meantime, but only one that asks for this very number.
   *
   * @return a port from 20000 to 31999
   * @throws IllegalStateException if all of them are in use
   */
  public static int find() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (IOException inUse) {
        // The next one may be free.
      }
    }
    throw new IllegalStateException("expected a free port from 20000 to 31999, found none");
  }
}
