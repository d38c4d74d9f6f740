package io.github.mondayauth.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.RegisteredApp;
import io.github.mondayauth.vault.KeyRing;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.io.InputStreamSource;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.GenericWebApplicationContext;

/** Processes an application ahead of time, compiles the result, and runs it in another JVM. */
class AotTest {
  private static final RegisteredApp APP = RegisteredApp.random();
  private static final List<String> PROPERTIES =
      List.of(
          "spring.datasource.url=jdbc:h2:mem:aot;DB_CLOSE_DELAY=-1",
          "spring.flyway.enabled=false",
          "spring.liquibase.enabled=false",
          "monday-auth.client-id=" + APP.clientId(),
          "monday-auth.client-secret=" + APP.clientSecret(),
          "monday-auth.signing-secret=" + APP.signingSecret(),
          "monday-auth.base-uri=https://app.example.com",
          "monday-auth.lifecycle-path=/lifecycle-4f1c9a7e2b",
          "monday-auth.verified-paths=/monday/**",
          "monday-auth.appearance.name=Duet",
          "monday-auth.appearance.logo=classpath:logo.svg",
          "monday-auth.vault.keys=" + KeyRing.generate().reveal(),
          "monday-auth.vault.create-tables=true");

  @TempDir Path folder;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Connector monday() {
      return Connector.monday("me:read", "account:read");
    }
  }

  @Test
  void applicationRunsFromItsProcessedForm() throws Exception {
    InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get("processed", "Application")), files);
    GenericWebApplicationContext source =
        new GenericWebApplicationContext(new MockServletContext());
    new AnnotatedBeanDefinitionReader(source).register(Application.class);
    TestPropertyValues.of(PROPERTIES).applyTo(source);
    ClassName initializer =
        new ApplicationContextAotGenerator().processAheadOfTime(source, generation);
    generation.writeGeneratedContent();

    assertThat(generation.getRuntimeHints())
        .matches(
            RuntimeHintsPredicates.resource()
                .forResource("io/github/mondayauth/vault/schema/postgresql-1.sql"));
    compile(files);
    assertThat(run(initializer.canonicalName()))
        .contains(
            "MondayApp[" + APP.clientId(),
            "connections true",
            "Appearance[name=Duet, logo=class path resource [logo.svg]",
            "bean mondayEndpointMapping",
            "bean mondayVerificationInterceptor",
            "bean mondayWebSecurityCustomizer",
            "bean mondayAuthHealthIndicator")
        .doesNotContain(APP.clientSecret(), APP.signingSecret());
  }

  private void compile(InMemoryGeneratedFiles files) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    arguments.addAll(write(files, Kind.SOURCE));
    write(files, Kind.CLASS);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, errors, arguments.toArray(String[]::new));
    assertThat(exit).as(errors.toString(UTF_8)).isZero();
  }

  private List<String> write(InMemoryGeneratedFiles files, Kind kind) throws IOException {
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, InputStreamSource> file : files.getGeneratedFiles(kind).entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      try (InputStream in = file.getValue().getInputStream()) {
        Files.write(path, in.readAllBytes());
      }
      paths.add(path.toString());
    }
    return paths;
  }

  /** Another JVM, since generated classes are in the packages of those that they configure. */
  private String run(String initializer) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                ProcessedApplication.class.getName(),
                initializer));
    command.addAll(PROPERTIES);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
