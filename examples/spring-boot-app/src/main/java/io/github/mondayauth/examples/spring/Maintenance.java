package io.github.mondayauth.examples.spring;

import io.github.mondayauth.oauth.Connections;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Lets the library do what is due: check claimed uninstalls, and remove expired records. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Maintenance {
  private final Connections connections;

  Maintenance(Connections connections) {
    this.connections = connections;
  }

  @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void maintain() {
    connections.admin().maintain();
  }
}
