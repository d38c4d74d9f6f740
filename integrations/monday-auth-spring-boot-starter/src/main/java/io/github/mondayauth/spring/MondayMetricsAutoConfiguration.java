package io.github.mondayauth.spring;

import io.github.mondayauth.micrometer.MicrometerAuthListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Counts the library's events if the application has a {@link MeterRegistry}.
 *
 * <p>Spring uses it while the context starts; the bean that it makes is safe for use by several
 * threads.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondayMetricsAutoConfiguration {
  MondayMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(MeterRegistry.class)
  MicrometerAuthListener mondayMicrometerListener(MeterRegistry registry) {
    return new MicrometerAuthListener(registry);
  }
}
