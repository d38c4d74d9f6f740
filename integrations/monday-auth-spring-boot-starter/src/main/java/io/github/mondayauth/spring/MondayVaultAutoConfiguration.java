package io.github.mondayauth.spring;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Makes the {@link TokenVault} if a {@link KeyRing} is configured or is a bean. Its {@link
 * TokenStore} is a bean of that type or the application's {@link DataSource}; if there are several
 * and none is primary, the application declares the {@code TokenStore}. Flyway, Liquibase and SQL
 * scripts run first.
 *
 * <p>Spring uses it while the context starts; the beans that it makes are safe for use by several
 * threads.
 */
@AutoConfiguration(
    after = MondayAuthAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ConditionalOnProperty(prefix = "monday-auth", name = "enabled", matchIfMissing = true)
public final class MondayVaultAutoConfiguration {
  MondayVaultAutoConfiguration() {}

  /** One of the settings for keys is present. */
  static final class KeysConfigured extends AnyNestedCondition {
    KeysConfigured() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty("monday-auth.vault.key-file")
    static final class File {}

    @ConditionalOnProperty("monday-auth.vault.key-directory")
    static final class Directory {}

    @ConditionalOnProperty("monday-auth.vault.keys")
    static final class Value {}
  }

  @Bean
  @ConditionalOnMissingBean
  @Conditional(KeysConfigured.class)
  KeyRing mondayKeyRing(MondayAuthProperties properties) {
    MondayAuthProperties.Vault vault = properties.vault();
    List<Object> configured =
        Stream.of(vault.keyFile(), vault.keyDirectory(), vault.keys())
            .filter(Objects::nonNull)
            .map(Object.class::cast)
            .toList();
    if (configured.size() != 1) {
      throw new ConfigurationFailure(
          "monday-auth.vault: expected one of key-file, key-directory and keys, found "
              + configured.size(),
          "Remove all but one of these settings.",
          null);
    }
    if (vault.keyFile() != null && Files.notExists(vault.keyFile())) {
      throw new ConfigurationFailure(
          "monday-auth.vault.key-file: expected a key file, found none: " + vault.keyFile(),
          "For a new application, create the file once with KeyRing.generate(path), and keep a copy"
              + " of it. Otherwise, correct this setting.",
          null);
    }
    return MondayAuthAutoConfiguration.checked(
        () -> {
          if (vault.keys() != null) {
            return KeyRing.of(vault.keys());
          }
          return vault.keyFile() != null
              ? KeyRing.fromFile(vault.keyFile())
              : KeyRing.fromDirectory(Objects.requireNonNull(vault.keyDirectory()));
        });
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(KeyRing.class)
  @ConditionalOnSingleCandidate(DataSource.class)
  @DependsOnDatabaseInitialization
  TokenStore mondayTokenStore(
      DataSource dataSource, MondayApp app, MondayAuthProperties properties) {
    try {
      if (properties.vault().createTables()) {
        TokenStore.createTables(dataSource);
      }
      TokenStore store = TokenStore.jdbc(dataSource);
      // Fails now if the tables are missing, and not when the first user connects.
      store.find(TokenStore.Key.root(app.clientId(), 0));
      return store;
    } catch (VaultException e) {
      throw new ConfigurationFailure(
          "monday-auth.vault: expected a database with the vault's tables, found this failure: "
              + e.getMessage(),
          "If the tables are missing, set monday-auth.vault.create-tables=true, or let your"
              + " migration tool run io/github/mondayauth/vault/schema/DATABASE-1.sql from the"
              + " class path. Otherwise check the database.",
          e);
    }
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean({KeyRing.class, TokenStore.class})
  TokenVault mondayTokenVault(MondayApp app, TokenStore store, KeyRing keys) {
    return TokenVault.open(app, store, keys);
  }
}
