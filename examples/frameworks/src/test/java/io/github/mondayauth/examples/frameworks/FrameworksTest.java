package io.github.mondayauth.examples.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.oauth.Connections;
import io.github.mondayauth.oauth.Connector;
import io.github.mondayauth.testkit.AppReply;
import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.MondayTestApp;
import io.github.mondayauth.testkit.TestBrowser;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs each application that docs/frameworks.md prints, and compares it with the page. */
class FrameworksTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Path SOURCES =
      Path.of("src", "test", "java", "io", "github", "mondayauth", "examples", "frameworks");

  private enum Framework {
    JDK(JdkApp.class),
    JAVALIN(JavalinApp.class),
    VERTX(VertxApp.class);

    private final Class<?> app;

    Framework(Class<?> app) {
      this.app = app;
    }

    AutoCloseable start(int port, MondayApp app, Connections connections) throws IOException {
      return switch (this) {
        case JDK -> JdkApp.start(port, app, connections);
        case JAVALIN -> JavalinApp.start(port, app, connections);
        case VERTX -> VertxApp.start(port, app, connections);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectsAndRuns(Framework framework) throws Exception {
    try (MondayTestApp test = MondayTestApp.start()) {
      FakeUser ada = test.monday().addUser("Ada", "acme");
      MondayApp app = app(test);
      try (AutoCloseable running = framework.start(test.port(), app, connections(app))) {
        assertThat(running).isNotNull();
        AppReply before = test.run(ada, "/run", Map.of());
        assertThat(before.status()).isEqualTo(400);
        assertThat(before.notification()).isNotNull();

        TestBrowser.Page page = test.addRecipe(ada, "/authorize");
        assertThat(test.isBackAtMonday(page)).isTrue();
        assertThat(test.run(ada, "/run", Map.of()).status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatMondayDidNotSign(Framework framework) throws Exception {
    try (MondayTestApp test = MondayTestApp.start()) {
      MondayApp app = app(test);
      try (AutoCloseable running = framework.start(test.port(), app, connections(app))) {
        assertThat(running).isNotNull();
        URI run = test.url("/run");
        String forged = test.monday().tokens().request(run).signedWith("0".repeat(32)).sign();
        assertThat(test.monday().post(run, forged, "{}").status()).isEqualTo(401);
        assertThat(test.monday().post(run, null, "{}").status()).isEqualTo(401);

        assertThat(test.browser().open(test.url("/authorize")).reply().status()).isEqualTo(401);
        TestBrowser.Page callback =
            test.browser().open(test.url("/callback/monday?code=x&state=y"));
        assertThat(callback.reply().status()).isEqualTo(400);
        assertThat(callback.reply().header("Content-Type")).startsWith("text/html");
      }
    }
  }

  @Test
  void pagePrintsTheApplicationsThatRun() throws IOException {
    List<String> printed =
        BLOCK
            .matcher(Files.readString(Path.of("..", "..", "docs", "frameworks.md")))
            .results()
            .map(block -> block.group(1))
            .toList();

    assertThat(printed)
        .containsExactlyElementsOf(
            Arrays.stream(Framework.values()).map(f -> classOf(f.app)).toList());
  }

  /** An application's class without its package and imports. */
  private static String classOf(Class<?> app) {
    try {
      String source = Files.readString(SOURCES.resolve(app.getSimpleName() + ".java"));
      return source.substring(source.indexOf("\nfinal class ") + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MondayApp app(MondayTestApp test) {
    return MondayApp.builder(test.app().clientId(), test.baseUri())
        .clientSecret(Secret.of(test.app().clientSecret()))
        .signingSecret(Secret.of(test.app().signingSecret()))
        .insecureMonday(test.monday().origin())
        .timeSource(test.clock())
        .build();
  }

  private static Connections connections(MondayApp app) {
    TokenVault vault = TokenVault.open(app, TokenStore.inMemory(), KeyRing.of(KeyRing.generate()));
    return Connections.create(app, vault, Connector.monday("me:read", "account:read"));
  }
}
