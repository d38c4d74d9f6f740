package io.github.mondayauth.oauth.cluster;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.vault.TokenStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Points at which a test can pause an instance: the first thread that reaches an armed point
 * reports it and waits until it is released. A point can be armed for a later occurrence. Safe for
 * use by several threads.
 */
final class Pauses {
  /** A point in the work of an instance. */
  enum Point {
    /** A record was replaced. In a refresh, the first replacement takes the lease. */
    LEASED,
    /** A request is about to be sent, and all checks before it are done. */
    SENDING,
    /** A response was received and not yet read. */
    RESPONDED,
    /**
     * A record was replaced by the thread whose last request was a refresh: it stored the grant.
     */
    REFRESHED,
    /** An account and all its records were deleted. */
    DELETED,
    /** Overdue records were deleted. */
    PURGED
  }

  private final Consumer<Point> reached;
  private final Map<Point, Integer> armed = new EnumMap<>(Point.class);
  private final ThreadLocal<Boolean> hasRefreshed = ThreadLocal.withInitial(() -> false);
  private int released;
  private int waiting;

  Pauses(Consumer<Point> reached) {
    this.reached = reached;
  }

  /**
   * Arms a point.
   *
   * @param occurrence which occurrence from now on pauses a thread, from 1
   */
  synchronized void arm(Point point, int occurrence) {
    armed.put(point, occurrence);
  }

  /** Disarms all points and releases every waiting thread. */
  synchronized void release() {
    armed.clear();
    released = waiting;
    notifyAll();
  }

  private synchronized void pauseAt(Point point) {
    Integer occurrence = armed.remove(point);
    if (occurrence == null) {
      return;
    }
    if (occurrence > 1) {
      armed.put(point, occurrence - 1);
      return;
    }
    int mine = ++waiting;
    reached.accept(point);
    while (released < mine) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  HttpTransport transport(HttpTransport transport) {
    return new HttpTransport() {
      @Override
      public Response send(Request request) throws IOException {
        pauseAt(Point.SENDING);
        Response response = transport.send(request);
        hasRefreshed.set(request.body().contains("grant_type=refresh_token"));
        pauseAt(Point.RESPONDED);
        return response;
      }

      @Override
      public Duration callTimeout() {
        return transport.callTimeout();
      }
    };
  }

  TokenStore store(TokenStore store) {
    return (TokenStore)
        Proxy.newProxyInstance(
            TokenStore.class.getClassLoader(),
            new Class<?>[] {TokenStore.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(store, arguments);
                pauseAfter(method.getName());
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void pauseAfter(String method) {
    switch (method) {
      case "replace" -> {
        pauseAt(Point.LEASED);
        if (hasRefreshed.get()) {
          hasRefreshed.set(false);
          pauseAt(Point.REFRESHED);
        }
      }
      case "deleteAccount" -> pauseAt(Point.DELETED);
      case "purge" -> pauseAt(Point.PURGED);
      default -> {}
    }
  }
}
