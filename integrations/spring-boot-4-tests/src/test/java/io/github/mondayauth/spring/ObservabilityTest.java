package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.vault.TokenStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Health, metrics and events. */
class ObservabilityTest {
  @RestController
  static class Handlers {
    @PostMapping("/monday/run")
    String run(RequestClaims claims) {
      return "verified";
    }
  }

  /** Listeners of an application: one that fails, and one that depends on other beans. */
  static class Listeners {
    static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

    @Bean
    @Order(1)
    AuthListener failing() {
      return new AuthListener() {
        @Override
        public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
          throw new IllegalStateException("a defect of the listener");
        }
      };
    }

    @Bean
    @Order(2)
    AuthListener recording(ObjectProvider<Connections> connections, TokenStore store) {
      assertThat(store).isNotNull();
      return new AuthListener() {
        @Override
        public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
          EVENTS.add(kind + " " + reason);
        }
      };
    }
  }

  @Test
  void countsEventsAndPassesThemToAllListeners() throws Exception {
    Listeners.EVENTS.clear();
    try (BootApp app = new BootApp().start(Handlers.class, Listeners.class, OpenSecurity.class)) {
      assertThat(app.verified("/monday/run").statusCode()).isEqualTo(200);
      app.assertRefused(app.post("/monday/run"));

      assertThat(Listeners.EVENTS).containsExactly("REQUEST MISSING");
      MeterRegistry registry = app.bean(MeterRegistry.class);
      assertThat(registry.get("monday.auth.verified").tag("kind", "request").counter().count())
          .isEqualTo(1);
      assertThat(registry.get("monday.auth.rejected").tag("reason", "missing").counter().count())
          .isEqualTo(1);
    }
  }

  /** A listener that cannot be created until the application has started. */
  static class LateListener {
    static final AtomicBoolean READY = new AtomicBoolean();
    static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

    @Bean
    @Lazy
    AuthListener late() {
      if (!READY.get()) {
        throw new IllegalStateException("not ready");
      }
      return new AuthListener() {
        @Override
        public void rejected(TokenKind kind, TokenRejectedException.Reason reason) {
          EVENTS.add(kind + " " + reason);
        }
      };
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void anEventThatNoListenerCanReceiveIsLoggedAndTheNextOneArrives(CapturedOutput output)
      throws Exception {
    LateListener.READY.set(false);
    LateListener.EVENTS.clear();
    try (BootApp app =
        new BootApp().start(Handlers.class, LateListener.class, OpenSecurity.class)) {
      app.assertRefused(app.post("/monday/run"));
      assertThat(output).containsOnlyOnce("An event is lost");

      LateListener.READY.set(true);
      app.assertRefused(app.post("/monday/run"));
      assertThat(LateListener.EVENTS).containsExactly("REQUEST MISSING");
    }
  }

  @Test
  void healthFollowsTheStore() throws Exception {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:health;DB_CLOSE_DELAY=-1", "sa", "");
    Pool.current = pool;
    try (BootApp app =
        new BootApp()
            .with(
                "management.endpoint.health.show-details=always",
                "management.health.db.enabled=false",
                "management.health.diskspace.enabled=false")
            .start(Handlers.class, OpenSecurity.class, Pool.class)) {
      assertThat(app.get("/actuator/health").body())
          .contains("\"mondayAuth\":{", "\"status\":\"UP\"");

      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN");
      }
      assertThat(app.get("/actuator/health"))
          .satisfies(
              response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.body())
                    .contains("\"vault\":\"STORE_FAILED\"")
                    .doesNotContain(app.registered.clientId());
              });
    }
  }

  @Test
  void healthCanBeDisabled() throws Exception {
    try (BootApp app =
        new BootApp()
            .with(
                "management.endpoint.health.show-details=always",
                "management.health.monday-auth.enabled=false")
            .start(Handlers.class, OpenSecurity.class)) {
      assertThat(app.get("/actuator/health").body())
          .contains("\"status\":\"UP\"")
          .doesNotContain("mondayAuth");
    }
  }

  /** The database, which the test can close. */
  static class Pool {
    static volatile JdbcConnectionPool current;

    @Bean(destroyMethod = "")
    javax.sql.DataSource pool() {
      return current;
    }
  }
}
