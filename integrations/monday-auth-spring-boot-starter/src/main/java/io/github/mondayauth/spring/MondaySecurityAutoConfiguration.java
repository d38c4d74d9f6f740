package io.github.mondayauth.spring;

import io.github.mondayauth.oauth.Connections;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Lets Spring Security ignore the requests that {@link MondayRequestMatcher} matches, which have
 * neither a session nor a CSRF token. All other requests keep the protection that the application
 * has: a second {@code SecurityFilterChain} would replace the default one of Spring Boot. With
 * {@code monday-auth.security.enabled=false}, only the matcher is there, for a chain of the
 * application's own.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({WebSecurityCustomizer.class, DispatcherServlet.class})
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondaySecurityAutoConfiguration {
  MondaySecurityAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  MondayRequestMatcher mondayRequestMatcher(
      MondayAuthProperties properties, ObjectProvider<Connections> connections) {
    boolean hasConnections = connections.getIfAvailable() != null;
    return new MondayRequestMatcher(MondayPaths.of(properties).all(hasConnections));
  }

  @Bean
  @ConditionalOnProperty(prefix = "monday-auth.security", name = "enabled", matchIfMissing = true)
  WebSecurityCustomizer mondayWebSecurityCustomizer(MondayRequestMatcher matcher) {
    return web -> web.ignoring().requestMatchers(matcher);
  }
}
