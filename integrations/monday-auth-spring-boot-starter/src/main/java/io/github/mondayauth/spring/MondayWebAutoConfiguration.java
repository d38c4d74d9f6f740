package io.github.mondayauth.spring;

import io.github.mondayauth.AgentRequestVerifier;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Adds the library's endpoints to Spring MVC: the authorization URL and the callbacks if there are
 * {@link Connections}, and the app lifecycle webhook if it has a path. Verifies requests below the
 * verified paths, and wherever a handler has verified claims or a verified event as an argument.
 * Sends the replies of the library's exceptions.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration(after = MondayConnectionsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondayWebAutoConfiguration {
  private static final String EXCEPTIONS = "mondayExceptionResolver";

  /** Spring Boot's order of the filter chain of Spring Security is -100. */
  private static final int BEFORE_SPRING_SECURITY = -101;

  MondayWebAutoConfiguration() {}

  @Bean
  SimpleUrlHandlerMapping mondayEndpointMapping(
      MondayApp app,
      MondayAuthProperties properties,
      ObjectProvider<Connections> connections,
      ApplicationEventPublisher publisher) {
    MondayPaths paths = MondayPaths.of(properties);
    Map<String, HttpRequestHandler> handlers = new LinkedHashMap<>();
    Connections available = connections.getIfAvailable();
    if (available != null) {
      handlers.put(paths.authorize(), Endpoints.authorize(available));
      handlers.put(paths.callbacks(), Endpoints.callback(available));
    }
    String lifecycle = paths.lifecycle();
    if (lifecycle != null) {
      handlers.put(
          lifecycle,
          MondayAuthAutoConfiguration.checked(
              () -> Endpoints.lifecycle(app, available, publisher)));
    }
    return new SimpleUrlHandlerMapping(handlers, -1);
  }

  @Bean
  MappedInterceptor mondayVerificationInterceptor(
      MondayApp app, MondayAuthProperties properties, ObjectProvider<Connections> connections) {
    MondayPaths paths = MondayPaths.of(properties);
    VerificationInterceptor interceptor = new VerificationInterceptor(app, VerifiedKind.REQUEST);
    if (paths.verified().isEmpty()) {
      return mapped(List.of(), List.of(), interceptor);
    }
    MondayAuthAutoConfiguration.checked(app::requestVerifier);
    List<String> excluded = paths.endpoints(connections.getIfAvailable() != null);
    excluded.addAll(paths.agents());
    return mapped(paths.verified(), excluded, interceptor);
  }

  /** Below the paths of agents, no handler is called that {@link AgentFilter} did not see. */
  @Bean
  MappedInterceptor mondayAgentInterceptor(MondayApp app, MondayAuthProperties properties) {
    return mapped(
        MondayPaths.of(properties).agents(),
        List.of(),
        new VerificationInterceptor(app, VerifiedKind.AGENT));
  }

  /** An interceptor for some paths. Without any, it matches nothing. */
  private static MappedInterceptor mapped(
      List<String> paths, List<String> excluded, VerificationInterceptor interceptor) {
    return paths.isEmpty()
        ? new MappedInterceptor(new String[] {"/**"}, new String[] {"/**"}, interceptor)
        : new MappedInterceptor(
            paths.toArray(String[]::new), excluded.toArray(String[]::new), interceptor);
  }

  @Bean
  @ConditionalOnMissingBean
  AgentRequestVerifier mondayAgentRequestVerifier(MondayApp app, MondayAuthProperties properties) {
    Map<String, List<Secret>> secrets = Map.copyOf(properties.agentSecrets());
    if (secrets.isEmpty() && !properties.agentPaths().isEmpty()) {
      throw new ConfigurationFailure(
          "monday-auth.agent-secrets: expected the signing secret of an external agent, found none",
          "Set monday-auth.agent-secrets.AGENT_ID, or declare a bean of type AgentRequestVerifier.",
          null);
    }
    return app.agentRequestVerifier(id -> secrets.getOrDefault(id, List.of()));
  }

  @Bean
  FilterRegistrationBean<AgentFilter> mondayAgentFilter(
      AgentRequestVerifier verifier, MondayAuthProperties properties) {
    List<String> paths = MondayPaths.of(properties).agents();
    FilterRegistrationBean<AgentFilter> filter =
        new FilterRegistrationBean<>(new AgentFilter(verifier, paths));
    filter.setEnabled(!paths.isEmpty());
    filter.setOrder(BEFORE_SPRING_SECURITY);
    return filter;
  }

  @Bean
  WebMvcConfigurer mondayArgumentsConfigurer(MondayApp app) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new VerifiedArguments(app));
      }
    };
  }

  @Bean(EXCEPTIONS)
  @ConditionalOnMissingBean(name = EXCEPTIONS)
  HandlerExceptionResolver mondayExceptionResolver() {
    return new MondayExceptionResolver();
  }
}
