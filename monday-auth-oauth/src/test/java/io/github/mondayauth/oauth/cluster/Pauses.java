package io.github.mondayauth.oauth.cluster;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.vault.TokenStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Points at which a test can pause an instance: the first thread that reaches an armed point
 * reports it and waits until it is released. Safe for use by several threads.
 */
final class Pauses {
  /** A point in the work of an instance. */
  enum Point {
    /** A record was replaced. In a refresh, the first replacement takes the lease. */
    LEASED,
    /** A request is about to be sent, and all checks before it are done. */
    SENDING,
    /** A response was received and not yet read. */
    RESPONDED
  }

  private final Consumer<Point> reached;
  private final Set<Point> armed = EnumSet.noneOf(Point.class);
  private int released;
  private int waiting;

  Pauses(Consumer<Point> reached) {
    this.reached = reached;
  }

  synchronized void arm(Point point) {
    armed.add(point);
  }

  /** Disarms all points and releases every waiting thread. */
  synchronized void release() {
    armed.clear();
    released = waiting;
    notifyAll();
  }

  private synchronized void pauseAt(Point point) {
    if (!armed.remove(point)) {
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
                if (method.getName().equals("replace")) {
                  pauseAt(Point.LEASED);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
