package io.github.mondayauth.oauth;

import io.github.mondayauth.vault.TokenStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A hook that runs in place of each method of a store. */
interface HookedStore {
  /**
   * Called in place of the method.
   *
   * @param call calls the method
   * @return the method's result
   */
  Object around(String method, Object[] arguments, Callable<Object> call) throws Exception;

  /** The store, and an action before the given read of a credential, counted from 1. */
  static TokenStore beforeRead(TokenStore store, int number, Runnable action) {
    AtomicInteger reads = new AtomicInteger();
    return of(
        store,
        (method, arguments, call) -> {
          boolean isOfCredential =
              method.equals("find")
                  && ((TokenStore.Key) arguments[0]).name().startsWith("credential/");
          if (isOfCredential && reads.incrementAndGet() == number) {
            action.run();
          }
          return call.call();
        });
  }

  /** The store with the hook around each of its methods. */
  static TokenStore of(TokenStore store, HookedStore hook) {
    return (TokenStore)
        Proxy.newProxyInstance(
            HookedStore.class.getClassLoader(),
            new Class<?>[] {TokenStore.class},
            (proxy, method, arguments) ->
                hook.around(
                    method.getName(),
                    arguments,
                    () -> {
                      try {
                        return method.invoke(store, arguments);
                      } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof RuntimeException cause) {
                          throw cause;
                        }
                        throw e;
                      }
                    }));
  }
}
