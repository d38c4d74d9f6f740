package io.github.mondayauth.examples.spring;

import io.github.mondayauth.vault.KeyRing;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** A monday.com integration with an issue tracker. Its settings are in application.yml. */
@SpringBootApplication
@EnableConfigurationProperties(TrackerProperties.class)
public class SpringBootApp {

  /**
   * Runs the app, or generates a key file.
   *
   * @param arguments {@code generate-key FILE}, or Spring Boot's
   */
  public static void main(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("generate-key")) {
      KeyRing.generate(Path.of(arguments[1]));
      return;
    }
    SpringApplication.run(SpringBootApp.class, arguments);
  }
}
