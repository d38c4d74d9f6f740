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
 * The places on a node's way where a test can make it wait: the first thread that comes to an armed
 * place says so and stays until it is let go. Safe for use by several threads.
 */
final class Pauses {
  /** Where. */
  enum Place {
    /** A record was replaced: in a refresh, first the lease is taken. */
    LEASED,
    /** A request is about to be sent: whatever is checked before it was checked. */
    SENDING,
    /** An answer came, and nobody has seen it. */
    ANSWERED
  }

  private final Consumer<Place> reached;
  private final Set<Place> armed = EnumSet.noneOf(Place.class);
  private int letGo;
  private int arrived;

  Pauses(Consumer<Place> reached) {
    this.reached = reached;
  }

  synchronized void arm(Place place) {
    armed.add(place);
  }

  /** Lets everybody go on, and arms nothing any more. */
  synchronized void pass() {
    armed.clear();
    letGo = arrived;
    notifyAll();
  }

  private synchronized void come(Place place) {
    if (!armed.remove(place)) {
      return;
    }
    int mine = ++arrived;
    reached.accept(place);
    while (letGo < mine) {
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
        come(Place.SENDING);
        Response response = transport.send(request);
        come(Place.ANSWERED);
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
                  come(Place.LEASED);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
