package io.github.mondayauth.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the application that the starter's README shows, with its settings. */
class ReadmeTest {
  private static final Path README = Path.of("..", "monday-auth-spring-boot-starter", "README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern SETTING = Pattern.compile("`([a-z]+[a-z.-]*)`");

  @TempDir Path folder;

  private static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(README))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  @Test
  void applicationTakesUsersThroughTheWholeFlow() throws Exception {
    try (BootApp app = new BootApp("", Instant.now())) {
      Path keys = folder.resolve("keys.json");
      KeyRing.generate(keys);
      Path settings = Files.writeString(folder.resolve("application.yml"), blocks("yaml").get(0));
      app.without("spring.datasource.url")
          .without("monday-auth.client-id")
          .without("monday-auth.client-secret")
          .without("monday-auth.signing-secret")
          .without("monday-auth.lifecycle-path")
          .without("monday-auth.verified-paths")
          .without("monday-auth.vault.keys")
          .without("monday-auth.vault.create-tables")
          .with(
              "spring.config.location=file:" + settings,
              "MONDAY_CLIENT_ID=" + app.registered.clientId(),
              "MONDAY_CLIENT_SECRET=" + app.registered.clientSecret(),
              "MONDAY_SIGNING_SECRET=" + app.registered.signingSecret(),
              "GITHUB_ID=" + app.gitHub.clientId(),
              "GITHUB_SECRET=" + app.gitHub.clientSecret(),
              "monday-auth.vault.key-file=" + keys,
              "spring.datasource.url=jdbc:h2:file:" + folder.resolve("app") + ";WRITE_DELAY=0");
      Class<?> application = compiled(source(app));
      Thread.currentThread().setContextClassLoader(application.getClassLoader());
      app.startAlone(application);

      app.monday.consent(Consent.allowAs("Ada"));
      app.gitHub.consent(Consent.allow());
      TestBrowser.Page back = new TestBrowser().open(app.ada.addRecipe(app.at("/authorize")));
      assertThat(back.uri().toString()).startsWith(app.monday.origin().toString());
      AppReply ran = app.ada.runAction(app.at("/monday/run"), Map.of());
      assertThat(ran.status()).isEqualTo(200);
      assertThat(ran.json()).containsEntry("login", "ada");
      app.assertRefused(app.post("/monday/run"));
      assertThat(app.ada.uninstall(app.at(BootApp.LIFECYCLE)).status()).isEqualTo(200);
      assertThat(app.bean(Connections.class).admin().list(new MondayAccount(app.ada.accountId())))
          .isEmpty();
    } finally {
      Thread.currentThread().setContextClassLoader(ReadmeTest.class.getClassLoader());
    }
  }

  /** The page's code, with the addresses of the fake GitHub in place of the real one. */
  private static String source(BootApp app) throws IOException {
    URI login = app.gitHub.authorizationEndpoint();
    String code =
        replaced(blocks("java").get(0), "https://github.com/login/oauth/", login.resolve("."));
    code = replaced(code, "\"authorize\"", "\"" + login + "\"");
    code = replaced(code, "\"access_token\"", "\"" + app.gitHub.tokenEndpoint() + "\"");
    code = replaced(code, "https://api.github.com", app.gitHub.origin());
    code = replaced(code, "\"/user\"", "\"" + app.gitHub.resource().getPath() + "\"");
    return """
        package readme;

        import io.github.mondayauth.*;
        import io.github.mondayauth.oauth.*;
        import io.github.mondayauth.spring.*;
        import java.net.URI;
        import java.util.Map;
        import org.springframework.beans.factory.annotation.Value;
        import org.springframework.boot.SpringApplication;
        import org.springframework.boot.autoconfigure.SpringBootApplication;
        import org.springframework.context.annotation.Bean;
        import org.springframework.web.bind.annotation.*;
        import org.springframework.web.client.RestClient;

        """
        + code;
  }

  private static String replaced(String code, String expected, Object replacement) {
    assertThat(code).contains(expected);
    return code.replace(expected, replacement.toString());
  }

  private Class<?> compiled(String code) throws Exception {
    Path source = folder.resolve("readme/App.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, code);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-parameters",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(exit).as("javac's exit code for%n%s", code).isZero();
    ClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader());
    return loader.loadClass("readme.App");
  }

  @Test
  void applicationIsShort() throws IOException {
    assertThat(blocks("java").get(0).lines()).hasSizeLessThanOrEqualTo(25);
    assertThat(blocks("yaml").get(0).lines()).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void otherBlocksCompile() throws Exception {
    List<String> others = blocks("java").subList(1, blocks("java").size());
    assertThat(others).hasSize(3);
    compiled(
        """
        package readme;

        import io.github.mondayauth.AppLifecycleEvent;
        import io.github.mondayauth.oauth.Connections;
        import io.github.mondayauth.spring.CredentialInterceptor;
        import java.net.URI;
        import java.util.concurrent.TimeUnit;
        import org.slf4j.Logger;
        import org.slf4j.LoggerFactory;
        import org.springframework.context.event.EventListener;
        import org.springframework.scheduling.annotation.Scheduled;

        public class App {
          private final Connections connections = null;
          private final Logger log = LoggerFactory.getLogger(App.class);

          %s

          Object interceptor(Connections connections) {
            return %s
          }

          %s
        }
        """
            .formatted(others.get(0), others.get(1), others.get(2)));
  }

  @Test
  void linksLeadToFiles() throws IOException {
    assertThat(
            LINK.matcher(Files.readString(README))
                .results()
                .map(link -> README.resolveSibling(link.group(1))))
        .hasSizeGreaterThan(3)
        .allSatisfy(target -> assertThat(target).exists());
  }

  /** Every setting of the page exists, and every setting that exists is on the page. */
  @Test
  void settingsAreComplete() throws IOException {
    String page = Files.readString(README);
    String table = page.substring(page.indexOf("| Setting |"), page.indexOf("Spring reads"));
    List<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .flatMap(cell -> SETTING.matcher(cell).results())
            .map(result -> result.group(1))
            .toList();
    List<String> known = new ArrayList<>(List.of("enabled", "security.enabled"));
    addSettings(MondayAuthProperties.class, "", known);

    assertThat(documented).containsExactlyInAnyOrderElementsOf(known);
  }

  private static void addSettings(Class<?> type, String prefix, List<String> settings) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + kebab(component.getName());
      if (component.getType().isRecord()) {
        addSettings(component.getType(), name + ".", settings);
      } else {
        settings.add(name);
      }
    }
  }

  private static String kebab(String name) {
    return Pattern.compile("[A-Z]")
        .matcher(name)
        .replaceAll((MatchResult match) -> "-" + match.group().toLowerCase(java.util.Locale.ROOT));
  }
}
