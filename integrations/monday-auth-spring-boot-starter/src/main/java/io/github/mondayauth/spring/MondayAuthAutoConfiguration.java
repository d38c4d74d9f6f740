package io.github.mondayauth.spring;

import io.github.mondayauth.AuthListener;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.converter.Converter;

/**
 * Makes the {@link MondayApp} from {@link MondayAuthProperties}. It uses the beans of type {@link
 * AuthListener} and {@link MondayAppCustomizer}, and the bean of type {@link InstantSource} if
 * there is exactly one.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(MondayAuthProperties.class)
public final class MondayAuthAutoConfiguration {
  MondayAuthAutoConfiguration() {}

  /** Makes secrets of strings. A class, since Spring reads the type arguments. */
  static final class SecretConverter implements Converter<String, Secret> {
    @Override
    public Secret convert(String value) {
      return Secret.of(value);
    }
  }

  @Bean
  @ConfigurationPropertiesBinding
  static SecretConverter mondayAuthSecretConverter() {
    return new SecretConverter();
  }

  @Bean
  @ConditionalOnMissingBean
  MondayApp mondayApp(
      MondayAuthProperties properties,
      ObjectProvider<InstantSource> clock,
      ObjectProvider<AuthListener> listeners,
      ObjectProvider<MondayAppCustomizer> customizers) {
    return checked(
        () -> {
          MondayApp.Builder builder =
              MondayApp.builder(
                      ConfigurationFailure.required(
                          properties.clientId(),
                          "client-id",
                          "the client id that the Developer Center shows"),
                      ConfigurationFailure.required(
                          properties.baseUri(),
                          "base-uri",
                          "the public URI of this application, such as https://app.example.com"),
                      properties.moreBaseUris().toArray(URI[]::new))
                  .clockSkew(properties.clockSkew())
                  .listener(AuthListener.all(new ListenerBeans(listeners)));
          addSecrets(builder, properties);
          clock.ifUnique(builder::timeSource);
          customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
          return builder.build();
        });
  }

  private static void addSecrets(MondayApp.Builder builder, MondayAuthProperties properties) {
    Secret client = properties.clientSecret();
    if (client != null) {
      builder.clientSecret(client, properties.previousClientSecrets().toArray(Secret[]::new));
    }
    Secret signing = properties.signingSecret();
    if (signing != null) {
      builder.signingSecret(signing, properties.previousSigningSecrets().toArray(Secret[]::new));
    }
    if (properties.allowClientSecretForAuthorizationTokens()) {
      builder.allowClientSecretForAuthorizationTokens();
    }
    if (properties.insecureMonday() != null) {
      builder.insecureMonday(properties.insecureMonday());
    }
  }

  /** Translates what a builder of the library throws into a failure of the configuration. */
  static <T> T checked(Supplier<T> builder) {
    try {
      return builder.get();
    } catch (ConfigurationFailure e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ConfigurationFailure(
          "monday-auth: " + e.getMessage(), "Correct the settings below monday-auth.", e);
    }
  }
}
