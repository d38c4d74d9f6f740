package io.github.mondayauth.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.MondayUser;
import io.github.mondayauth.Secret;
import io.github.mondayauth.TokenKind;
import io.github.mondayauth.TokenRejectedException;
import io.github.mondayauth.TokenRejectedException.Reason;
import io.github.mondayauth.testkit.RegisteredApp;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the code of README.md as it is printed there, and compares its table with the meters.
 */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`monday[^|]+)\\| ([^|]+)\\|");
  private static final Pattern CODE = Pattern.compile("`([a-z.]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @TempDir Path folder;

  private static String readme() throws Exception {
    return Files.readString(README);
  }

  @Test
  void theBlockIsShortAndCountsEvents() throws Exception {
    String block =
        BLOCK.matcher(readme()).results().map(found -> found.group(1)).findFirst().orElseThrow();
    assertThat(block.lines()).hasSizeLessThanOrEqualTo(6);
    Path source =
        Files.writeString(
            folder.resolve("Block.java"),
            """
            import io.github.mondayauth.*;
            import io.github.mondayauth.micrometer.*;
            import io.micrometer.core.instrument.*;
            import java.net.URI;

            public class Block {
              public static MondayApp app(Secret signingSecret, MeterRegistry registry) {
                %s
                return app;
              }
            }
            """
                .formatted(block));
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(exit).as("javac's exit code").isZero();

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Secret secret = Secret.of(RegisteredApp.random().signingSecret());
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      MondayApp app =
          (MondayApp)
              loader
                  .loadClass("Block")
                  .getMethod("app", Secret.class, MeterRegistry.class)
                  .invoke(null, secret, registry);
      assertThatThrownBy(() -> app.requestVerifier().verify(null, "/run"))
          .isInstanceOf(TokenRejectedException.class);
    }
    assertThat(registry.get("monday.auth.rejected").counter().count()).isEqualTo(1);
  }

  /** Every counter of the page exists with its tags, and every counter that exists is there. */
  @Test
  void theTableListsEveryCounterWithItsTags() throws Exception {
    Map<String, Set<String>> documented = new TreeMap<>();
    for (MatchResult row : ROW.matcher(readme()).results().toList()) {
      String tags = row.group(2).replaceAll("[(][^)]*[)]", "");
      for (MatchResult name : CODE.matcher(row.group(1)).results().toList()) {
        documented.put(name.group(1), codes(tags));
      }
    }

    assertThat(documented).isEqualTo(counted());
  }

  private static Set<String> codes(String text) {
    return CODE.matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The counters after every event. */
  private static Map<String, Set<String>> counted() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    MicrometerAuthListener listener = new MicrometerAuthListener(registry);
    MondayAccount account = new MondayAccount(1);
    MondayUser user = account.user(2);
    listener.verified(TokenKind.REQUEST, 0);
    listener.rejected(TokenKind.REQUEST, Reason.EXPIRED);
    listener.connected(user, "github", user);
    listener.refreshTokenMissing(user, "github");
    listener.refreshed(user, "github");
    listener.refreshFailed(user, "github", "invalid_grant");
    listener.reauthorizationNeeded(user, "github");
    listener.forgotten(account, 1);
    listener.uninstallClaimed(account);
    listener.unrevoked(user, "github");
    listener.keyFailed("key_unknown", null);
    Map<String, Set<String>> counted = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      counted.put(
          meter.getId().getName(),
          meter.getId().getTags().stream()
              .map(Tag::getKey)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    return counted;
  }

  @Test
  void linksLeadToFiles() throws Exception {
    assertThat(LINK.matcher(readme()).results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(target -> assertThat(Path.of(target)).exists());
  }

  /** A version that no registry has is no help without a way to get it. */
  @Test
  void everyIntegrationSaysHowToGetASnapshot() throws Exception {
    try (var folders = Files.list(Path.of(".."))) {
      for (Path page :
          folders.map(each -> each.resolve("README.md")).filter(Files::exists).toList()) {
        String text = Files.readString(page);
        if (text.contains("-SNAPSHOT")) {
          assertThat(text).as(page.toString()).contains("`mvn -DskipTests install` in a checkout");
        }
      }
    }
  }
}
