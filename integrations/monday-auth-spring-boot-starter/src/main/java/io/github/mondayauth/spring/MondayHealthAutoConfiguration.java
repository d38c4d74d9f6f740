package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Adds the health indicator {@code mondayAuth}: down if the vault's store cannot be read or its key
 * ring has no key. The detail is the name of the failure.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration(after = MondayVaultAutoConfiguration.class)
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondayHealthAutoConfiguration {
  private static final String NAME = "mondayAuthHealthIndicator";

  MondayHealthAutoConfiguration() {}

  /** The package of Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  @ConditionalOnProperty(name = "management.health.monday-auth.enabled", matchIfMissing = true)
  static class Boot3 {
    @Bean(NAME)
    @ConditionalOnMissingBean(name = NAME)
    @ConditionalOnBean({KeyRing.class, TokenStore.class})
    org.springframework.boot.actuate.health.HealthIndicator indicator(
        MondayApp app, TokenStore store, KeyRing keys) {
      VaultCheck check = new VaultCheck(app, store, keys);
      return () -> {
        String failure = check.failure();
        return failure == null
            ? org.springframework.boot.actuate.health.Health.up().build()
            : org.springframework.boot.actuate.health.Health.down()
                .withDetail("vault", failure)
                .build();
      };
    }
  }

  /** The package of Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  @ConditionalOnProperty(name = "management.health.monday-auth.enabled", matchIfMissing = true)
  static class Boot4 {
    @Bean(NAME)
    @ConditionalOnMissingBean(name = NAME)
    @ConditionalOnBean({KeyRing.class, TokenStore.class})
    org.springframework.boot.health.contributor.HealthIndicator indicator(
        MondayApp app, TokenStore store, KeyRing keys) {
      VaultCheck check = new VaultCheck(app, store, keys);
      return () -> {
        String failure = check.failure();
        return failure == null
            ? org.springframework.boot.health.contributor.Health.up().build()
            : org.springframework.boot.health.contributor.Health.down()
                .withDetail("vault", failure)
                .build();
      };
    }
  }
}
