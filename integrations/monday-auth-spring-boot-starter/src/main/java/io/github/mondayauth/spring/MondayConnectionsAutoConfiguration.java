package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.oauth.Appearance;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.oauth.HttpTransport;
import io.github.mondayauth.vault.TokenVault;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Makes the {@link Connections} from the beans of type {@link Connector}, in the order of
 * {@code @Order} and then of their declaration. It uses the settings below {@code
 * monday-auth.appearance}, the bean of type {@link HttpTransport} if there is one, and then the
 * beans of type {@link ConnectionsCustomizer}.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration(after = MondayVaultAutoConfiguration.class)
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondayConnectionsAutoConfiguration {
  MondayConnectionsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(Connector.class)
  Connections mondayConnections(
      MondayApp app,
      MondayAuthProperties properties,
      ObjectProvider<TokenVault> vault,
      ObjectProvider<Connector> connectors,
      ObjectProvider<HttpTransport> transport,
      ObjectProvider<ConnectionsCustomizer> customizers) {
    TokenVault opened = vault.getIfAvailable();
    if (opened == null) {
      throw new ConfigurationFailure(
          "monday-auth: expected a vault for the credentials of the Connector beans, found none",
          "Set monday-auth.vault.key-file and configure a DataSource, or declare beans of type"
              + " KeyRing and TokenStore.",
          null);
    }
    return MondayAuthAutoConfiguration.checked(
        () -> {
          Connections.Builder builder =
              Connections.builder(app, opened, connectors.orderedStream().toArray(Connector[]::new))
                  .authorizePath(properties.authorizePath())
                  .callbackPath(properties.callbackPath());
          Appearance appearance = ConfiguredAppearance.of(properties.appearance());
          if (appearance != null) {
            builder.appearance(appearance);
          }
          transport.ifAvailable(builder::httpTransport);
          customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
          return builder.build();
        });
  }
}
