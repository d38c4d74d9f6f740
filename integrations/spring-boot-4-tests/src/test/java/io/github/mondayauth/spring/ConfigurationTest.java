package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.RequestClaims;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.oauth.Appearance;
import io.github.mondayauth.oauth.BrowserRequest;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.MondayTokens;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.testkit.TestClock;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Which beans there are for which settings, and what is said about settings that are wrong. */
class ConfigurationTest {
  private static final RegisteredApp APP = RegisteredApp.random();
  private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-21T10:00:00Z"));

  @TempDir Path folder;

  private final WebApplicationContextRunner empty =
      new WebApplicationContextRunner()
          .withUserConfiguration(Empty.class)
          .withPropertyValues(
              "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
              "spring.flyway.enabled=false",
              "spring.liquibase.enabled=false");

  private final WebApplicationContextRunner verifying =
      empty.withPropertyValues(
          "monday-auth.client-id=" + APP.clientId(),
          "monday-auth.base-uri=https://app.example.com",
          "monday-auth.signing-secret=" + APP.signingSecret());

  private final WebApplicationContextRunner complete =
      verifying.withPropertyValues(
          "monday-auth.client-secret=" + APP.clientSecret(),
          "monday-auth.vault.keys=" + KeyRing.generate().reveal(),
          "monday-auth.vault.create-tables=true");

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Empty {
    @Bean
    TestClock clock() {
      return CLOCK;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Connectors {
    @Bean
    @Order(2)
    Connector mailer() {
      return Connector.apiKey("mailer", "API key");
    }

    @Bean
    @Order(1)
    Connector monday() {
      return Connector.monday("me:read", "account:read");
    }
  }

  @Test
  void missingSettingsAreNamedWithWhatToDo() {
    empty.run(
        context ->
            assertFailure(
                context.getStartupFailure(),
                "monday-auth.client-id: expected the client id that the Developer Center shows,"
                    + " found none",
                "monday-auth.enabled=false"));
    empty
        .withPropertyValues("monday-auth.client-id=id")
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(), "monday-auth.base-uri: expected", "Set"));
  }

  /** What Spring Boot prints in place of a stack trace. */
  private static void assertFailure(Throwable failure, String description, String action) {
    assertThat(failure).isNotNull();
    FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(failure);
    assertThat(analysis).as(String.valueOf(failure)).isNotNull();
    assertThat(analysis.getDescription()).contains(description);
    assertThat(analysis.getAction()).contains(action);
  }

