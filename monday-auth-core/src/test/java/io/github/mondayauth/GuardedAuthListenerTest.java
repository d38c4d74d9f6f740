package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedAuthListenerTest {
  private final List<String> events = new ArrayList<>();

  /** Records every event, and then throws. */
  private final AuthListener failing =
      (AuthListener)
          Proxy.newProxyInstance(
              AuthListener.class.getClassLoader(),
              new Class<?>[] {AuthListener.class},
              (proxy, method, arguments) -> {
                events.add(method.getName() + Arrays.asList(arguments));
                throw new IllegalStateException("a bug of the listener");
              });

  static Stream<Method> events() {
    return Arrays.stream(AuthListener.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic())
        .sorted(Comparator.comparing(Method::getName)); // the same order in every process
  }

  @ParameterizedTest
  @MethodSource("events")
  void passesEveryEventOnAndDiscardsExceptions(Method event) throws Exception {
    Object[] arguments =
        Arrays.stream(event.getParameterTypes()).map(GuardedAuthListenerTest::argument).toArray();

    event.invoke(GuardedAuthListener.of(failing), arguments);

    assertThat(events).containsExactly(event.getName() + Arrays.asList(arguments));
  }

  private static Object argument(Class<?> type) {
    MondayAccount account = new MondayAccount(7);
    return Stream.of(TokenKind.REQUEST, Reason.EXPIRED, account.user(8), account, "text", 3)
        .filter(value -> type.isInstance(value) || (type == int.class && value instanceof Integer))
        .findFirst()
        .orElseThrow();
  }
}
