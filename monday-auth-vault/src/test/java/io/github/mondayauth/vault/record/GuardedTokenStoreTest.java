package io.github.mondayauth.vault.record;

import static io.github.mondayauth.vault.Vaults.NOW;
import static io.github.mondayauth.vault.Vaults.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStoreWrapper;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.VaultException.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedTokenStoreTest {
  private static final TokenStore.Key KEY = new TokenStore.Key("app", 1, "name");
  private static final List<Method> METHODS =
      Arrays.stream(TokenStore.class.getMethods())
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .toList();

  /** A store whose methods record their name and throw. */
  private static TokenStore failing(List<String> called, RuntimeException failure) {
    return (TokenStore)
        Proxy.newProxyInstance(
            TokenStore.class.getClassLoader(),
            new Class<?>[] {TokenStore.class},
            (proxy, method, arguments) -> {
              called.add(method.getName());
              throw failure;
            });
  }

  private static void call(Method method, TokenStore store) throws Throwable {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(GuardedTokenStoreTest::anyOf).toArray();
    try {
      method.invoke(store, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static Object anyOf(Class<?> type) {
    if (type == TokenStore.Key.class) {
      return KEY;
    }
    if (type == byte[].class) {
      return new byte[1];
    }
    if (type == String.class) {
      return "epoch";
    }
    return type == long.class ? (Object) 1L : type == int.class ? (Object) 1 : NOW;
  }

  @Test
  void delegatesEveryMethodAndMakesItsExceptionsTyped() {
    assertThat(METHODS).hasSize(9);
    for (Method method : METHODS) {
      List<String> called = new ArrayList<>();
      IllegalStateException failure = new IllegalStateException("the database is down");
      TokenStore guarded = new GuardedTokenStore(failing(called, failure));

      assertReason(() -> call(method, guarded), Reason.STORE_FAILED);
      assertThatThrownBy(() -> call(method, guarded)).hasCause(failure);
      assertThat(called).as("calls of the wrapped store").containsOnly(method.getName());
    }
  }

  @Test
  void passesATypedExceptionOn() {
    VaultException typed = new VaultException(Reason.CONTENDED, "typed");
    TokenStore guarded = new GuardedTokenStore(failing(new ArrayList<>(), typed));
    assertThatThrownBy(() -> guarded.find(KEY)).isSameAs(typed);
  }

  /** Throws any exception without declaring it, as Kotlin does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E undeclared(Exception thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void keepsTheInterruptFlagIfTheStoreThrowsAnUndeclaredInterruptedException() {
    TokenStoreWrapper interrupted =
        () -> {
          throw GuardedTokenStoreTest.<RuntimeException>undeclared(new InterruptedException("x"));
        };
    TokenStore guarded = new GuardedTokenStore(interrupted);
    assertReason(() -> guarded.find(KEY), Reason.STORE_FAILED);
    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
  }

  @Test
  void returnsWhatTheStoreReturns() {
    TokenStore store = TokenStore.inMemory();
    TokenStore guarded = new GuardedTokenStore(store);
    guarded.create(TokenStore.Key.root("app", 1), "epoch", new byte[1], null);
    assertThat(guarded.put(KEY, "epoch", new byte[] {2})).isTrue();
    assertThat(guarded.find(KEY).orElseThrow().value()).isEqualTo(new byte[] {2});
    assertThat(guarded.records("app", 1, null, 10)).hasSize(1);
    guarded.create(new TokenStore.Key("app", 1, "used"), "epoch", new byte[0], NOW);
    assertThat(guarded.purge(NOW.plusSeconds(1), 10)).isOne();
    assertThat(guarded).hasToString("GuardedTokenStore[InMemoryTokenStore]");
  }
}
