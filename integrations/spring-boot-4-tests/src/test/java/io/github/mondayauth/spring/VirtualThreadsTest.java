package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.vault.TokenStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

/**
 * Until JDK 24, a virtual thread that holds a monitor keeps its platform thread while it waits. The
 * library therefore holds none while it waits for the store or for a service. This is checked on a
 * JDK without virtual threads, where monitors can be listed all the same.
 */
@EnabledForJreRange(max = JRE.JAVA_20)
class VirtualThreadsTest {
  private static final Set<String> CALLS = Collections.synchronizedSet(new TreeSet<>());
  private static final Set<String> MONITORS = Collections.synchronizedSet(new TreeSet<>());

  /** Records which frames of the library hold monitors at a call that may wait. */
  private static void record(String call) {
    CALLS.add(call);
    long[] current = {Thread.currentThread().getId()};
    for (ThreadInfo thread :
        ManagementFactory.getThreadMXBean().getThreadInfo(current, true, false)) {
      for (MonitorInfo monitor : thread.getLockedMonitors()) {
        if (monitor.getLockedStackFrame().getClassName().startsWith("io.github.mondayauth.")) {
          MONITORS.add(monitor.getLockedStackFrame() + " during " + call);
        }
      }
    }
  }

  static class Recording {
    @Bean
    static BeanPostProcessor store() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof TokenStore store ? recorded(store) : bean;
        }
      };
    }

    private static TokenStore recorded(TokenStore store) {
      return (TokenStore)
          Proxy.newProxyInstance(
              VirtualThreadsTest.class.getClassLoader(),
              new Class<?>[] {TokenStore.class},
              (proxy, method, arguments) -> {
                record("store." + method.getName());
                try {
                  return method.invoke(store, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause();
                }
              });
    }

    @Bean
    HttpTransport transport() {
      HttpTransport standard = HttpTransport.standard();
      return new HttpTransport() {
        @Override
        public Response send(Request request) throws IOException {
          record("http." + request.method());
          return standard.send(request);
        }

        @Override
        public Duration callTimeout() {
          return standard.callTimeout();
        }
      };
    }
  }

  @BeforeEach
  void clear() {
    CALLS.clear();
    MONITORS.clear();
  }

  @Test
  void noMonitorIsHeldDuringACallThatMayWait() throws Exception {
    try (BootApp app =
        new BootApp()
            .with("spring.threads.virtual.enabled=true")
            .start(FullFlowTest.Connectors.class, FullFlowTest.App.class, Recording.class)) {
      FullFlowTest.run(app);
    }

    assertThat(MONITORS).isEmpty();
    assertThat(CALLS).contains("store.find", "store.create", "store.replace", "http.POST");
  }

  @Test
  void aMonitorWouldBeFound() {
    synchronized (MONITORS) {
      record("nothing");
    }

    assertThat(MONITORS).singleElement().asString().contains("aMonitorWouldBeFound");
  }
}