  @Test
  void nothingIsConfiguredIfDisabled() {
    empty
        .withPropertyValues("monday-auth.enabled=false")
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(MondayApp.class);
              assertThat(
                      Arrays.stream(context.getBeanDefinitionNames())
                          .filter(name -> name.startsWith("monday")))
                  .isEmpty();
            });
  }

  @Test
  void applicationThatOnlyVerifiesNeedsNoVault() {
    verifying
        .withPropertyValues("monday-auth.verified-paths=/monday/**")
        .run(
            context -> {
              assertThat(context)
                  .hasNotFailed()
                  .hasSingleBean(MondayApp.class)
                  .doesNotHaveBean(TokenStore.class)
                  .doesNotHaveBean(TokenVault.class)
                  .doesNotHaveBean(Connections.class);
              RequestClaims claims =
                  context
                      .getBean(MondayApp.class)
                      .requestVerifier()
                      .verify(token("https://app.example.com/monday/run"), "/monday/run");
              assertThat(claims.user().id()).isEqualTo(MondayTokens.USER);
            });
  }

  private static String token(String endpoint) {
    return MondayTokens.of(APP, CLOCK).request(URI.create(endpoint)).sign();
  }

  @Test
  void verifiedPathsWithoutASigningSecretFailAtTheStart() {
    empty
        .withPropertyValues(
            "monday-auth.client-id=id",
            "monday-auth.base-uri=https://app.example.com",
            "monday-auth.verified-paths=/monday/**")
        .run(
            context ->
                assertFailure(context.getStartupFailure(), "expected a signing secret", "Correct"));
  }

  @ParameterizedTest
  @CsvSource({
    "monday-auth.clock-skew=5m, clock skew",
    "monday-auth.base-uri=http://app.example.com, base URI",
    "monday-auth.signing-secret=short-secret-value, 256 bits",
    "monday-auth.vault.key-file=/nonexistent-folder/keys.json, monday-auth",
    "monday-auth.vault.key-directory=/nonexistent-folder, monday-auth",
    "monday-auth.vault.keys=not-a-key-set, monday-auth"
  })
  void wrongSettingsFailAtTheStartWithoutShowingSecrets(String property, String message) {
    verifying
        .withPropertyValues(property)
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertThat(failure).isNotNull();
              assertThat(failure)
                  .rootCause()
                  .satisfies(cause -> assertThat(messages(failure)).contains(message));
              assertThat(messages(failure)).doesNotContain("short-secret-value", "not-a-key-set");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "monday-auth.authorize-path=authorize, authorize-path",
    "monday-auth.authorize-path=/authorize/, authorize-path",
    "monday-auth.callback-path=/call{x}, callback-path",
    "monday-auth.lifecycle-path=/life*, lifecycle-path",
    "monday-auth.verified-paths=monday/**, verified-paths",
    "monday-auth.verified-paths=/monday/{, verified-paths"
  })
  void wrongPathsFailAtTheStart(String property, String message) {
    verifying
        .withPropertyValues(property)
        .run(
            context ->
                assertFailure(context.getStartupFailure(), message + ": expected", "Correct"));
  }

  private static String messages(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      messages.append(cause).append('\n');
    }
    return messages.toString();
  }

  @Test
  void aMissingKeyFileIsExplained() {
    verifying
        .withPropertyValues("monday-auth.vault.key-file=" + folder.resolve("absent.json"))
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(),
                    "monday-auth.vault.key-file: expected a key file, found none: ",
                    "KeyRing.generate"));
  }

  @Test
  void severalSettingsForKeysAreRefused() {
    complete
        .withPropertyValues("monday-auth.vault.key-file=" + folder.resolve("keys.json"))
        .run(
            context ->
                assertFailure(context.getStartupFailure(), "expected one of key-file", "Remove"));
  }

  @Test
  void readsKeysFromAFile() {
    Path file = folder.resolve("keys.json");
    KeyRing.generate(file);
    verifying
        .withPropertyValues(
            "monday-auth.vault.key-file=" + file, "monday-auth.vault.create-tables=true")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              MondayUser user = new MondayUser(new MondayAccount(1), 2);
              TokenVault vault = context.getBean(TokenVault.class);
              vault.openAccount(user.account(), CLOCK.instant());
              vault.put(user, "webhook", Secret.of("a secret"));
              assertThat(vault.find(user, "webhook")).contains(Secret.of("a secret"));
            });
  }

  @Test
  void connectorsWithoutAVaultFailAtTheStart() {
    verifying
        .withPropertyValues("monday-auth.client-secret=" + APP.clientSecret())
        .withUserConfiguration(Connectors.class)
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(),
                    "expected a vault for the credentials of the Connector beans",
                    "monday-auth.vault.key-file"));
  }

  @Test
  void makesConnectionsFromConnectorBeans() {
    complete
        .withUserConfiguration(Connectors.class)
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Connections.class));
  }

  @Test
  void missingTablesFailAtTheStart() {
    complete
        .withPropertyValues("monday-auth.vault.create-tables=false")
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(), "no vault tables", "create-tables=true"));
  }

  /** The file in the vault's jar, run by Spring Boot as a migration tool would. */
  @Test
  void waitsForTheScriptThatCreatesTheTables() {
    complete
        .withPropertyValues(
            "monday-auth.vault.create-tables=false",
            "spring.sql.init.mode=always",
            "spring.sql.init.schema-locations="
                + "classpath:io/github/mondayauth/vault/schema/h2-1.sql")
        .withUserConfiguration(Connectors.class)
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TokenVault.class));
  }

  /** Spring Boot runs the tool; the README says how to give it the file in the vault's jar. */
  @ParameterizedTest
  @ValueSource(strings = {"flyway", "liquibase"})
  void waitsForTheMigrationToolThatCreatesTheTables(String tool) throws Exception {
    String schema = "/io/github/mondayauth/vault/schema/h2-1.sql";
    try (InputStream sql = TokenStore.class.getResourceAsStream(schema)) {
      Files.copy(sql, folder.resolve("V7__monday_auth.sql"));
    }
    complete
        .withPropertyValues(
            "monday-auth.vault.create-tables=false",
            "spring.flyway.locations=filesystem:" + folder,
            "spring.liquibase.change-log=classpath:changes.xml",
            "spring." + tool + ".enabled=true")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              MondayUser user = new MondayUser(new MondayAccount(1), 2);
              TokenVault vault = context.getBean(TokenVault.class);
              vault.openAccount(user.account(), CLOCK.instant());
              vault.put(user, "webhook", Secret.of("a secret"));
              assertThat(vault.find(user, "webhook")).contains(Secret.of("a secret"));
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoDataSources {
    @Bean
    DataSource first() {
      return new JdbcDataSource();
    }

    @Bean
    DataSource second() {
      return new JdbcDataSource();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnStore {
    @Bean
    TokenStore store() {
      return TokenStore.inMemory();
    }
  }

  @Test
  void severalDataSourcesNeedATokenStoreOfTheApplication() {
    complete
        .withUserConfiguration(Connectors.class, TwoDataSources.class)
        .run(
            context ->
                assertFailure(context.getStartupFailure(), "expected a vault", "TokenStore"));
    complete
        .withUserConfiguration(Connectors.class, TwoDataSources.class, OwnStore.class)
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Connections.class));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnApp {
    @Bean
    MondayApp app() {
      return MondayApp.builder("own", URI.create("https://own.example.com"))
          .signingSecret(Secret.of(APP.signingSecret()))
          .build();
    }
  }

  @Test
  void beanOfTheApplicationReplacesTheSettings() {
    empty
        .withUserConfiguration(OwnApp.class)
        .run(context -> assertThat(context.getBean(MondayApp.class).clientId()).isEqualTo("own"));
  }

  @Configuration(proxyBeanMethods = false)
  static class Customizers {
    @Bean
    MondayAppCustomizer appCustomizer() {
      return builder -> builder.clockSkew(java.time.Duration.ZERO);
    }

    @Bean
    ConnectionsCustomizer connectionsCustomizer() {
      return builder -> builder.waitForRefresh(java.time.Duration.ofHours(1));
    }
  }

  @Test
  void customizersChangeTheBuilders() {
    complete
        .withUserConfiguration(Connectors.class, Customizers.class)
        .run(
            context ->
                assertFailure(context.getStartupFailure(), "waitForRefresh: expected", "Correct"));
    verifying
        .withUserConfiguration(Customizers.class)
        .run(
            context ->
                assertThatThrownBy(
                        () ->
                            context
                                .getBean(MondayApp.class)
                                .requestVerifier()
                                .verify(
                                    MondayTokens.of(APP, CLOCK)
                                        .request(URI.create("https://app.example.com/run"))
                                        .expiresAt(CLOCK.instant().minusSeconds(5))
                                        .sign(),
                                    "/run"))
                    .isInstanceOf(TokenRejectedException.class));
  }

  @Test
  void pagesHaveTheAppearanceOfTheSettings() {
    complete
        .withUserConfiguration(Connectors.class)
        .withPropertyValues(
            "monday-auth.appearance.name=Duet",
            "monday-auth.appearance.logo=classpath:logo.svg",
            "monday-auth.appearance.accent-light=#7a1f5c",
            "monday-auth.appearance.accent-dark=#f2a7d8",
            "monday-auth.appearance.support=mailto:help@duet.example")
        .run(
            context ->
                assertThat(page(context.getBean(Connections.class)))
                    .contains(
                        "Duet",
                        "data:image/svg+xml;base64,",
                        "#7a1f5c",
                        "#f2a7d8",
                        "mailto:help@duet.example")
                    .doesNotContain("#0060b9"));
  }

  /** Any page: the one for an authorization URL without a token. */
  private static String page(Connections connections) {
    return connections.begin(BrowserRequest.get("/authorize", null)).reply().body();
  }

  @Test
  void aNameAloneChangesNeitherLogoNorColors() {
    complete
        .withUserConfiguration(Connectors.class)
        .withPropertyValues("monday-auth.appearance.name=Duet")
        .run(
            context ->
                assertThat(page(context.getBean(Connections.class)))
                    .contains("Duet", "#0060b9")
                    .doesNotContain("data:image"));
  }

  @Configuration(proxyBeanMethods = false)
  static class OtherName {
    @Bean
    ConnectionsCustomizer otherName() {
      return builder -> builder.appearance(Appearance.named("Trio"));
    }
  }

  @Test
  void aCustomizerHasTheLastWordOnTheAppearance() {
    complete
        .withUserConfiguration(Connectors.class, OtherName.class)
        .withPropertyValues("monday-auth.appearance.name=Duet")
        .run(
            context ->
                assertThat(page(context.getBean(Connections.class)))
                    .contains("Trio")
                    .doesNotContain("Duet"));
  }

  @ParameterizedTest
  @CsvSource({
    "name=, appearance.name: expected the app's name, Set",
    "support=https://duet.example, appearance.name: expected the app's name, Set",
    "name=0123456789012345678901234567890123456789012345678901234567890, found 61, Correct",
    "name=Duet logo=classpath:absent.svg, appearance.logo: expected a file, classpath:",
    "name=Duet logo=classpath:logback-test.xml, logo: expected a file that ends in .png, Correct",
    "name=Duet logo=classpath:not-a-logo.png, logo: expected a file of the type, Correct",
    "name=Duet accent-light=#7a1f5c, appearance.accent-dark: expected a color, In YAML",
    "name=Duet accent-light= accent-dark=, appearance.accent-light: expected a color, In YAML",
    "name=Duet accent-light=#f2a7d8 accent-dark=#f2a7d8, light mode: expected, Correct",
    "name=Duet accent-light=7a1f5c accent-dark=#f2a7d8, six hexadecimal digits, Correct",
    "name=Duet support=ftp://duet.example, support: expected an https URL, Correct",
  })
  void aWrongAppearanceFailsAtTheStart(String settings, String message, String action) {
    complete
        .withUserConfiguration(Connectors.class)
        .withPropertyValues(
            Stream.of(settings.split(" "))
                .map(setting -> "monday-auth.appearance." + setting)
                .toArray(String[]::new))
        .run(context -> assertFailure(context.getStartupFailure(), message, action));
  }

  @Test
  void pathsOfAgentsWithoutASecretFailAtTheStart() {
    verifying
        .withPropertyValues("monday-auth.agent-paths=/agents/**")
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(),
                    "monday-auth.agent-secrets: expected the signing secret",
                    "AgentRequestVerifier"));
    verifying
        .withPropertyValues(
            "monday-auth.agent-paths=agents/**", "monday-auth.agent-secrets.7=planted")
        .run(
            context ->
                assertFailure(
                    context.getStartupFailure(),
                    "monday-auth.agent-paths: expected a path pattern",
                    "Correct"));
  }

  @Test
  void bindsTheSecretsOfAgents() {
    verifying
        .withPropertyValues(
            "monday-auth.agent-secrets.71234567890=current,previous",
            "monday-auth.agent-secrets.8[0]=only")
        .run(
            context ->
                assertThat(context.getBean(MondayAuthProperties.class).agentSecrets())
                    .containsEntry(
                        "71234567890", List.of(Secret.of("current"), Secret.of("previous")))
                    .containsEntry("8", List.of(Secret.of("only"))));
  }

  @Test
  void bindsSeveralAddressesAndPreviousSecrets() {
    RegisteredApp earlier = RegisteredApp.random();
    verifying
        .withPropertyValues(
            "monday-auth.more-base-uris[0]=https://eu.example.com",
            "monday-auth.previous-signing-secrets=" + earlier.signingSecret())
        .run(
            context -> {
              MondayApp app = context.getBean(MondayApp.class);
              assertThat(app.baseUris())
                  .containsExactly(
                      URI.create("https://app.example.com"), URI.create("https://eu.example.com"));
              String token =
                  MondayTokens.of(earlier, CLOCK)
                      .request(URI.create("https://eu.example.com/run"))
                      .sign();
              assertThat(app.requestVerifier().verify(token, "/run").user().id())
                  .isEqualTo(MondayTokens.USER);
            });
  }

  @Test
  void settingsShowNoSecret() {
    complete.run(
        context ->
            assertThat(context.getBean(MondayAuthProperties.class).toString())
                .contains(APP.clientId())
                .doesNotContain(APP.clientSecret(), APP.signingSecret(), "\"k\""));
  }
}
