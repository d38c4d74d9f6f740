package io.github.mondayauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.mondayauth.TokenRejectedException.Reason;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
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

  @ParameterizedTest
  @MethodSource("events")
  void passesEveryEventOnToAllListenersEvenIfTheFirstOneFails(Method event) throws Exception {
    Object[] arguments =
        Arrays.stream(event.getParameterTypes()).map(GuardedAuthListenerTest::argument).toArray();

    event.invoke(AuthListener.all(List.of(failing, failing)), arguments);

    assertThat(events).hasSize(2);
  }

  @Test
  void aFailedLookUpChangesNoOutcomeAndIsRepeated() {
    List<List<AuthListener>> found = new ArrayList<>(List.of(List.of(failing)));
    Iterable<AuthListener> listeners = () -> found.remove(found.size() - 1).iterator();
    found.add(null);
    AuthListener all = AuthListener.all(listeners);

    all.verified(TokenKind.REQUEST, 0);
    all.verified(TokenKind.REQUEST, 1);

    assertThat(events).containsExactly("verified[REQUEST, 1]");
  }

  @Test
  void logsTheClassOfTheListenerAndOfItsExceptionAndNotTheMessage() {
    List<String> logged = logged(GuardedAuthListener.of(failing));

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0))
        .contains("java.lang.IllegalStateException", failing.getClass().getName())
        .doesNotContain("a bug of the listener");
  }

  /** Throws any exception without declaring it, as Kotlin does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E undeclared(Exception thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void discardsAnExceptionThatAListenerOrALookUpDoesNotDeclare() {
    AuthListener undeclared =
        new AuthListener() {
          @Override
          public void verified(TokenKind kind, int secretIndex) {
            throw GuardedAuthListenerTest.<RuntimeException>undeclared(new IOException("planted"));
          }
        };
    Iterable<AuthListener> listeners =
        () -> {
          throw GuardedAuthListenerTest.<RuntimeException>undeclared(new IOException("planted"));
        };

    assertThat(logged(AuthListener.all(List.of(undeclared, failing)))).hasSize(2);
    assertThat(events).as("of the listener that follows").hasSize(1);
    assertThat(logged(AuthListener.all(listeners)))
        .singleElement(STRING)
        .contains("java.io.IOException")
        .doesNotContain("planted");
  }

  @Test
  void keepsTheInterruptFlagIfAListenerThrowsAnUndeclaredInterruptedException() {
    AuthListener interrupted =
        new AuthListener() {
          @Override
          public void verified(TokenKind kind, int secretIndex) {
            throw GuardedAuthListenerTest.<RuntimeException>undeclared(
                new InterruptedException("planted"));
          }
        };
    GuardedAuthListener.of(interrupted).verified(TokenKind.REQUEST, 0);
    assertThat(Thread.interrupted()).as("the interrupt flag").isTrue();
  }

  @Test
  void logsAFailedLookUpAndNotItsMessage() {
    Iterable<AuthListener> listeners =
        () -> {
          throw new IllegalStateException("a bug of the container");
        };

    List<String> logged = logged(AuthListener.all(listeners));

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0))
        .contains("java.lang.IllegalStateException", listeners.getClass().getName())
        .doesNotContain("a bug of the container");
  }

  /** Returns what this thread logs while the listener receives an event. */
  private static List<String> logged(AuthListener listener) {
    List<String> logged = new ArrayList<>();
    long thisThread = Thread.currentThread().getId();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getLongThreadID() == thisThread) {
              logged.add(new SimpleFormatter().formatMessage(entry));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.github.mondayauth");
    logger.addHandler(handler);
    try {
      listener.verified(TokenKind.REQUEST, 0);
    } finally {
      logger.removeHandler(handler);
    }
    return logged;
  }

  private static Object argument(Class<?> type) {
    MondayAccount account = new MondayAccount(7);
    return Stream.of(TokenKind.REQUEST, Reason.EXPIRED, account.user(8), account, "text", 3)
        .filter(value -> type.isInstance(value) || (type == int.class && value instanceof Integer))
        .findFirst()
        .orElseThrow();
  }
}
