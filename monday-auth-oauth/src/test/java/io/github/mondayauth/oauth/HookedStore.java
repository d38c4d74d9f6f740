package io.github.mondayauth.oauth;

import io.github.mondayauth.vault.TokenStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/** A store that lets a test do something around each call. */
interface HookedStore {
  /** Called instead of each method; {@code call} does what the method does. */
  Object around(String method, Object[] arguments, Callable<Object> call) throws Exception;

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
